"""Tells Django about this room."""

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    """The room `integrity`."""

    name = "undersigned.integrity"
    label = "integrity"
