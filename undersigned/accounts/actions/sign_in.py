"""Let the bearer of a mailed link in."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.fields import sign_in_key
from undersigned.accounts.models import Account, SignInLetter
from undersigned.accounts.queries import letter_address
from undersigned.accounts.rules import Purpose, SignedIn, letter_of, link_ends


def sign_in(*, token: str, now: datetime) -> SignedIn | None:
    """Whom the link signs in, once; None where it is wrong, used, too old or its account is shut.

    With purpose `submit` the account comes into being here. The address counts as confirmed from now on. What the
    purpose asks for beyond that (handing in the petition) is the shell's, in the same transaction.
    """
    letter_id = letter_of(token, key=sign_in_key())
    if letter_id is None:
        return None
    with transaction.atomic():
        # The lock makes two clicks at once take turns: the second one finds the link used.
        letter = SignInLetter.objects.select_for_update().filter(pk=letter_id, used_at=None).first()
        if letter is None or now >= link_ends(sent_at=letter.letter_sent_at, created_at=letter.created_at):
            return None
        account = _account_of(letter, now)
        if account is None or not account.is_active:
            return None
        SignInLetter.objects.filter(pk=letter.pk).update(used_at=now)
        if account.confirmed_at is None:
            Account.objects.filter(pk=account.pk).update(confirmed_at=now)
        return SignedIn(account.pk, Purpose(letter.purpose), letter.next_path, letter.petition_id)


def _account_of(letter: SignInLetter, now: datetime) -> Account | None:
    if letter.purpose == Purpose.SUBMIT:
        return ensure_account(email=letter_address(letter), language=letter.language, now=now)
    return Account.objects.filter(email_fingerprint=bytes(letter.address)).first()
