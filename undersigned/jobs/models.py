"""Jobs that wait, and when each sweep last ran."""

from typing import ClassVar

from django.db import models


class Job(models.Model):
    """An action that happens later; the row goes when it has happened."""

    action = models.CharField(max_length=200, help_text="dotted path of a verb in some room's actions")
    arguments = models.JSONField(default=dict, help_text="ids only, never personal data")
    due = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due"], name="jobs_job_due")]

    def __str__(self) -> str:
        return f"{self.action} at {self.due:%Y-%m-%d %H:%M}"


class Sweep(models.Model):
    """When a periodic action last ran."""

    action = models.CharField(max_length=200, primary_key=True)
    ran_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.action
