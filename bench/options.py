"""How long and how much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """The issue's table by default; `QUICK` only shows that everything works."""

    seconds: float = 15
    """Of one round of one subject."""
    rounds: int = 3
    minutes: float = 10
    """Of the storm and of signing without a pause."""
    slow_minutes: float = 1
    """Of each of the two storms that slow clients are compared by."""
    connections: int = 256
    """Of signers and confirmers at once; plain Django gets as many as it does best with."""
    workers: int = 1
    """Web processes of the storm."""
    rows: int = 10_000_000
    """Signatures of the petition that has grown."""
    letters: int = 100_000
    pending: int = 12_000
    """Signatures that wait for a round of confirming."""
    is_quick: bool = False

    def __str__(self) -> str:
        """The options in one line, for the reader of a table."""
        kind = "QUICK: shows that it works, proves nothing. " if self.is_quick else ""
        return (
            f"{kind}{self.rounds} rounds of {self.seconds:g} s, storm and sustained {self.minutes:g} min, "
            f"{self.rows:,} signatures, {self.letters:,} letters"
        )


QUICK = Options(
    seconds=3, rounds=2, minutes=0.25, slow_minutes=0.65, rows=20_000, letters=2_000, pending=1_500, is_quick=True
)
