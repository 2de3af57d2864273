"""Parts of a text that are hidden: what of a story is left, what the index and the directory forget."""

from datetime import datetime

import pytest

from tests.makers import make_published
from undersigned.petitions.actions.amend import amend
from undersigned.petitions.actions.hide_part import hide_part
from undersigned.petitions.actions.name_petition import name_petition
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.directory import addressees_like
from undersigned.petitions.queries.door import petition_visible_to, public_petition
from undersigned.petitions.queries.lists import petition_list
from undersigned.petitions.queries.pages import page_of
from undersigned.petitions.queries.similar import similar_petitions
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.hiding import hidden_paragraphs, hides_text
from undersigned.petitions.rules.states import PartsHidden, PetitionMoved, PetitionNotFound
from undersigned.petitions.rules.stories import paragraphs_of, story_html, summary_of

STORY = "One.\n\n# Two\n\n- three\n- and four\n\n> five\n\nSix and [seven][7].\n\n[7]: https://seven.example/\n"
HIDDEN_TITLE = "Title hidden by the people who run this site"


def test_paragraphs_are_blocks_that_stand_by_themselves() -> None:
    assert paragraphs_of(STORY) == ("One.", "Two", "three and four", "five", "Six and seven.")
    assert paragraphs_of("```\ncode\n```\n\n---\n\nlast") == ("code", "", "last")
    assert paragraphs_of("") == ()


def test_of_hidden_paragraphs_the_marker_stands_there_and_nothing_else() -> None:
    html = story_html(STORY, frozenset({2, 3}), "<p>hidden</p>\n")
    assert html.startswith("<p>One.</p>\n<p>hidden</p>\n<p>hidden</p>\n<blockquote>")
    assert "Two" not in html
    assert "three" not in html
    assert 'href="https://seven.example/"' in html
    assert story_html(STORY).count("<li>") == 2


def test_headings_leave_out_no_level_when_one_is_hidden() -> None:
    html = story_html("# One\n\n## Two\n\n### Three\n", frozenset({1}), "")
    assert "<h3>Two</h3>" in html
    assert "<h4>Three</h4>" in html


def test_a_summary_leaves_them_out() -> None:
    assert summary_of("Bad words.\n\nGood words.", frozenset({1})) == "Good words."
    assert summary_of("Bad words.", frozenset({1, 7})) == ""


@pytest.mark.parametrize(
    ("stored", "hides", "numbers"),
    [
        ("", False, set()),
        ("photo place starter_name note", False, set()),
        ("title", True, set()),
        ("story", True, set()),
        ("story:2 story:13", True, {2, 13}),
        ("addressee:1", True, set()),
        ("note source:3", True, set()),
    ],
)
def test_what_stands_in_the_hashed_text(stored: str, hides: bool, numbers: set[int]) -> None:
    assert hides_text(stored) is hides
    assert hidden_paragraphs(frozenset(stored.split())) == numbers


def hidden(petition: Petition, part: str, now: datetime) -> Petition:
    return hide_part(petition_id=petition.pk, part=part, is_hidden=True, now=now)


@pytest.mark.django_db
def test_a_title_goes_with_its_address_and_both_come_back(now: datetime) -> None:
    petition = make_published(now, title="Ambrose took the money")
    again = hidden(hidden(petition, "title", now), "title", now)
    assert again.slug.startswith("petition-")
    assert public_petition(again.slug).pk == petition.pk
    for ask in (public_petition, lambda slug: petition_visible_to(None, slug)):
        with pytest.raises(PetitionMoved) as told:
            ask("ambrose-took-the-money")
        assert told.value.slug == again.slug
    assert similar_petitions("Ambrose took money", "en") == []
    assert page_of(petition.pk, "en", now).text.title == HIDDEN_TITLE
    [card] = petition_list("en", now).cards
    assert (card.title, card.title_language, card.slug) == (HIDDEN_TITLE, "en", again.slug)
    shown = hide_part(petition_id=petition.pk, part="title", is_hidden=False, now=now)
    assert (shown.slug, shown.hidden) == ("ambrose-took-the-money", "")
    with pytest.raises(PetitionMoved):
        public_petition(again.slug)
    assert [one.slug for one in similar_petitions("Ambrose took money", "en")] == ["ambrose-took-the-money"]
    assert hidden(petition, "title", now).slug == again.slug


@pytest.mark.django_db
def test_nobody_gets_the_address_of_a_hidden_title_and_it_leads_to_nothing_that_is_not_public(now: datetime) -> None:
    petition = make_published(now, title="Ambrose took the money")
    hidden(petition, "title", now)
    other = make_published(now, title="Ambrose took the money")
    assert other.slug == "ambrose-took-the-money-2"
    name_petition(petition=other, title="Ambrose took the money")
    assert other.slug == "ambrose-took-the-money-2"
    take_down(petition_id=petition.pk, words="", now=now)
    with pytest.raises(PetitionNotFound) as told:
        public_petition("ambrose-took-the-money")
    assert not isinstance(told.value, PetitionMoved)


@pytest.mark.django_db
def test_a_hidden_addressee_is_in_no_list_and_not_in_the_directory(now: datetime) -> None:
    petition = make_published(now)
    hidden(petition, "addressee:2", now)
    page = page_of(petition.pk, "en", now)
    assert [(one.name, one.is_hidden) for one in page.addressees] == [("Brambleworth Railways", False), ("", True)]
    assert petition_list("en", now).cards[0].addressees == ("Brambleworth Railways",)
    assert addressees_like("council") == []
    assert [one.name for one in addressees_like("Brambleworth")] == ["Brambleworth Railways"]
    make_published(now, title="Another lamp")
    assert [one.name for one in addressees_like("council")] == ["The town council of Kavakdere"]


@pytest.mark.django_db
def test_a_text_with_a_hidden_part_is_not_changed(now: datetime) -> None:
    petition = hidden(make_published(now), "story:1", now)
    with pytest.raises(PartsHidden):
        amend(petition_id=petition.pk, change=DraftChange(story="New."), has_signatures=False, now=now)
    amend(petition_id=petition.pk, change=DraftChange(place="Elsewhere"), has_signatures=False, now=now)
    hide_part(petition_id=petition.pk, part="story:1", is_hidden=False, now=now)
    assert amend(petition_id=petition.pk, change=DraftChange(story="New."), has_signatures=False, now=now).version == 2
