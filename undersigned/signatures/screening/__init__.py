"""Screening: what speaks for, or against, sending a letter to whoever signs. One file per rule, one explicit order.

Kept: the verdict falls before the letter. Held means that the letter waits, refused that there is none; whoever got a
letter and confirms is counted. Whoever is caught sees what everybody sees. No rule refuses people for being many.
A rule is pure: it reads the `Evidence` and returns a reason or nothing. It writes nothing and asks nobody.
"""
