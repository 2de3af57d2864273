"""Keep the language that a person chose."""

from undersigned.accounts.models import Account


def set_language(*, account_id: int, language: str) -> None:
    """Pages without a language in their address, and letters, are in this language for this account."""
    Account.objects.filter(pk=account_id).exclude(language=language).update(language=language)
