"""Messages from the organisers to many: composed, previewed, approved by a second organiser, sent, reported."""
