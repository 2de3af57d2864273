"""Tests mirror the package, room by room; `journeys`, `house`, `browser` and `kills` look at the whole."""
