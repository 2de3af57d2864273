"""The crowd that asks: a compiled client, the requests it sends, and people who are slow on purpose."""
