"""Victor did not sign. Somebody typed his address; the page never told them anything, the mailbox told him."""

import re
from datetime import timedelta

from tests.cast import OSCAR, VICTOR, Person
from tests.journeys.conftest import Town

HANDLE = re.compile(r'name="handle" value="[^"]*"')


def test_this_was_not_me(town: Town, petition: str) -> None:
    town.sign(VICTOR, petition)
    assert town.confirm(VICTOR, act="refuse").status_code == 200
    town.confirm(VICTOR)
    assert town.count(petition) == 0


def test_he_may_sign_later_after_all(town: Town, petition: str) -> None:
    town.sign(VICTOR, petition)
    town.confirm(VICTOR, act="refuse")
    town.sign(VICTOR, petition)
    town.confirm(VICTOR)
    assert town.count(petition) == 1


def test_the_page_answers_alike_whatever_became_of_the_address(town: Town, petition: str) -> None:
    """New, waiting, confirmed, refused, capped: the same bytes but for the sealed handle."""
    confirmed, refused, waiting = (
        Person(name, f"{name.lower()}@one.example") for name in ("Conrad", "Renata", "Wanda")
    )
    for person in (confirmed, refused, waiting):
        town.sign(person, petition)
    town.confirm(confirmed)
    town.confirm(refused, act="refuse")
    capped = Person("Caspar", "caspar@one.example")
    for _ in range(7):
        town.sign(capped, petition)
        town.turn()
    pages = set()
    for person in (Person("Newton", "newton@one.example"), confirmed, refused, waiting, capped):
        answer = town.sign(person, petition)
        body = answer.content.decode().replace(person.email, "ADDRESS").replace(person.name, "NAME")
        headers = {name: value for name, value in answer.headers.items() if name not in {"Date", "Content-Length"}}
        pages.add((answer.status_code, HANDLE.sub("", body), tuple(sorted(headers.items()))))
    assert len(pages) == 1


def test_nobody_can_fill_his_mailbox(town: Town, petition: str) -> None:
    for _ in range(12):
        town.sign(VICTOR, petition)
        town.turn()
    assert len(town.office.to(VICTOR.email)) == 5
    town.later(timedelta(days=7, hours=1))
    town.turn()
    assert len(town.office.to(VICTOR.email)) == 6
    town.sign(OSCAR, petition)
    town.confirm(OSCAR)
    assert town.count(petition) == 1
