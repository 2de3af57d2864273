"""What `doctor` looks for in this room."""


def findings() -> list[str]:
    """One sentence per fault; empty when the room is in order."""
    raise NotImplementedError
