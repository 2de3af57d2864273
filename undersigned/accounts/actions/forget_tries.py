"""Forget the tries that were wrong, after one that was right."""

from undersigned.accounts.models import PasswordTries


def forget_tries(*, address: bytes) -> None:
    """The next wrong try is the first one again."""
    PasswordTries.objects.filter(address=address).delete()
