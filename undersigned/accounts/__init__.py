"""People who have an account: starters and staff. Signers have none.

An address is kept sealed, found by a keyed hash. A link that signs in works once.
"""
