"""`undersigned petition import`: what a file becomes, and what is said of a file that can't be imported."""

from datetime import datetime
from pathlib import Path

import pytest

from undersigned.console.demo.plan import CONTENT
from undersigned.console.main import main
from undersigned.console.petition import ImportRefused, import_file
from undersigned.ledger.models import Event
from undersigned.petitions.models import Petition, Photo

WHOLE = """---
title: "A bell for the ferry"
language: tr
addressees: [Harbour Office, "Ferry Company"]
goal: 1200
place: Lowmouth
topics: [ferries]
sources:
  - title: "Timetable"
    publisher: Ferry Company
    date: 1998
    link: https://example.org/timetable
image:
  file: lake-bench.webp
  caption: A bench
starter: Harbour Street
note: Nobody knows the number.
---

The ferry comes **without a sound**.
"""


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "petition.md"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    picture = folder / "lake-bench.webp"
    picture.write_bytes((CONTENT / picture.name).read_bytes())
    return file


@pytest.mark.django_db
def test_everything_in_the_header_is_kept(tmp_path: Path, now: datetime) -> None:
    address = import_file(written(tmp_path, WHOLE), is_published=False, now=now)
    petition = Petition.objects.get()
    assert address == f"http://testserver/tr/petitions/{petition.slug}/"
    assert (petition.state, petition.goal, petition.place, petition.topics) == ("held", 1200, "Lowmouth", ["ferries"])
    assert (petition.starter_name, petition.note) == ("Harbour Street", "Nobody knows the number.")
    assert [asked.addressee.name for asked in petition.asked.all()] == ["Harbour Office", "Ferry Company"]
    [source] = petition.sources.all()
    assert (source.title, source.publisher, source.date) == ("Timetable", "Ferry Company", "1998")
    assert source.link == "https://example.org/timetable"
    assert (petition.photo.caption, petition.photo.width, petition.photo.height) == ("A bench", 1600, 900)
    [text] = petition.versions.get().texts.all()
    assert (text.title, text.story) == ("A bell for the ferry", "The ferry comes **without a sound**.")


@pytest.mark.django_db
def test_the_title_is_enough_and_the_address_stands_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "---\ntitle: A bell\n---\n")
    assert main(["petition", "import", str(file), "--publish"]) == 0
    petition = Petition.objects.get()
    assert capsys.readouterr().out == f"http://testserver/en/petitions/{petition.slug}/\n"
    assert petition.state == "published"
    assert [event.type for event in Event.objects.filter(pid=petition.pid)] == ["open"]


@pytest.mark.django_db
def test_without_publish_it_waits_for_a_moderator(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["petition", "import", str(written(tmp_path, "---\ntitle: A bell\n---\n"))]) == 0
    assert Petition.objects.get().state == "held"
    assert "/staff/" in capsys.readouterr().err
    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no header", "line 1: "),
        ("---\ntitle: A\nstory", "line 3: "),
        ("---\nlanguage: en\n---\n", "title: is missing"),
        ("---\ntitle: A\ngoal: soon\n---\n", "line 3: goal: must be a whole number"),
        ("---\ntitle: A\ngoal: 0\n---\n", "line 3: goal: must be a whole number"),
        ("---\ntitle: A\nlanguage: klingonish\n---\n", "line 3: language: must be a language code"),
        ("---\ntitle: A\naddressees: Somebody\n---\n", "line 3: addressees: must be a list"),
        ("---\ntitle: A\ngaol: 3\n---\n", "line 3: gaol: is no field here"),
        ("---\ntitle: A\nsources:\n  - publisher: B\n---\n", "line 4: sources.title: is missing"),
        ("---\ntitle: A\nsources:\n  - title: B\n    link: javascript:alert(1)\n---\n", "line 5: sources.link: "),
        ("---\ntitle: A\nimage:\n  file: nowhere.jpg\n---\n", "line 4: image.file: nowhere.jpg: No such file"),
        ("---\ntitle: A\nimage:\n  file: petition.md\n---\n", "line 4: image.file: this is no JPEG, PNG"),
        ("---\ntitle: A\nimage:\n  file: ../\n---\n", "line 4: image.file: ../: Is a directory"),
        (b"---\ntitle: A\nplace: M\xfcnchen\n---\n", "line 3: the file must be written in UTF-8"),
        ("---\nplace: B\ntitle: [A\n---\n", "line 3: "),
        ("---\ntitle: A\ntitle: B\n---\n", "line 3: title: is named twice"),
    ],
)
def test_a_fault_is_named_with_file_line_and_field(
    text: str | bytes, expected: str, tmp_path: Path, now: datetime
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(ImportRefused) as refused:
        import_file(file, is_published=True, now=now)
    assert str(refused.value).startswith(f"{file}: ")
    assert expected in str(refused.value)
    assert not Petition.objects.exists()


@pytest.mark.django_db
def test_all_faults_are_named_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "---\ngoal: soon\nlanguage: en\ntopics: many\n---\n")
    assert main(["petition", "import", str(file)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [name for name in ("title:", "goal:", "topics:") if name in shown.err] == ["title:", "goal:", "topics:"]


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_named(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(ImportRefused, match=r"nothing\.md: No such file"):
        import_file(tmp_path / "nothing.md", is_published=False, now=now)


@pytest.mark.django_db
def test_the_long_petition_of_the_walk_has_its_goal(now: datetime) -> None:
    address = import_file(CONTENT / "footbridge.md", is_published=True, now=now)
    petition = Petition.objects.get()
    assert petition.goal == 25_000
    assert address.endswith(f"/en/petitions/{petition.slug}/")
    assert 550 <= len(petition.versions.get().texts.get().story.split()) <= 680
    assert Photo.objects.filter(petition=petition).exists()


def test_the_help_names_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    from undersigned.petitions.rules.files import KEYS

    with pytest.raises(SystemExit) as ended:
        main(["petition", "import", "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert [key for key in KEYS if f"{key}:" not in shown] == []
