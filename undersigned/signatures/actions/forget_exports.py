"""Files of signers whose time is over are destroyed."""

from datetime import datetime

from undersigned.signatures.actions.destroy_export import destroy_export
from undersigned.signatures.export_models import Export
from undersigned.signatures.rules.exporting import Stage


def forget_exports(*, now: datetime) -> int:
    """How many were destroyed; a sweep, each in its own transaction, harmless when run twice."""
    over = Export.objects.filter(stage=Stage.READY, ends_at__lte=now).values_list("pk", flat=True)
    return sum(destroy_export(export_id=pk, by="site", now=now) for pk in over)
