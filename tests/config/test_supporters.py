"""How many supporters a site may ask for; a wrong number ends the start with a sentence."""

import pytest

from undersigned.config.environment import EnvironmentRefused, read_environment


@pytest.mark.parametrize("given", ["0", "-1", "21", "1000"])
def test_too_few_and_too_many_are_refused_in_words(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("UNDERSIGNED_SUPPORTERS", given)
    with pytest.raises(EnvironmentRefused, match=r"UNDERSIGNED_SUPPORTERS: .*1 to 20 supporters"):
        read_environment()


@pytest.mark.parametrize("given", ["five", "", "2.5"])
def test_what_is_no_number_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("UNDERSIGNED_SUPPORTERS", given)
    with pytest.raises(EnvironmentRefused, match="UNDERSIGNED_SUPPORTERS: "):
        read_environment()


@pytest.mark.parametrize(("given", "read"), [("1", 1), ("20", 20), (None, 5)])
def test_what_is_between_is_taken(monkeypatch: pytest.MonkeyPatch, given: str | None, read: int) -> None:
    if given is not None:
        monkeypatch.setenv("UNDERSIGNED_SUPPORTERS", given)
    assert read_environment().supporters == read


@pytest.mark.parametrize("given", ["immediate", "moderated", "supported", "supported_moderated"])
def test_four_ways_to_the_public(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("UNDERSIGNED_PUBLICATION", given)
    assert read_environment().publication == given


def test_another_way_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSIGNED_PUBLICATION", "moderated_supported")
    with pytest.raises(EnvironmentRefused, match="UNDERSIGNED_PUBLICATION: "):
        read_environment()
