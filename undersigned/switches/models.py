"""What is turned off now."""

from django.db import models

from undersigned.switches.rules import LONGEST_REASON


class TurnedOff(models.Model):
    """One row per switch that is off; none while everything is on."""

    switch = models.CharField(max_length=16, primary_key=True)
    reason = models.CharField(max_length=LONGEST_REASON)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.switch} is off: {self.reason}"
