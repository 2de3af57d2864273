"""A petition can be found by the words of its title."""

from django.db import transaction

from undersigned.petitions.models import Petition, TitleWord
from undersigned.petitions.queries.texts import texts_of
from undersigned.petitions.rules.folding import words_of
from undersigned.petitions.rules.hiding import TITLE, hidden_parts


def index_title(*, petition: Petition) -> None:
    """The index holds the words of its present titles; none while the title is hidden. The caller holds its lock."""
    with transaction.atomic():
        petition.title_words.all().delete()
        texts = [] if TITLE in hidden_parts(petition.hidden) else texts_of(petition)
        words = dict.fromkeys(word for text in texts for word in words_of(text.title))
        TitleWord.objects.bulk_create(TitleWord(petition=petition, word=word) for word in words)
