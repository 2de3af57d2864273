"""The sweeps: actions that run again and again, each `verb(*, now)`, harmless when run twice."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Periodic:
    """One sweep and how long it rests between two runs."""

    action: str
    every: timedelta


SWEEPS = (
    Periodic("undersigned.jobs.actions.fold_write_ahead.fold_write_ahead", timedelta(minutes=10)),
    Periodic("undersigned.signatures.actions.expire_unconfirmed.expire_unconfirmed", timedelta(hours=1)),
    Periodic("undersigned.signatures.actions.seal_due.seal_due", timedelta(hours=1)),
    Periodic("undersigned.signatures.actions.tally_closed.tally_closed", timedelta(minutes=10)),
    Periodic("undersigned.petitions.actions.forget_drafts.forget_drafts", timedelta(hours=6)),
    Periodic("undersigned.petitions.actions.remind_starters.remind_starters", timedelta(hours=1)),
    Periodic("undersigned.petitions.actions.lapse_gatherings.lapse_gatherings", timedelta(hours=1)),
    Periodic("undersigned.accounts.actions.forget_sign_ins.forget_sign_ins", timedelta(hours=1)),
    Periodic("undersigned.accounts.actions.expire_proposals.expire_proposals", timedelta(hours=1)),
    Periodic("undersigned.signatures.actions.forget_mine.forget_mine", timedelta(hours=1)),
    Periodic("undersigned.signatures.actions.forget_exports.forget_exports", timedelta(minutes=10)),
    Periodic("undersigned.signatures.actions.release_held.release_held", timedelta(minutes=10)),
    Periodic("undersigned.signatures.actions.forget_origins.forget_origins", timedelta(hours=1)),
    Periodic("undersigned.integrity.actions.find_clusters.find_clusters", timedelta(minutes=10)),
    Periodic("undersigned.integrity.actions.watch_log.watch_log", timedelta(minutes=2)),
    Periodic("undersigned.integrity.actions.publish_panels.publish_panels", timedelta(minutes=10)),
    Periodic("undersigned.integrity.actions.forget_campaigns.forget_campaigns", timedelta(hours=6)),
    Periodic("undersigned.integrity.actions.forget_alerts.forget_alerts", timedelta(hours=6)),
    Periodic("undersigned.reports.actions.forget_reports.forget_reports", timedelta(hours=6)),
)
