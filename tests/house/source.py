"""The package as syntax trees, read once."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "undersigned"
# From the top down, as pyproject.toml states it for the imports.
ROOMS = (
    "config",
    "web",
    "api",
    "console",
    "reports",
    "moderation",
    "integrity",
    "signatures",
    "petitions",
    "switches",
    "accounts",
    "ledger",
    "mail",
    "jobs",
    "keys",
    "tlog",
)
SHELLS = {"config", "web", "api", "console"}
# The comment that lets a line stand in spite of a wall; what follows it is the reason.
EXCUSE = "# house: "


@dataclass(frozen=True)
class Module:
    """One file of the package."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def room(self) -> str:
        parts = self.path.relative_to(PACKAGE).parts
        return parts[0] if len(parts) > 1 else ""

    @property
    def folders(self) -> tuple[str, ...]:
        return self.path.relative_to(PACKAGE).parts[:-1]

    def is_excused(self, node: ast.expr | ast.stmt) -> bool:
        """A reason stands on one of the lines of this piece, or on the line above."""
        lines = self.text.splitlines()[max(node.lineno - 2, 0) : node.end_lineno]
        return any(len(line.partition(EXCUSE)[2].strip()) >= 10 for line in lines)

    def place(self, node: ast.expr | ast.stmt) -> str:
        return f"{self.name}:{node.lineno}"


@cache
def modules() -> tuple[Module, ...]:
    """Every file of the package but the migrations, which Django makes."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
    texts = [(path, path.read_text(encoding="utf-8")) for path in paths]
    return tuple(Module(path, text, ast.parse(text)) for path, text in texts)


def committed() -> list[Path]:
    """Every file that version control holds or would hold."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def dotted(node: ast.expr) -> str:
    """`a.b.c` for such an expression, with what is no name left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
