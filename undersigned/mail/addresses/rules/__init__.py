"""Laws of e-mail addresses: what is one, which belong to one mailbox, which was perhaps mistyped."""

from undersigned.mail.addresses.rules.mailboxes import canonical
from undersigned.mail.addresses.rules.parsing import AddressRefused, hashed_form, parse_address, shown_address
from undersigned.mail.addresses.rules.suggestions import suggestion

__all__ = ["AddressRefused", "canonical", "hashed_form", "parse_address", "shown_address", "suggestion"]
