"""Tells Django about this room."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    """The room `petitions`."""

    name = "undersigned.petitions"
    label = "petitions"
