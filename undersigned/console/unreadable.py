"""What is said where a log can't be read at all."""


class LogUnreadable(Exception):
    """The log cannot be reached or read; nothing is said about whether it is right."""


class LogWithheld(LogUnreadable):
    """The server says that it does not give this file."""
