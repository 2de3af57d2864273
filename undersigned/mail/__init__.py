"""One way out for letters. It renders, hands over and retries; it knows no letter.

An attempt is committed before DATA, so a crash may send a letter twice, never three times.
"""
