"""A version becomes unchangeable."""

from django.db import transaction

from undersigned.petitions.actions.index_title import index_title
from undersigned.petitions.models import Petition, TextVersion
from undersigned.petitions.queries.texts import whole_text
from undersigned.petitions.rules.texts import hash_of, text_document


def fix_text(*, petition: Petition) -> str:
    """The present version has its hash, which is returned, and its title can be found by its words."""
    with transaction.atomic():
        document = text_document(whole_text(petition))
        text_hash = hash_of(document)
        version = TextVersion.objects.filter(petition=petition, v=petition.version, text_hash="")
        version.update(text_hash=text_hash, hashed_text=document)
        index_title(petition=petition)
    return text_hash
