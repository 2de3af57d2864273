"""Measurements: what a promise about speed rests on. Nothing here is imported by the site."""
