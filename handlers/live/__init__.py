"""The event day: reminders, changes, notices and who confirmed what."""
