"""Forget what sign-ins left behind."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from undersigned.accounts.models import PasswordTries, SignInLetter, StaffSession
from undersigned.accounts.rules import LETTER_KEPT, SESSION_LIVES


def forget_sign_ins(*, now: datetime) -> int:
    """Letters and counted tries older than a day and sessions that have ended are gone; returns how many. A sweep."""
    with transaction.atomic():
        letters, _ = SignInLetter.objects.filter(created_at__lt=now - LETTER_KEPT).delete()
        tries, _ = PasswordTries.objects.filter(last_at__lt=now - LETTER_KEPT).delete()
        sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
        staff, _ = StaffSession.objects.filter(begun_at__lt=now - SESSION_LIVES).delete()
    return letters + tries + sessions + staff
