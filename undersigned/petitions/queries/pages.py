"""The petition's page as a value: the same for the page, its JSON and the preview."""

from datetime import datetime

from undersigned.petitions.models import Petition
from undersigned.petitions.rules.pages import PetitionPage


def petition_page(petition: Petition, language: str, now: datetime) -> PetitionPage:
    """All that the petition shows at `now` to a reader of the interface in `language`; a fixed number of queries."""
    raise NotImplementedError
