"""What is due by the clock: reminders before each meeting, and messages about a whole day."""
