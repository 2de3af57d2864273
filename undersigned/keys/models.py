"""The database form of the key store; with a key store in a folder this table exists nowhere."""

from django.db import models


class WrappedKey(models.Model):
    """The keys of one petition, wrapped by the site's ring; empty `wrapped` means that they were destroyed."""

    pid = models.CharField(max_length=22, primary_key=True)
    wrapped = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.pid
