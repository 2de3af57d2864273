"""Tells Django about this room."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The room `reports`."""

    name = "undersigned.reports"
    label = "reports"
