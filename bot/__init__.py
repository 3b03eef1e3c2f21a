"""The roof: settings, wiring, channels, web pages, clock, sender and command line. Everything async or networked."""
