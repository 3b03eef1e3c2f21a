"""Typed words read as what happens on the day, in every language: what may mean several things is never guessed."""
