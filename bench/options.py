"""How long and how much is measured."""

from collections.abc import Collection
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

    def told(self, names: Collection[str]) -> str:
        """The options in one line, for the reader of a table: of these benches alone, since no other was measured."""
        parts = [f"{self.rounds} rounds of {self.seconds:g} s"]
        parts += [f"{name} {self.minutes:g} min" for name in ("storm", "sustained") if name in names]
        parts += [f"{self.slow_minutes:g} min beside slow clients"] * ("slow_clients" in names)
        parts += [f"{self.rows:,} signatures"] * ("growth" in names)
        parts += [f"{self.letters:,} letters"] * ("mail" in names)
        kind = "QUICK: shows that it works, proves nothing. " if self.is_quick else ""
        return kind + ", ".join(parts)


QUICK = Options(
    seconds=3, rounds=2, minutes=0.25, slow_minutes=0.65, rows=20_000, letters=2_000, pending=1_500, is_quick=True
)
