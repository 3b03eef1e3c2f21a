"""One module per chat platform behind the port of `base`; channels are blind to one another."""
