"""The power is cut: every write of the site is recorded in order, then the disk is rebuilt as a cut would leave it.

`recording` writes down what SQLite and the site do to files; `disk` says what may be left of it; `workload` is the
site at work; `checking` opens what was left with the site's own code and compares it with what had been acknowledged.
"""
