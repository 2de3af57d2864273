"""A version that only supporters could read may change again."""

from django.db import transaction

from undersigned.petitions.models import Petition, TextVersion


def unfix_text(*, petition: Petition) -> None:
    """The present version has no hash until it is fixed again; a petition that was ever public keeps it.

    Whoever calls this sees to it that nobody's signature stands under the text.
    """
    with transaction.atomic():
        if petition.published_at is None:
            versions = TextVersion.objects.filter(petition=petition, v=petition.version)
            versions.exclude(text_hash="").update(text_hash="", hashed_text="")
