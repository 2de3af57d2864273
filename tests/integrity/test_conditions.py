"""What a campaign may look for, and whom that meets."""

import pytest

from undersigned.integrity.rules.conditions import ConditionsRefused, fits, from_written, read_conditions, written


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        ({}, [("", "empty")]),
        ({"petition": "a-bell"}, [("", "empty")]),
        ({"petition": "a-bell", "pattern": "  "}, [("", "empty")]),
        ({"pattern": "*"}, [("pattern", "says_too_little")]),
        ({"pattern": "*@*.c"}, [("pattern", "says_too_little")]),
        ({"pattern": "a*b*c*d*e"}, [("pattern", "too_many_stars")]),
        ({"pattern": "a" * 121}, [("pattern", "too_long")]),
        ({"network": "house"}, [("network", "not_a_network")]),
        ({"network": "10.0.0.0/7"}, [("network", "too_wide")]),
        ({"domain": "*"}, [("domain", "not_a_domain")]),
        ({"country": "XX"}, [("country", "not_a_country")]),
        ({"since": "yesterday"}, [("since", "not_a_time")]),
        ({"since": "0001-01-01T00:00+14:00"}, [("since", "not_a_time")]),
        ({"until": "9999-12-31T23:59-12:00"}, [("until", "not_a_time")]),
        ({"since": "2026-03-03T12:00", "until": "2026-03-03T12:00"}, [("until", "before_since")]),
        ({"screened": "perhaps"}, [("screened", "not_a_choice")]),
    ],
)
def test_what_says_nothing_or_nonsense_is_refused(form: dict[str, str], faults: list[tuple[str, str]]) -> None:
    with pytest.raises(ConditionsRefused) as refused:
        read_conditions(form)
    assert refused.value.faults == faults


def test_conditions_are_kept_as_they_were_read() -> None:
    typed = {"petition": "a-bell", "network": "192.0.2.7", "domain": "*.Crowd.example", "since": "2026-03-03T12:00"}
    conditions = read_conditions(typed)
    assert (conditions.network, conditions.domain) == ("192.0.2.7/32", "*.crowd.example")
    assert conditions.since == "2026-03-03T12:00:00+00:00"
    assert from_written(written(conditions)) == conditions


@pytest.mark.parametrize(
    ("form", "email", "place", "meets"),
    [
        ({"domain": "crowd.example"}, "a@crowd.example", "", True),
        ({"domain": "crowd.example"}, "a@mail.crowd.example", "", False),
        ({"domain": "*.crowd.example"}, "a@mail.crowd.example", "", True),
        ({"domain": "*.crowd.example"}, "a@crowd.example", "", True),
        ({"domain": "*.crowd.example"}, "a@othercrowd.example", "", False),
        ({"pattern": "forged*@crowd.example"}, "Forged12@crowd.example", "", True),
        ({"pattern": "forged??@crowd.example"}, "forged1@crowd.example", "", False),
        ({"pattern": "forged1@crowd.example"}, "forged1@crowd-example", "", False),
        ({"pattern": "a+b@crowd.example"}, "a+b@crowd.example", "", True),
        ({"place": "little  wending"}, "a@b.example", "Little Wending ", True),
        ({"place": "Little Wending"}, "a@b.example", "Wending", False),
        ({"place": "Wending", "domain": "c.example"}, "a@b.example", "Wending", False),
    ],
)
def test_whom_conditions_meet(form: dict[str, str], email: str, place: str, meets: bool) -> None:
    assert fits(read_conditions(form), email=email, place=place) is meets
