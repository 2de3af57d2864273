"""Which database holds the wrapped keys: the one named `keystore`, and that one holds nothing else."""

from typing import Any

from django.db.models import Model

ALIAS = "keystore"
LABEL = "keys"


class KeystoreRouter:
    """Keeps wrapped keys out of the main database and its dumps, and the main tables out of the key store."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str | None:
        """The key store for a wrapped key, no opinion about anything else."""
        return ALIAS if model._meta.app_label == LABEL else None

    def db_for_write(self, model: type[Model], **_hints: Any) -> str | None:
        """As for reading."""
        return self.db_for_read(model)

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool | None:
        """True where key store and keys meet, False where only one of them is there."""
        if app_label == LABEL or db == ALIAS:
            return app_label == LABEL and db == ALIAS
        return None
