"""Tells Django about this room."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """The room `moderation`."""

    name = "undersigned.moderation"
    label = "moderation"
