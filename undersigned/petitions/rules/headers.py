"""The YAML header of a file as plain entries with their lines. Texts stay as written: `date: 1838` is "1838"."""

from dataclasses import dataclass, field
from typing import Final

import yaml

LONGEST_HEADER: Final = 65_536


@dataclass(frozen=True, slots=True)
class FileFault:
    """One thing that is wrong; `line` counts from 1, `field` is "" where none is meant."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"line {self.line}: {self.field + ': ' if self.field else ''}{self.message}"


class FileRefused(Exception):
    """The file can't be read as a petition; `.faults` says all that is wrong."""

    def __init__(self, faults: tuple[FileFault, ...]) -> None:
        """Remember the faults."""
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the header: `kind` is text, list or map, and says which of the three is filled."""

    kind: str
    line: int
    text: str = ""
    items: tuple["Entry", ...] = ()
    pairs: dict[str, "Entry"] = field(default_factory=dict)


def read_header(text: str) -> tuple[Entry, str, int]:
    """(header, what stands under it, the line where that begins). FileRefused where there is no readable header."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != "---":
        raise _refused(1, 'the file must begin with a line "---" and a header with at least "title: ..."')
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), None)
    if end is None:
        raise _refused(len(lines), 'the header must end with a line "---"')
    header = "\n".join(lines[1:end])
    if len(header) > LONGEST_HEADER:
        raise _refused(1, "the header is too long")
    return _mapping(header), "\n".join(lines[end + 1 :]), end + 2


def _mapping(header: str) -> Entry:
    try:
        _refuse_references(header)
        # compose reads the syntax alone: nothing in a file can name a type to be built, and every node knows its line.
        node = yaml.compose(header, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "the header is no YAML"
        raise _refused((mark.line if mark else 0) + 2, str(problem)) from None
    if not isinstance(node, yaml.MappingNode):
        raise _refused(2, 'the header must be lines like "title: ..."')
    return _entry(node, depth=0)


def _refuse_references(header: str) -> None:
    for token in yaml.scan(header, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
            raise _refused(token.start_mark.line + 2, "anchors, references and tags of YAML can't be used here")


def _entry(node: yaml.Node, *, depth: int) -> Entry:
    line = node.start_mark.line + 2
    if depth > 4:
        raise _refused(line, "the header is nested too deeply")
    if isinstance(node, yaml.SequenceNode):
        return Entry("list", line, items=tuple(_entry(item, depth=depth + 1) for item in node.value))
    if isinstance(node, yaml.MappingNode):
        return Entry("map", line, pairs=_pairs(node, depth))
    is_nothing = node.tag == "tag:yaml.org,2002:null"
    return Entry("text", line, text="" if is_nothing and node.value in {"~", ""} else str(node.value))


def _pairs(node: yaml.MappingNode, depth: int) -> dict[str, Entry]:
    pairs: dict[str, Entry] = {}
    for key, value in node.value:
        line = key.start_mark.line + 2
        if not isinstance(key, yaml.ScalarNode):
            raise _refused(line, "a field's name must be a word")
        if key.value in pairs:
            raise FileRefused((FileFault(line, key.value, "is named twice"),))
        pairs[key.value] = _entry(value, depth=depth + 1)
    return pairs


def _refused(line: int, message: str) -> FileRefused:
    return FileRefused((FileFault(line, "", message),))
