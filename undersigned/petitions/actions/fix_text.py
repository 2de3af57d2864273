"""A version becomes unchangeable."""

from django.db import transaction

from undersigned.petitions.models import Petition, TextVersion, TitleWord
from undersigned.petitions.queries.texts import texts_of, whole_text
from undersigned.petitions.rules.folding import words_of
from undersigned.petitions.rules.texts import hash_of, text_document


def fix_text(*, petition: Petition) -> str:
    """The present version has its hash, which is returned, and its title can be found by its words."""
    with transaction.atomic():
        document = text_document(whole_text(petition))
        text_hash = hash_of(document)
        version = TextVersion.objects.filter(petition=petition, v=petition.version, text_hash="")
        version.update(text_hash=text_hash, hashed_text=document)
        petition.title_words.all().delete()
        words = dict.fromkeys(word for text in texts_of(petition) for word in words_of(text.title))
        TitleWord.objects.bulk_create(TitleWord(petition=petition, word=word) for word in words)
    return text_hash
