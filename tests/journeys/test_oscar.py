"""Oscar signs from a phone on a train: the connection breaks, he presses twice, he types the code."""

from datetime import timedelta

from django.test import Client

from tests.cast import OSCAR, SUHARSA, WEI, Y
from tests.journeys.conftest import Town


def test_he_signs_and_the_number_moves_when_the_log_holds_it(town: Town, petition: str) -> None:
    assert town.sign(OSCAR, petition).status_code == 200
    assert town.count(petition) == 0
    assert "O'Connor" in town.confirm(OSCAR).content.decode().replace("&#x27;", "'")
    assert town.count(petition) == 1


def test_opening_the_link_changes_nothing_however_often(town: Town, petition: str) -> None:
    town.sign(OSCAR, petition)
    link = town.letter(OSCAR).link
    for _ in range(5):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200
    town.turn()
    assert town.count(petition) == 0


def test_pressing_everything_many_times_counts_once(town: Town, petition: str) -> None:
    for _ in range(3):
        town.sign(OSCAR, petition)
    for _ in range(5):
        assert town.confirm(OSCAR).status_code == 200
    assert town.count(petition) == 1


def test_an_older_letter_still_confirms(town: Town, petition: str) -> None:
    town.sign(OSCAR, petition)
    first = town.letter(OSCAR).link
    town.sign(OSCAR, petition)
    assert town.letter(OSCAR).link != first
    town.send(first.partition("testserver")[2], {"act": "confirm"})
    town.turn()
    assert town.count(petition) == 1


def test_he_types_the_code_where_he_signed(town: Town, petition: str) -> None:
    handle = town.sign(OSCAR, petition).context["handle"]
    code = town.letter(OSCAR).code
    assert town.send("/en/confirm/code", {"handle": handle, "code": f"{code[:3]} {code[3:]}"}).status_code == 200
    town.turn()
    assert town.count(petition) == 1


def test_a_code_dies_after_half_an_hour_and_the_link_lives(town: Town, petition: str) -> None:
    handle = town.sign(OSCAR, petition).context["handle"]
    code = town.letter(OSCAR).code
    town.later(timedelta(minutes=31))
    town.send("/en/confirm/code", {"handle": handle, "code": code})
    town.turn()
    assert town.count(petition) == 0
    town.confirm(OSCAR)
    assert town.count(petition) == 1


def test_a_code_dies_after_five_wrong_tries_and_nothing_says_so(town: Town, petition: str) -> None:
    handle = town.sign(OSCAR, petition).context["handle"]
    code = town.letter(OSCAR).code
    wrong = "000000" if code != "000000" else "111111"
    answers = [town.send("/en/confirm/code", {"handle": handle, "code": wrong}) for _ in range(6)]
    answers.append(town.send("/en/confirm/code", {"handle": handle, "code": code}))
    answers.append(town.send("/en/confirm/code", {"handle": "no-such-handle", "code": code}))
    assert len({answer.status_code for answer in answers}) == 1
    town.turn()
    assert town.count(petition) == 0


def test_people_are_called_what_they_are_called(town: Town, petition: str) -> None:
    for number, person in enumerate((SUHARSA, Y, WEI), start=1):
        town.sign(person, petition)
        assert person.name in town.letter(person).text
        town.confirm(person)
        assert town.count(petition) == number


def test_unconfirmed_he_is_forgotten_after_thirty_days(town: Town, petition: str) -> None:
    town.sign(OSCAR, petition)
    link = town.letter(OSCAR).link
    town.later(timedelta(days=31))
    town.turn()
    town.send(link.partition("testserver")[2], {"act": "confirm"})
    town.turn()
    assert town.count(petition) == 0
