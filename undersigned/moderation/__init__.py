"""Who decided what about a petition, when, and in which words.

Every decision is a row that stays; nobody edits one. What a decision does to the petition is an action of the
room petitions, called in the same transaction.
"""
