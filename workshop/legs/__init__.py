"""The legs of `./run test`: each one thing that is proven, run two at a time, told in one line at the end.

A leg either ran or was skipped because something is missing, and then it says how to get it. The last line sums up all
that passed, failed and was skipped. Nothing is retried.
"""
