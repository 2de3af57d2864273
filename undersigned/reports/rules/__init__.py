"""Laws of this room: which reasons and states there are, what a form may hold, how much is kept. Pure."""
