"""Whom a petition asks."""

from collections.abc import Sequence

from django.db import transaction

from undersigned.petitions.models import Addressee, AddresseeWord, Petition, PetitionAddressee
from undersigned.petitions.rules.drafts import AddresseeChoice
from undersigned.petitions.rules.folding import words_of


def set_addressees(*, petition: Petition, choices: Sequence[AddresseeChoice]) -> None:
    """The petition asks exactly these, in this order; who is new stands in the directory, to be checked."""
    with transaction.atomic():
        asked = dict.fromkeys(_entry(choice) for choice in choices)
        petition.asked.all().delete()
        PetitionAddressee.objects.bulk_create(
            PetitionAddressee(petition=petition, addressee=addressee, order=order)
            for order, addressee in enumerate(asked, 1)
        )


def _entry(choice: AddresseeChoice) -> Addressee:
    if choice.id is not None:
        known = Addressee.objects.filter(pk=choice.id).first()
        if known is not None:
            return known
    entry, is_new = Addressee.objects.get_or_create(
        name=choice.name,
        office=choice.office,
        body=choice.body,
        defaults={"language": choice.language, "wikidata": choice.wikidata},
    )
    if is_new:
        words = words_of(f"{choice.name} {choice.office} {choice.body}")
        AddresseeWord.objects.bulk_create(AddresseeWord(addressee=entry, word=word) for word in words)
    return entry
