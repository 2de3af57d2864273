"""All rules in their order: the strictest decides, and a file that is not on the list fails here."""

from hypothesis import given
from hypothesis import strategies as st

import undersigned.signatures.screening as room
from tests.house.source import modules
from tests.signatures.screening.evidence import evidence
from undersigned.signatures.rules.entries import Effect, Entry, Subject
from undersigned.signatures.rules.verdicts import Verdict
from undersigned.signatures.screening.evidence import Lately, Rule
from undersigned.signatures.screening.order import REASONS, RULES, screen

LATELY = st.builds(Lately, st.floats(0, 10_000), st.floats(0, 1_000_000), st.floats(0, 10_000_000))
EVIDENCE = st.builds(
    evidence,
    domain=st.sampled_from(["brambleworth.example", "mailinator.com"]),
    request_trap=st.sampled_from(["", "x"]),
    entries=st.lists(st.builds(Entry, st.just(Subject.COUNTRY), st.just("GB"), st.sampled_from(Effect)), max_size=3),
    of_network=LATELY,
    of_domain=LATELY,
    of_petition=LATELY,
    of_site=LATELY,
    of_both=LATELY,
    of_domain_here=LATELY,
    is_alarmed=st.booleans(),
    is_proven=st.booleans(),
)


def test_nobody_is_doubted_without_a_reason() -> None:
    screened = screen(evidence())
    assert (screened.verdict, screened.fired, screened.decisive) == (Verdict.PASS, (), None)


@given(EVIDENCE)
def test_the_strictest_decides_and_the_first_of_them(seen: object) -> None:
    screened = screen(seen)  # type: ignore[arg-type]
    if not screened.fired:
        assert screened.decisive is None
        return
    assert screened.decisive in screened.fired
    assert screened.verdict is max(reason.verdict for reason in screened.fired)
    strictest = [reason for reason in screened.fired if reason.verdict is screened.verdict]
    assert strictest[0] is screened.decisive


@given(EVIDENCE)
def test_being_many_never_refuses(seen: object) -> None:
    """Refused is only who filled the trap or whom staff have listed by name."""
    screened = screen(seen)  # type: ignore[arg-type]
    refusing = {reason.code for reason in screened.fired if reason.verdict is Verdict.REFUSE}
    assert refusing <= {"trap", "listed_refuse"}


def test_every_file_with_a_rule_is_on_the_list() -> None:
    folder = room.__name__.split(".")[1:]
    files = {
        module.path.stem for module in modules() if list(module.folders) == folder and "RULE = Rule(" in module.text
    }
    assert files == {rule.name for rule in RULES}
    assert all(isinstance(rule, Rule) for rule in RULES)


def test_a_code_stands_for_one_reason() -> None:
    codes = [reason.code for rule in RULES for reason in rule.reasons]
    assert len(codes) == len(set(codes)) == len(REASONS)
    assert all(len(code) <= 24 for code in codes)
