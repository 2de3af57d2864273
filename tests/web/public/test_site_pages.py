"""The pages about the site."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from undersigned.web.public.site_pages import NAMES, OURS, read_page, title_of

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_in_every_language(client: Client, name: str, language: str) -> None:
    assert (OURS / language / f"{name}.md").is_file()
    page = client.get(f"/{language}/{name}/").content.decode()
    assert f"<h1>{title_of(read_page(name, language)).replace('{site}', 'Undersigned')}</h1>" in page
    assert "{site}" not in page


def test_our_words_give_way_to_theirs(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"data": tmp_path})
    (tmp_path / "pages" / "tr").mkdir(parents=True)
    (tmp_path / "pages" / "tr" / "imprint.md").write_text("# Künyemiz\n\n<b>Biziz</b>\n", encoding="utf-8")
    turkish = client.get("/tr/imprint/").content.decode()
    assert "<h1>Künyemiz</h1>" in turkish
    assert "&lt;b&gt;Biziz&lt;/b&gt;" in turkish
    assert "Künyemiz" not in client.get("/en/imprint/").content.decode()


def test_other_names_are_no_pages(client: Client, db: None) -> None:
    for path in ("/en/secret/", "/en/../etc/", "/de/about/"):
        assert client.get(path).status_code == 404
