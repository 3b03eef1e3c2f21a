"""A company comes in: registration by chat, its people, their data, and coming back to it all."""
