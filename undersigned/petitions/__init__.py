"""Petitions: their text versions, addressees, sources, goals and states.

Every text is a version; a signature belongs to the version that was read. A published version never changes.
The count shown anywhere is the one that the log has published.
"""
