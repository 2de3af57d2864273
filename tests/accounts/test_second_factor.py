"""Second factors: what is kept of them, what opens, what opens once, how slow guessing is."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.cast import NORA
from tests.signing import make_staff
from tests.staff_pass import app_secret, make_app
from undersigned.accounts.actions.add_totp import add_totp
from undersigned.accounts.actions.begin_staff_session import begin_staff_session
from undersigned.accounts.actions.end_staff_sessions import end_staff_sessions
from undersigned.accounts.actions.make_recovery_codes import make_recovery_codes
from undersigned.accounts.actions.prove_factor import prove_factor
from undersigned.accounts.actions.remove_factor import remove_factor
from undersigned.accounts.actions.reset_factor import reset_factor
from undersigned.accounts.actions.visit_staff_session import visit_staff_session
from undersigned.accounts.models import Account, AuditEntry, Authenticator, RecoveryCode, StaffSession
from undersigned.accounts.queries import factors_of, offered_secret, opened_secret, recovery_codes_left
from undersigned.accounts.rules import IDLE_ENDS, MOST_FACTORS, SESSION_LIVES, FactorRefused
from undersigned.accounts.totp import code_at, step_of
from undersigned.console.main import main
from undersigned.keys.sealing import SealBroken

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(now: datetime) -> Account:
    return make_staff(now=now)


def session(account: Account, now: datetime) -> UUID:
    return begin_staff_session(account_id=account.pk, browser="Firefox, Linux", now=now)


def is_proven(session_id: UUID) -> bool:
    return StaffSession.objects.get(pk=session_id).proven_at is not None


def test_an_app_opens_and_its_code_opens_once(nora: Account, now: datetime) -> None:
    secret = make_app(nora, now)
    first, second = session(nora, now), session(nora, now)
    code = code_at(secret, step_of(now))
    prove_factor(account_id=nora.pk, session_id=first, code=f"{code[:3]} {code[3:]}", now=now)
    assert is_proven(first)
    with pytest.raises(FactorRefused):
        prove_factor(account_id=nora.pk, session_id=second, code=code, now=now)
    assert not is_proven(second)


def test_the_secret_is_sealed_to_its_account(nora: Account, now: datetime) -> None:
    secret = make_app(nora, now)
    row = Authenticator.objects.get()
    assert secret not in bytes(row.sealed)
    assert app_secret(nora) == secret
    offered = offered_secret(nora.pk)
    with pytest.raises(SealBroken):
        opened_secret(nora.pk + 1, offered)


def test_an_app_that_shows_something_else_is_none(nora: Account, now: datetime) -> None:
    offered = offered_secret(nora.pk)
    wrong = code_at(opened_secret(nora.pk, offered), step_of(now) + 5)
    with pytest.raises(FactorRefused):
        add_totp(account_id=nora.pk, session_id=None, offered=offered, code=wrong, name="", now=now)
    assert factors_of(nora.pk) == []


def test_a_recovery_code_opens_once_and_only_its_owner(nora: Account, now: datetime) -> None:
    make_app(nora, now)
    codes = make_recovery_codes(account_id=nora.pk, now=now)
    assert len(set(codes)) == 10
    kept = {bytes(row.code_hash) for row in RecoveryCode.objects.all()}
    assert not any(code.replace("-", "").encode() in one for code in codes for one in kept)
    here = session(nora, now)
    prove_factor(account_id=nora.pk, session_id=here, code=codes[3].upper(), now=now)
    assert is_proven(here)
    assert recovery_codes_left(nora.pk) == 9
    for code in (codes[3], "", "aaaa-aaaa-aaaa-aaaa"):
        with pytest.raises(FactorRefused):
            prove_factor(account_id=nora.pk, session_id=session(nora, now), code=code, now=now)
    new = make_recovery_codes(account_id=nora.pk, now=now)
    with pytest.raises(FactorRefused):
        prove_factor(account_id=nora.pk, session_id=here, code=codes[4], now=now)
    assert not set(new) & set(codes)


def test_guessing_is_slow_and_the_right_code_waits_too(nora: Account, now: datetime) -> None:
    secret = make_app(nora, now)
    here = session(nora, now)
    for _ in range(5):
        with pytest.raises(FactorRefused):
            prove_factor(account_id=nora.pk, session_id=here, code="000000x", now=now)
    with pytest.raises(FactorRefused):
        prove_factor(account_id=nora.pk, session_id=here, code=code_at(secret, step_of(now)), now=now)
    later = now + timedelta(seconds=31)
    prove_factor(account_id=nora.pk, session_id=here, code=code_at(secret, step_of(later)), now=later)
    assert is_proven(here)


def test_another_accounts_session_is_not_proven(nora: Account, now: datetime) -> None:
    secret = make_app(nora, now)
    other = Account.objects.create(email_fingerprint=b"o" * 32, email_sealed=b"", created_at=now, role="reader")
    theirs = session(other, now)
    prove_factor(account_id=nora.pk, session_id=theirs, code=code_at(secret, step_of(now)), now=now)
    assert not is_proven(theirs)


def test_the_last_factor_stays(nora: Account, now: datetime) -> None:
    make_app(nora, now)
    make_app(nora, now)
    first, second = factors_of(nora.pk)
    remove_factor(account_id=nora.pk, factor_id=first.pk, now=now)
    with pytest.raises(FactorRefused):
        remove_factor(account_id=nora.pk, factor_id=second.pk, now=now)
    other = Account.objects.create(email_fingerprint=b"o" * 32, email_sealed=b"", created_at=now, role="reader")
    remove_factor(account_id=other.pk, factor_id=second.pk, now=now)
    assert [row.pk for row in factors_of(nora.pk)] == [second.pk]


def test_nobody_has_more_than_ten(nora: Account, now: datetime) -> None:
    for _ in range(MOST_FACTORS):
        make_app(nora, now)
    with pytest.raises(FactorRefused):
        make_app(nora, now)


def test_a_reset_takes_all_and_is_written_down(nora: Account, now: datetime) -> None:
    make_app(nora, now)
    make_recovery_codes(account_id=nora.pk, now=now)
    session(nora, now)
    assert reset_factor(account_id=nora.pk, by="console", reason="Phone lost.", now=now) == 1
    assert not Authenticator.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert not StaffSession.objects.exists()
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.actor, entry.verb, entry.object, entry.reason) == (
        "console",
        "factor.reset",
        f"account {nora.pk}",
        "Phone lost.",
    )


def test_a_session_ends_when_idle_and_after_twelve_hours(nora: Account, now: datetime) -> None:
    idle, busy = session(nora, now), session(nora, now)

    def visit(one: UUID, at: datetime) -> bool:
        return visit_staff_session(account_id=nora.pk, session_id=one, now=at) is not None

    assert visit(idle, now + IDLE_ENDS - timedelta(seconds=1))
    moment = now
    while moment < now + SESSION_LIVES:
        assert visit(busy, moment)
        moment += timedelta(minutes=29)
    assert not visit(idle, moment)
    assert not visit(busy, now + SESSION_LIVES)
    assert not StaffSession.objects.exists()


def test_sessions_are_ended_one_or_all_but_one(nora: Account, now: datetime) -> None:
    here, there, elsewhere = (session(nora, now) for _ in range(3))
    by = f"account {nora.pk}"
    assert end_staff_sessions(account_id=nora.pk + 1, only=there, by=by, now=now) == 0
    assert end_staff_sessions(account_id=nora.pk, only=there, by=by, now=now) == 1
    assert end_staff_sessions(account_id=nora.pk, but=here, by=by, now=now) == 1
    assert list(StaffSession.objects.values_list("pk", flat=True)) == [here]
    assert visit_staff_session(account_id=nora.pk, session_id=elsewhere, now=now) is None


def test_the_console_resets(nora: Account, now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    make_app(nora, now)
    assert main(["staff", "reset-factor", NORA.email, "--reason", "Phone lost."]) == 0
    assert factors_of(nora.pk) == []
    assert main(["staff", "reset-factor", "nobody@staff.example", "--reason", "x"]) == 1
    assert main(["staff", "reset-factor", NORA.email, "--reason", " "]) == 1
    assert "Nobody of the staff" in capsys.readouterr().err
