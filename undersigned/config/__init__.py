"""Wires the rooms together: environment, settings, languages, addresses, ASGI.

It decides nothing: a rule found here belongs into a room below.
"""
