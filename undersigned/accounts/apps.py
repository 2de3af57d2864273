"""Tells Django about this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room `accounts`."""

    name = "undersigned.accounts"
    label = "accounts"
