"""Undersigned: a petition platform whose count anyone can check and that names nobody.

The rooms of this package import only downward, in the order that pyproject.toml states:
config, web | api | console, moderation, signatures, petitions, accounts, ledger, mail, jobs, keys, tlog.
"""

__version__ = "0.1.0"
