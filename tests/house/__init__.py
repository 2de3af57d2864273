"""Walls that no import contract can see."""
