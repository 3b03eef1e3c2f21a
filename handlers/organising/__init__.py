"""The organisers' side of the chat: verdicts, set-up, drafts, adjustments and what could not be delivered."""
