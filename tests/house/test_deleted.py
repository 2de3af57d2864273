"""No table that knows a petition is forgotten when one is deleted."""

from django.apps import apps
from django.db.models import ForeignKey

from undersigned.petitions.models import Petition

DEALT_WITH = {
    "petitions.OtherAddress": "gone",
    "petitions.TextVersion": "emptied",
    "petitions.TitleWord": "gone",
    "petitions.PetitionAddressee": "gone",
    "petitions.Source": "gone",
    "petitions.Photo": "emptied; its files are gone",
    "petitions.Gathering": "stays: a number, two hashes that its version and its rules have as well, and times",
    "signatures.Signature": "gone, in parts",
    "signatures.Tally": "stays: it names nobody, and the log has its hash",
    "signatures.ScreeningHour": "stays: numbers alone",
    "signatures.Export": "its lines are gone; that it was made stays",
    "moderation.Decision": "stays: the staff's own words, which the audit trail has as well",
    "moderation.Appeal": "stays without its words",
    "moderation.Hold": "gone",
    "moderation.Note": "gone",
    "moderation.EarlierText": "gone",
    "integrity.Campaign": "gone, in parts",
    "integrity.Objection": "gone",
    "integrity.Alert": "gone",
    "integrity.Panel": "stays: it names nobody",
    "reports.Settlement": "stays: the staff's own words",
    "reports.Report": "gone",
    "reports.Reply": "gone",
}
"""What becomes of every table that knows a petition. A new one needs a line here, and its verb in DELETED_TOO."""


def test_every_table_that_knows_a_petition_is_dealt_with() -> None:
    known = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Petition
    }
    assert known == set(DEALT_WITH)
