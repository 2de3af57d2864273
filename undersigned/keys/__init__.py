"""The site's secrets, the ring, the key store of petitions, and sealing.

Nothing here is ever in the main database or its dumps. A destroyed petition key makes what it sealed
unreadable in every backup.
"""
