"""From what happens on the day to the agenda that it makes: a request, its repair, what is remembered of it."""
