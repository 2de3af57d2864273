"""Signing as a good Django developer would write it: a form view, the ORM, the default middleware, WSGI.

The same rules, the same seal, the same table with its letter columns and its constraint; one request, one transaction.
What the site does otherwise (many requests in one transaction, an answer before Django) is what is measured.
"""
