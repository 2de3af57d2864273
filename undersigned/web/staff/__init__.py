"""The staff's pages: what is held, and the decisions on it."""
