"""HTML shells, one folder per visitor: public, start, desk, staff.

A shell parses what came in, calls actions and queries, and shows what they return. It keeps no state and
knows no model; the visitors' folders do not know each other.
"""
