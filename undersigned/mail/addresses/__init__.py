"""Canonical addresses: parsing what was typed, the providers' rules, hints for mistyped domains.

Pure: no database, no network. An address is never changed into another person's.
"""
