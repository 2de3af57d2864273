"""The catalogue tool: what it finds, what it keeps, what it calls a fault."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from workshop.messages import catalogues
from workshop.messages.extract import source
from workshop.messages.faults import faults

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
# Translators: a greeting in a letter
_("Dear %(name)s,") % {"name": "Ida"}
ngettext("%(count)s person", "%(count)s people", 3)
pgettext("month", "May")
_("two parts "
  "of one sentence")
gettext_of_nothing("not a sentence")
"""
PAGE = """{% load i18n %}
<p>{% translate "Sign this petition" %}</p>
    {% translate "May" context "verb" %}
  {% blocktranslate trimmed with name=petition.name %}
      Started by
      {{ name }}
  {% endblocktranslate %}
{% blocktranslate count n=counter trimmed %}
  {{ n }} signature
{% plural %}
  {{ n }} signatures
{% endblocktranslate %}
<a title="{% translate '100% yours' %}">{{ _("Said by a filter")|title }}</a>
{% comment %}{% translate "not said" %}{% endcomment %}
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    package = tmp_path / "undersigned"
    (package / "room" / "templates" / "room").mkdir(parents=True)
    (package / "room" / "words.py").write_text(CODE)
    (package / "room" / "templates" / "room" / "page.html").write_text(PAGE)
    (package / "room" / "page.html").write_text('{% translate "no template folder" %}')
    return package


def po(package: Path) -> Path:
    return package / "locale" / "tr" / "LC_MESSAGES" / "django.po"


def kept(package: Path) -> Catalog:
    """The catalogue after one update, as the file holds it."""
    catalog = catalogues.read(po(package))
    catalogues.update(catalog, source(package))
    catalogues.write(po(package), catalog)
    return catalogues.read(po(package))


def translate(package: Path, identity: str, string: str | tuple[str, ...], context: str | None = None) -> None:
    catalog = catalogues.read(po(package))
    message = catalog.get(identity, context)
    assert message is not None
    message.string = string
    catalogues.write(po(package), catalog)


def test_what_translators_noted_at_the_top_stays(package: Path) -> None:
    catalog = kept(package)
    catalog.header_comment += "\n# One word for each thing."
    catalogues.write(po(package), catalog)
    kept(package)
    assert po(package).read_text().splitlines()[1] == "# One word for each thing."


def test_it_finds_every_sentence_of_code_and_templates(package: Path) -> None:
    found = {(message.id, message.context) for message in source(package) if message.id}
    assert found == {
        ("Dear %(name)s,", None),
        (("%(count)s person", "%(count)s people"), None),
        ("May", "month"),
        ("two parts of one sentence", None),
        ("Sign this petition", None),
        ("May", "verb"),
        ("Started by %(name)s", None),
        (("%(n)s signature", "%(n)s signatures"), None),
        ("100%% yours", None),
        ("Said by a filter", None),
    }


def test_comments_reach_the_translator(package: Path) -> None:
    message = source(package).get("Dear %(name)s,")
    assert message is not None
    assert message.auto_comments == ["Translators: a greeting in a letter"]


def test_an_update_keeps_translations_and_changes_nothing_twice(package: Path) -> None:
    kept(package)
    translate(package, "Sign this petition", "Bu kampanyayı imzala")
    before = po(package).read_bytes()
    message = kept(package).get("Sign this petition")
    assert message is not None
    assert message.string == "Bu kampanyayı imzala"
    assert po(package).read_bytes() == before


def test_what_is_no_longer_used_is_kept_aside_and_comes_back(package: Path) -> None:
    kept(package)
    translate(package, "May", "Mayıs", "month")
    translate(package, "Sign this petition", "Bu kampanyayı imzala")
    code, page = package / "room" / "words.py", package / "room" / "templates" / "room" / "page.html"
    code.write_text("")
    page.write_text(PAGE.replace("Sign this petition", "Put your name to it"))
    without = kept(package)
    assert without.get("May", "month") is None
    assert "Mayıs" in po(package).read_text()
    renamed = without.get("Put your name to it")
    assert renamed is not None
    assert renamed.string == "", "a new sentence is never guessed from an old one"
    code.write_text(CODE)
    again = kept(package).get("May", "month")
    assert again is not None
    assert again.string == "Mayıs"


def test_a_complete_catalogue_has_no_fault_and_is_what_gettext_reads(package: Path) -> None:
    kept(package)
    for identity, string, context in [
        ("Dear %(name)s,", "Sayın %(name)s,", None),
        ("May", "Mayıs", "month"),
        ("May", "olabilir", "verb"),
        ("two parts of one sentence", "bir cümlenin iki parçası", None),
        ("Sign this petition", "İmzala", None),
        ("Started by %(name)s", "Başlatan: %(name)s", None),
        ("100%% yours", "%% 100 senin", None),
        ("Said by a filter", "Süzgeçten", None),
    ]:
        translate(package, identity, string, context)
    translate(package, "%(count)s person", ("%(count)s kişi", "%(count)s kişi"))
    translate(package, "%(n)s signature", ("%(n)s imza", "%(n)s imza"))
    assert list(faults(catalogues.read(po(package)), source(package), {})) == []
    with catalogues.compile_to_mo(po(package)).open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.pgettext("verb", "May") == "olabilir"
    assert compiled.ngettext("%(n)s signature", "%(n)s signatures", 7) == "%(n)s imza"


@pytest.mark.parametrize(
    ("identity", "string", "fault"),
    [
        ("Sign this petition", "", "untranslated"),
        ("Sign this petition", "Sign this petition", "still English"),
        ("Dear %(name)s,", "Sayın %(isim)s,", "other placeholders"),
        ("Dear %(name)s,", "Sayın,", "other placeholders"),
        ("%(n)s signature", ("%(n)s imza", ""), "untranslated"),
    ],
)
def test_a_fault_is_named(package: Path, identity: str, string: str | tuple[str, ...], fault: str) -> None:
    kept(package)
    translate(package, identity, string)
    found = [line for line in faults(catalogues.read(po(package)), source(package), {}) if identity in line]
    assert len(found) == 1
    assert found[0].startswith(fault)


def test_a_reasoned_sentence_may_stay_english_but_an_unused_reason_may_not(package: Path) -> None:
    kept(package)
    translate(package, "Sign this petition", "Sign this petition")
    same = {"Sign this petition": "a slogan of the site", "Never said": "nothing"}
    found = list(faults(catalogues.read(po(package)), source(package), same))
    assert not [line for line in found if "still English" in line]
    assert [line for line in found if "Never said" in line]


def test_a_sentence_that_the_catalogue_never_saw_is_missing(package: Path) -> None:
    kept(package)
    (package / "room" / "more.py").write_text('_("A new sentence.")')
    found = [line for line in faults(catalogues.read(po(package)), source(package), {}) if "A new sentence." in line]
    assert len(found) == 1
    assert found[0].startswith("missing")
