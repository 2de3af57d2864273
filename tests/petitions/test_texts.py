"""Hashed bytes: fixed for ever, and no two texts share them."""

from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.rules.drafts import AddresseeChoice, SourceEntry
from undersigned.petitions.rules.texts import (
    LanguageText,
    PetitionRules,
    WholeText,
    hash_of,
    rules_document,
    text_document,
)

PID = "AAECAwQFBgcICQoLDA0ODw"
TEXT = WholeText(
    pid=PID,
    version=2,
    original_language="tr",
    texts=(LanguageText("tr", "Gece treni", "İstiyoruz.\n"), LanguageText("en", "Night train", "We ask.")),
    addressees=(AddresseeChoice("Board", "Chair", ""),),
    sources=(SourceEntry("Timetable", "Railways", "2026", "https://railways.example/"),),
)

DOCUMENT = """undersigned-text/1
pid 22
AAECAwQFBgcICQoLDA0ODw
version 1
2
language 2
tr
text-language 2
en
title 11
Night train
story 7
We ask.
text-language 2
tr
title 10
Gece treni
story 12
İstiyoruz.

addressee 5
Board
office 5
Chair
body 0

source 9
Timetable
publisher 8
Railways
date 4
2026
link 25
https://railways.example/
"""


def test_the_layout_of_a_text():
    assert text_document(TEXT) == DOCUMENT


def test_the_hash_never_changes():
    assert hash_of(DOCUMENT) == "8ExkyVr/sOGN/O5tgsds9+5tmR38UAPGThMEyKpukgo="


def test_the_layout_of_rules():
    rules = PetitionRules(PID, "immediate", 2, 12, "number", "q" * 43 + "=", 25_000)
    assert rules_document(rules) == (
        f"undersigned-rules/1\npid 22\n{PID}\npublication 9\nimmediate\nsignatures-per-address 1\n2\n"
        f"retention-months 2\n12\nhandover 6\nnumber\nfingerprint-key-sha256 44\n{'q' * 43}=\ngoal 5\n25000\n"
    )
    assert rules_document(PetitionRules(PID, "moderated", 1, 12, "names", "", None)).endswith("goal 0\n\n")


def read(document: str) -> list[tuple[str, str]]:
    """The fields by their byte lengths: a reader of its own, as a third party would write it."""
    _kind, _, rest = document.encode().partition(b"\n")
    fields = []
    while rest:
        head, _, rest = rest.partition(b"\n")
        name, length = head.decode().split(" ")
        fields.append((name, rest[: int(length)].decode()))
        assert rest[int(length) : int(length) + 1] == b"\n"
        rest = rest[int(length) + 1 :]
    return fields


tricky = st.text(alphabet="a\n 0123456789é", max_size=12) | st.sampled_from(["x\nstory 1\ny", "1\nlink 0\n\n"])


languages = st.sampled_from(["tr", "en", "ar"])
texts_in_languages = st.lists(st.tuples(languages, tricky, tricky), max_size=3, unique_by=lambda one: one[0])
triples = st.lists(st.tuples(tricky, tricky, tricky), max_size=3)
pairs = st.lists(st.tuples(tricky, tricky), max_size=3)


@given(texts_in_languages, triples, pairs)
def test_every_text_can_be_read_back_from_its_bytes(texts, addressees, sources):
    whole = WholeText(
        pid=PID, version=1, original_language="tr",
        texts=tuple(LanguageText(*one) for one in texts),
        addressees=tuple(AddresseeChoice(*one) for one in addressees),
        sources=tuple(SourceEntry(*one) for one in sources),
    )  # fmt: skip
    fields = read(text_document(whole))
    expected = [("pid", PID), ("version", "1"), ("language", "tr")]
    for language, title, story in sorted(texts):
        expected += [("text-language", language), ("title", title), ("story", story)]
    for name, office, body in addressees:
        expected += [("addressee", name), ("office", office), ("body", body)]
    for title, publisher in sources:
        expected += [("source", title), ("publisher", publisher), ("date", ""), ("link", "")]
    assert fields == expected
