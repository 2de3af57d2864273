"""The pages that a proxy shows while the site is too busy or away: one for each language, whole in themselves."""

from pathlib import Path

import pytest

from undersigned.console.main import main


def test_a_page_for_each_language_needs_nothing_of_the_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "proxy" / "later"
    assert main(["later", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["en.html", "tr.html"]
    assert capsys.readouterr().out.split() == [str(folder / "en.html"), str(folder / "tr.html")]
    for code, words in (("en", "Perhaps it still went through"), ("tr", "Belki yine de")):
        page = (folder / f"{code}.html").read_text(encoding="utf-8")
        assert f'<html lang="{code}" dir="ltr">' in page
        assert words in page
        assert "href=" not in page
        assert "src=" not in page
    # Written anew, over those that were there.
    assert main(["later", str(folder)]) == 0


def test_a_folder_that_is_none_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert main(["later", str(file / "later")]) == 1
    assert "can't be written" in capsys.readouterr().err
