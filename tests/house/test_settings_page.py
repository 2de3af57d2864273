"""Every setting is described, in the code and so on the page."""

import pytest

from undersigned.config.environment import Environment, known_names
from workshop.settings_page import PAGE, page


def test_the_page_is_what_the_settings_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run ./run settings"


@pytest.mark.parametrize("name", sorted(known_names()))
def test_the_page_has_the_setting(name: str) -> None:
    assert f"## `{name}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Environment.model_fields)
def test_a_setting_is_described_in_a_sentence(name: str) -> None:
    description = Environment.model_fields[name].description
    assert description is not None
    assert len(description) > 20
    assert description.endswith(".")
