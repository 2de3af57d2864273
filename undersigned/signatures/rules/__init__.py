"""Laws of signing: pure values and functions. No Django, no clock, no settings, no network."""
