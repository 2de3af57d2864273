"""What must happen later: rows written in the transaction that wants them, and the worker that runs them.

A job runs at least once; every action that is run as a job is idempotent.
"""
