"""Pure: what a campaign looks for, and how far it has come."""
