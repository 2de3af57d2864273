"""Transparency-log arithmetic: trees, tiles, signed notes, proofs, entries.

Pure functions over bytes: no Django, no database, no clock, no network. The offline verifier stands on this
room and on `cryptography` alone. Formats are C2SP's; hashing is RFC 6962, proofs are RFC 9162.
"""
