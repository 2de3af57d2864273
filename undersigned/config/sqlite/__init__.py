"""SQLite as this site uses it: Django's backend, with turns for those who write and a bound for the write-ahead log.

`base` is where Django looks for a backend. Settings name this package as the engine; nothing imports it.
"""
