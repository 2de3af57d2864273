"""The command undersigned: serve, demo, petition, doctor, migrate, backup, restore.

A shell like web: it parses arguments, calls actions and queries, prints words for a person.
"""
