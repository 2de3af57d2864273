"""What is shown: the same number everywhere, ranks of what is public, lists by a fixed number of queries."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import MEHTAP, NORA, OSCAR
from tests.makers import make_draft, make_held, make_photo, make_published
from undersigned.accounts.actions.create_staff import create_staff
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.ledger.models import PublishedCount
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Addressee
from undersigned.petitions.queries.directory import addressees_like
from undersigned.petitions.queries.door import petition_visible_to, public_petition
from undersigned.petitions.queries.lists import held_petitions, petition_list, petitions_of
from undersigned.petitions.queries.pages import page_of, petition_count, petition_page
from undersigned.petitions.queries.ranks import ranking, standing
from undersigned.petitions.queries.similar import similar_petitions
from undersigned.petitions.rules.drafts import AddresseeChoice, DraftChange
from undersigned.petitions.rules.milestones import Outcome, Standing, standing_among
from undersigned.petitions.rules.states import PetitionNotFound

pytestmark = pytest.mark.django_db


def count(petition, number, now, *, before=0):
    """The log has published this number and, until two seconds later, shows the one before."""
    PublishedCount.objects.update_or_create(
        pid=petition.pid,
        defaults={
            "count": number, "counted_at": now, "log_size": 7, "show_at": now + timedelta(seconds=2),
            "previous_count": before, "previous_counted_at": now - timedelta(minutes=1), "previous_log_size": 3,
        },
    )  # fmt: skip


def later(now):
    return now + timedelta(seconds=3)


def test_everybody_sees_what_is_public_and_nobody_else_what_is_not(now):
    mehtap = ensure_account(email=MEHTAP.email, now=now)
    oscar = ensure_account(email=OSCAR.email, now=now)
    nora = create_staff(email=NORA.email, role="moderator", now=now)
    draft = make_draft(now)
    held = submit(petition_id=make_draft(now).pk, account=mehtap, publication="moderated", now=now)
    public = make_published(now, title="Public")
    gone = take_down(petition_id=make_published(now, title="Gone").pk, words="Why", now=now)

    def sees(person):
        seen = set()
        for petition in (draft, held, public, gone):
            try:
                seen.add(petition_visible_to(person, petition.slug))
            except PetitionNotFound:
                continue
        return seen

    assert sees(None) == sees(oscar) == {public, gone}
    assert sees(mehtap) == {public, gone, held}
    assert sees(nora) == {public, gone, held}
    assert public_petition(public.slug) == public
    for petition in (draft, held, gone):
        with pytest.raises(PetitionNotFound):
            public_petition(petition.slug)


def test_a_staff_account_that_is_shut_sees_no_more_than_anybody(now):
    nora = create_staff(email=NORA.email, role="moderator", now=now)
    nora.is_active = False
    with pytest.raises(PetitionNotFound):
        petition_visible_to(nora, make_held(now).slug)


def test_a_fresh_petition_has_nothing_and_the_whole_truth(now):
    page = petition_page(make_published(now, goal=25_000), "en", now)
    assert (page.count, page.goal, page.percent, page.counted_at, page.log_size) == (0, 25_000, 0, None, 0)
    assert (page.rank, page.of, page.milestone.outcome) == (1, 1, Outcome.ALONE)
    assert page.counter_text == "0 have signed. Our goal is 25,000."
    assert page.milestone_text == "It is the only petition on this site so far (as of 12:00 UTC)."
    assert (page.text_version, page.is_open) == ("1-en", True)
    assert [one.name for one in page.addressees] == ["Brambleworth Railways", "The town council of Kavakdere"]
    assert "<h3>What we ask</h3>" in page.text.story_html
    assert page.sources[0].number == 1


def test_page_count_and_list_carry_the_same_number_with_the_same_time(now):
    petition = make_published(now)
    count(petition, 150, now, before=90)
    for moment, number, goal, at in (
        (now, 90, 100, now - timedelta(minutes=1)),
        (later(now), 150, 200, now),
    ):
        page = petition_page(petition, "en", moment)
        counted = petition_count(petition, moment)
        [card] = petition_list("en", moment).cards
        assert page.counted == counted
        assert (page.count, page.goal, page.counted_at) == (number, goal, at)
        assert (card.count, card.goal, card.counted_at) == (number, goal, at)
        assert card.counter_text == page.counter_text


def test_a_goal_comes_back_when_removals_take_the_count_below_it(now):
    petition = make_published(now, goal=120)
    for number, goal in ((119, 120), (120, 200), (119, 120)):
        count(petition, number, now)
        assert petition_count(petition, later(now)).goal == goal


def test_ranks_are_among_what_is_public_by_the_counts_that_are_shown(now):
    numbers = [500, 300, 300, 100, 0]
    petitions = [make_published(now, title=f"Petition {number}") for number in range(5)]
    for petition, number in zip(petitions[:4], numbers, strict=False):
        count(petition, number, now)
    gone = make_published(now, title="Gone")
    count(gone, 9000, now)
    take_down(petition_id=gone.pk, words="Why", now=now)
    make_held(now, title="Held")
    close(petition_id=petitions[0].pk, now=now)
    ranks = [ranking(one.pid, number, later(now)) for one, number in zip(petitions, numbers, strict=True)]
    assert ranks == [(1, 5), (2, 5), (2, 5), (4, 5), (5, 5)]
    assert standing(petitions[3].pid, 100, 300, later(now)) == Standing(4, 3, 0, 1, 2)
    # Before the new numbers are shown, everybody still has nothing.
    assert ranking(petitions[4].pid, 0, now) == (1, 5)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        standing(petitions[3].pid, 100, 300, later(now))
    assert len(queries) == 1


def test_the_database_counts_as_the_rules_do(now):
    numbers = [0, 0, 1, 99, 100, 100, 101, 5000]
    for title, number in enumerate(numbers):
        count(make_published(now, title=f"Petition {title}"), number, now)
    for own, goal in product([0, 1, 50, 99, 100, 4999], [1, 51, 100, 101, 5000, 5001]):
        if goal > own:
            assert standing("nobody", own, goal, later(now)) == standing_among(own, goal, numbers)


def test_a_preview_ranks_the_draft_as_if_it_were_public(now):
    for number, title in ((500, "One"), (30, "Two")):
        count(make_published(now, title=title), number, now)
    page = petition_page(make_draft(now), "en", later(now))
    assert (page.rank, page.of, page.milestone.outcome, page.milestone.rank) == (3, 3, Outcome.CLIMBS, 2)


def test_what_has_ended_makes_no_promise(now):
    petition = make_published(now)
    page = petition_page(close(petition_id=petition.pk, now=now), "en", now)
    assert (page.milestone_text, page.is_open) == ("", False)


def test_the_page_speaks_the_readers_language_round_the_petitions_own(now):
    page = petition_page(make_published(now, language="ar"), "tr", now)
    assert (page.text.language, page.text.direction, page.interface_language) == ("ar", "rtl", "tr")
    assert page_of(page.id, "tr", now).text == page.text


def test_a_page_takes_the_same_few_queries_with_much_and_with_little(now, django_assert_num_queries):
    held = make_held(now)
    make_photo(held, now)
    petition = publish(petition_id=held.pk, now=now)
    for number in range(3):
        count(make_published(now, title=f"Petition {number}"), number, now)
    with django_assert_num_queries(6):
        page = petition_page(petition, "en", now)
    assert page.photo is not None
    assert page.photo.src == f"/media/photos/{petition.photo.key}-640.jpg"
    assert page.photo.srcset_webp == (
        f"/media/photos/{petition.photo.key}-480.webp 480w, /media/photos/{petition.photo.key}-640.webp 640w"
    )


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("order", ["newest", "open", "most_signed"])
def test_a_list_takes_the_same_queries_for_any_length(now, django_assert_num_queries, number, order):
    for one in range(number):
        count(make_published(now + timedelta(hours=one), title=f"Petition {one}"), one, now)
    with django_assert_num_queries({"newest": 8, "open": 7, "most_signed": 7}[order]):
        found = petition_list("en", later(now), order=order)
    assert [card.title for card in found.cards] == [f"Petition {one}" for one in reversed(range(number))]
    assert (found.total, found.has_next) == (number, False)


@pytest.mark.sqlite
def test_lists_ranks_and_search_go_by_index(now):
    petition, *_others = (make_published(now, title=f"Petition {one}") for one in range(3))
    asked = {
        "newest": lambda: petition_list("en", now, order="newest"),
        "open": lambda: petition_list("en", now, order="open"),
        "most_signed": lambda: petition_list("en", now, order="most_signed"),
        "similar": lambda: similar_petitions("petition", "en"),
        "page": lambda: petition_page(petition, "en", now),
        "directory": lambda: public_petition(petition.slug),
    }
    for name, ask in asked.items():
        with CaptureQueriesContext(connection) as captured:
            ask()
        for query in captured.captured_queries:
            for step in plan(query["sql"]):
                assert not step.startswith("SCAN") or "USING INDEX" in step, (name, step)
                assert name not in {"newest", "open"} or "TEMP B-TREE" not in step, (name, step)


def plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [row[3] for row in cursor.fetchall()]


def test_lists_have_orders_and_pages(now):
    made = [make_published(now + timedelta(hours=one), title=f"Petition {one}") for one in range(5)]
    for petition, number in zip(made, [5, 50, 7, 50, 0], strict=True):
        count(petition, number, now)
    close(petition_id=made[1].pk, now=now)
    make_held(now, title="Held")

    def titles(order, number=1, size=20):
        return [
            card.title.split()[1]
            for card in petition_list("en", later(now), order=order, number=number, size=size).cards
        ]

    assert titles("newest") == ["4", "3", "2", "1", "0"]
    assert titles("open") == ["4", "3", "2", "0"]
    assert set(titles("most_signed")[:2]) == {"1", "3"}
    assert titles("most_signed")[2:] == ["2", "0", "4"]
    pages = [petition_list("en", later(now), number=number, size=2) for number in (1, 2, 3, 4)]
    assert [len(page.cards) for page in pages] == [2, 2, 1, 0]
    assert [page.has_next for page in pages] == [True, True, False, False]
    assert {page.total for page in pages} == {5}


def test_the_most_signed_read_in_order_even_while_new_numbers_wait(now):
    first, second = make_published(now, title="First"), make_published(now, title="Second")
    count(first, 100, now, before=10)
    count(second, 90, now, before=20)
    assert [card.count for card in petition_list("en", now, order="most_signed").cards] == [20, 10]
    assert [card.count for card in petition_list("en", later(now), order="most_signed").cards] == [100, 90]


def test_a_starters_petitions_and_the_queue(now):
    mehtap = ensure_account(email=MEHTAP.email, now=now)
    first = submit(petition_id=make_draft(now).pk, account=mehtap, publication="moderated", now=now)
    second = submit(
        petition_id=make_draft(now).pk, account=mehtap, publication="moderated", now=now + timedelta(hours=1)
    )
    make_draft(now)
    assert petitions_of(mehtap) == [second, first]
    assert held_petitions() == [first, second]


def test_similar_titles_are_found_whatever_their_endings(now):
    train = make_published(now, title="A night train to Kavakdere")
    make_published(now, title="The library on Sundays")
    make_held(now, title="Night trains, a night train")
    found = similar_petitions("Night trains for Brambleworth", "en")
    assert [(one.slug, one.title, one.direction) for one in found] == [
        (train.slug, "A night train to Kavakdere", "ltr")
    ]
    assert similar_petitions("A train", "en") == found
    assert similar_petitions("A bridge at night", "en") == []
    assert similar_petitions("!", "en") == []
    close(petition_id=train.pk, now=now)
    assert len(similar_petitions("night train", "en")) == 1
    take_down(petition_id=train.pk, words="Why", now=now)
    assert similar_petitions("night train", "en") == []


def test_the_directory_finds_by_the_beginnings_of_words(now):
    make_published(now)
    Addressee.objects.filter(name="The town council of Kavakdere").update(is_checked=True)
    assert [one.name for one in addressees_like("kavak")] == ["The town council of Kavakdere"]
    assert [one.name for one in addressees_like("TOWN kava")] == ["The town council of Kavakdere"]
    assert [one.name for one in addressees_like("bramble")] == ["Brambleworth Railways"]
    make_draft(now, title="Another")
    save_draft(petition_id=make_draft(now).pk, change=DraftChange(addressees=(AddresseeChoice("Secret"),)), now=now)
    assert addressees_like("secret") == []
    assert addressees_like("town rail") == []
    assert addressees_like("  ") == []
