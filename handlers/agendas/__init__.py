"""From wishes to a published agenda: the problem, the versions, and a day as its delegates read it."""
