"""What builds and proves the house: legs of the tests, catalogues, generated pages. Not part of the package.

It starts programs and talks to the terminal. Nothing under `undersigned` imports it.
"""
