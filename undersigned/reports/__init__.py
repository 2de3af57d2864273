"""What the public says about what stands here: reports of it, and replies of those who are named in it.

A report never hides anything by itself; how many there are only says what staff look at first. Whoever reports and
whoever started the petition is told what a person decided and why. A reply stands beside a petition, never in it: its
text, its versions and their hashes stay as they were signed. Addresses and words are sealed, and go 30 days after.
"""
