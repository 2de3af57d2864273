"""A whole site in one process: HTTP, a real post office, the worker and the publisher, on a clock that tests turn."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tests.cast import Person
from tests.post_office import PostOffice, Received
from undersigned.console.doctor import check_house
from undersigned.jobs.actions.run_due import run_due
from undersigned.ledger.publisher import Publisher
from undersigned.mail.actions.deliver import deliver
from undersigned.petitions.actions.import_petition import import_petition
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.rules.files import parse_file
from undersigned.signatures.actions.mark_counted import mark_counted

TAG = re.compile(r"<[^>]*>")
FORM = "application/x-www-form-urlencoded"


class Town:
    """People, the site and the time. `turn` lets worker and publisher do all that is due."""

    def __init__(self, office: PostOffice, traveller: Any) -> None:
        self.office, self.traveller = office, traveller
        self.publisher = Publisher(self.clock, mark_counted, timedelta(seconds=1))

    def clock(self) -> datetime:
        return datetime.now(UTC)

    def later(self, step: timedelta) -> None:
        self.traveller.shift(step)

    def turn(self) -> None:
        """Letters leave, rounds are published and shown, jobs run."""
        deliver(clock=self.clock)
        run_due(clock=self.clock)
        # Begin or publish, follow, issue, publish, follow; a number is shown two seconds after its publication.
        for _ in range(6):
            self.publisher.work()
            self.later(timedelta(seconds=1))

    def browser(self, person: Person | None = None) -> Client:
        language = person.language if person else "en"
        return Client(headers={"accept-language": language})

    def sign(self, person: Person, slug: str, *, version: str = "1-en", **more: str) -> Any:
        """The answer to the form on the petition's page."""
        form = {"name": person.name, "email": person.email, "country": person.country, "version": version}
        return self.send(f"/{person.language}/petitions/{slug}/sign", form | more)

    def send(self, path: str, form: dict[str, str]) -> Any:
        answer: Any = Client().post(path, urlencode(form), content_type=FORM)
        return answer

    def read(self, path: str, browser: Client | None = None) -> str:
        """What a person reads at this address: the page's text without its tags."""
        html = (browser or Client()).get(path).content.decode()
        return " ".join(unescape(TAG.sub("", html)).split())

    def letter(self, person: Person) -> Received:
        self.turn()
        return self.office.last(person.email)

    def confirm(self, person: Person, act: str = "confirm") -> Any:
        """The answer to the button behind the newest letter's link."""
        answer = self.send(urlsplit(self.letter(person).link).path, {"act": act})
        self.turn()
        return answer

    def count(self, slug: str) -> int:
        return int(Client().get(f"/api/v1/petitions/{slug}/count").json()["signature_count"])


@pytest.fixture
def town(transactional_db: None, mailbox: PostOffice, now: datetime) -> Iterator[Town]:
    """After every journey the house must keep all its promises."""
    with time_machine.travel(now, tick=True) as traveller:
        place = Town(mailbox, traveller)
        yield place
        place.turn()
        report = check_house(place.clock())
        place.publisher.leave()
        assert report.findings == []


@pytest.fixture
def petition(town: Town) -> str:
    """Slug of a published petition in English."""
    return publish_petition(town, title="A lamp for the footpath", story="It is dark there. We ask for one lamp.")


def publish_petition(town: Town, *, title: str, story: str, language: str = "en") -> str:
    """Slug of a petition that somebody who runs the site imported and published."""
    file = parse_file(f"---\ntitle: {title}\nlanguage: {language}\n---\n\n{story}\n")
    media = settings.UNDERSIGNED.data / "media"
    imported = import_petition(file=file, image=None, account=None, media=media, now=town.clock())
    slug = str(publish(petition_id=imported.pk, now=town.clock()).slug)
    town.turn()
    return slug
