"""The message catalogues, kept without gettext's programs: Babel reads Python, Django itself turns templates into code.

English is the source: every sentence stands in it where it is used. `undersigned/locale/<code>/LC_MESSAGES/django.po`
holds another language. Translations are never lost: what is no longer used is kept as obsolete until somebody drops it.
"""
