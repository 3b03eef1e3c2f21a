"""What organisers did, kept without names and told in words: who, when, what was asked, before and after."""
