"""The public log: what happened to every petition, naming nobody, checkable by anyone.

Events are appended in the transaction that causes them, get their index from one publisher, and never change.
The public count is what the published log says: nothing here shows a number that the log does not hold.
"""
