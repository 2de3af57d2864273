"""Ida and Ben share one mailbox. Each may sign; nobody can make a crowd of it."""

from tests.cast import BEN, IDA, Person
from tests.journeys.conftest import Town

THIRD = Person("Cora Brambleworth", IDA.email, "GB")


def test_two_people_of_one_household_are_two(town: Town, petition: str) -> None:
    town.sign(IDA, petition)
    town.confirm(IDA)
    answer = town.sign(BEN, petition)
    letter = town.letter(BEN)
    assert IDA.name in letter.text
    assert BEN.name in letter.text
    town.confirm(BEN)
    assert town.count(petition) == 2
    assert answer.status_code == 200


def test_a_third_is_told_that_no_place_is_left(town: Town, petition: str) -> None:
    for person in (IDA, BEN):
        town.sign(person, petition)
        town.confirm(person)
    first = town.sign(IDA, petition)
    third = town.sign(THIRD, petition)
    assert first.status_code == third.status_code == 200
    letter = town.letter(THIRD)
    assert IDA.name in letter.text
    assert BEN.name in letter.text
    town.turn()
    assert town.count(petition) == 2


def test_where_one_may_sign_the_second_is_told(town: Town, petition: str, settings) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"per_address": 1})
    town.sign(IDA, petition)
    town.confirm(IDA)
    town.sign(BEN, petition)
    assert IDA.name in town.letter(BEN).text
    assert town.count(petition) == 1


def test_plus_and_dots_are_one_mailbox_where_the_provider_says_so(town: Town, petition: str) -> None:
    plain = Person("Pat Example", "pat.example@gmail.com")
    dotted = Person("Pat Example", "p.a.t.example+petitions@gmail.com")
    town.sign(plain, petition)
    town.confirm(plain)
    town.sign(dotted, petition)
    town.turn()
    assert town.count(petition) == 1
    elsewhere = Person("Pat Example", "pat.example@brambleworth.example")
    other = Person("Pat Example", "patexample@brambleworth.example")
    for number, person in enumerate((elsewhere, other), start=2):
        town.sign(person, petition)
        town.confirm(person)
        assert town.count(petition) == number
