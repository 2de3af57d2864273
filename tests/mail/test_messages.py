"""A message's bytes, beside those that the standard library makes of the same letter."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from undersigned.mail.messages import compose
from undersigned.mail.rules import FilledLetter, Letter, Marks

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
SENDER = "petitions@site.example"
MARKS = Marks("0123456789abcdef")
# Everything that people write, in every script; surrogates are no characters.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
TITLE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"), max_size=150)
NAMES = [
    "Ada Lovelace",
    "İpek Şahin Çağlar",
    "Ğ. Ö. Ü.",
    "名無しの権兵衛",
    "Дмитрий Ёлкин",
    "محمد عبد الله",
    "שָׁלוֹם עֲלֵיכֶם",
    "นางสาว กานดา",
    "Nguyễn Thị Minh Khai",
    "ᐃᓄᒃᑎᑐᑦ",
    "👩🏽‍🚀 Çiğdem",
    "..",
    ".hidden",
    "From here to eternity",
    "a=b =3D = ",
    "<b>&amp;\"'",
    "trailing blank ",
    "tab\tand\ttab\t",
    "x" * 400,
    "ş" * 400,
    "--=_letter--",
    "\ufdd0name\ufdd1",
]


def form_letter(subject: str, before: str, after: str, name: str, to: str) -> FilledLetter:
    """Filled with this name where a text has its place for it."""
    text = f"{before}{MARKS.place('name')}{after}\n{MARKS.place('name')}\n"
    page = f"<p>{escape(before)}{MARKS.place('name')}{escape(after)}</p>"
    return MARKS.form(subject, text, page, "tr").fill(to, {"name": name})


def plainly(subject: str, before: str, after: str, name: str, to: str) -> EmailMessage:
    """The same letter, written the straightforward way and read back."""
    message = EmailMessage(policy=policy.SMTP.clone(utf8=not to.isascii()))
    message["From"], message["To"], message["Subject"] = SENDER, to, subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{before}{name}{after}\n{name}\n")
    message.add_alternative(f"<p>{escape(before)}{escape(name)}{escape(after)}</p>", subtype="html")
    message["Content-Language"] = "tr"
    return read(message.as_bytes())


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    """Its text, with the end of the last line that some writers add taken away."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").rstrip("\n")


def check(subject: str, before: str, after: str, name: str, to: str) -> None:
    raw = compose(form_letter(subject, before, after, name, to), sender=SENDER, now=NOW)
    ours, theirs = read(raw), plainly(subject, before, after, name, to)
    for header in ("From", "To", "Subject", "Auto-Submitted", "Content-Language", "MIME-Version"):
        assert str(ours[header]) == str(theirs[header]), header
    assert [part(ours, kind) for kind in ("plain", "html")] == [part(theirs, kind) for kind in ("plain", "html")]
    assert ours.defects == []
    assert [inner.get_content_type() for inner in ours.iter_parts()] == ["text/plain", "text/html"]
    assert ours["Date"].datetime == NOW
    _check_wire(raw, to)


def _check_wire(raw: bytes, to: str) -> None:
    """Nothing that a server may refuse, cut or understand otherwise (RFC 5321, 4.5.3.1.6 and 2.3.8)."""
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert b"\r" not in b"".join(lines)
    assert b"\n" not in b"".join(lines)
    assert not [line for line in lines if line.startswith(b".")]
    body = raw.partition(b"\r\n\r\n")[2]
    assert body.isascii()
    assert max(map(len, body.split(b"\r\n"))) <= 78
    assert raw.isascii() is to.isascii()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_script_arrives_as_it_was_typed(name: str) -> None:
    check("İmzanızı onaylayın: Göl", "Merhaba ", ",", name, "oscar@brambleworth.example")


@given(name=TEXT, before=TEXT, after=TEXT, subject=TITLE)
@example(name="a", before=" ", after=" ", subject="ş" * 150)
@example(name=" ", before="", after="", subject="")
@example(name="\r\n.\r\nQUIT", before="", after=".", subject="=?utf-8?q?no?=")
def test_whatever_is_put_in_means_what_the_straightforward_way_means(
    name: str, before: str, after: str, subject: str
) -> None:
    raw = compose(form_letter(subject, before, after, name, "a@one.example"), sender=SENDER, now=NOW)
    ours, theirs = read(raw), plainly(subject, before, after, name, "a@one.example")
    assert part(ours, "plain") == part(theirs, "plain")
    assert part(ours, "html") == part(theirs, "html")
    assert str(ours["Subject"]) == str(theirs["Subject"])
    _check_wire(raw, "a@one.example")


@pytest.mark.parametrize(
    "to", ["ğ@one.example", "用户@例子.example", "o'brien+x=y/z@one.example", f"{'a' * 64}@one.example"]
)
def test_an_address_of_any_script_stands_in_the_header(to: str) -> None:
    check("Confirm", "Hello ", ",", "Ada", to)


def test_a_letter_is_the_same_whether_it_was_a_form_or_not() -> None:
    filled = form_letter("Confirm", "Hello ", ",", "<Ada> & ø", "a@one.example")
    whole = filled.plain()
    assert isinstance(whole, Letter)
    ours, theirs = (read(compose(letter, sender=SENDER, now=NOW)) for letter in (filled, whole))
    assert [part(ours, kind) for kind in ("plain", "html")] == [part(theirs, kind) for kind in ("plain", "html")]
    assert whole.text == "Hello <Ada> & ø,\n<Ada> & ø\n"
    assert whole.html == "<p>Hello &lt;Ada&gt; &amp; ø,</p>"


@pytest.mark.parametrize(
    "to",
    ["a@one.example\r\nBcc: b@two.example", "a@one.example>", "a b@one.example", "a@one.example,b@two.example", "a"],
)
def test_no_address_brings_a_header_or_a_second_reader(to: str) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        compose(form_letter("Confirm", "", "", "Ada", to), sender=SENDER, now=NOW)


def test_a_sender_may_have_a_name() -> None:
    raw = compose(
        form_letter("Confirm", "", "", "Ada", "a@one.example"), sender="Göl Dostları <petitions@site.example>", now=NOW
    )
    message = read(raw)
    assert message["From"].addresses[0].display_name == "Göl Dostları"
    assert message["Message-ID"].endswith("@site.example>")


def test_no_part_stands_in_a_subject() -> None:
    with pytest.raises(ValueError, match="same for everybody"):
        MARKS.form(f"Hello {MARKS.place('name')}", "t", "t", "en")
