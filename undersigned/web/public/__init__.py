"""What everybody sees: lists, the petition page, signing, confirming, site pages, the log's files.

Public pages carry no byte that belongs to one visitor, so that each can be kept whole by a cache: no cookie,
no token, no name.
"""
