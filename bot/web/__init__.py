"""Web pages of the house: the chat a browser shows, over server-sent events and POST; knows storage only by `port`."""
