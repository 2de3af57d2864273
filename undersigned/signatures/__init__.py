"""Signing, confirming, withdrawing, erasing: from a typed form to a signature that the log holds, and out again.

Kept: one row per petition, person and place of a household, by constraint; all that identifies a person is
sealed. Promise and receipt are made when they are asked for and stored nowhere; erased means that no row is left.
A signature is acknowledged only after its commit, counted only after the log holds it. This room
never says to anybody but the mailbox whether an address has signed.
"""
