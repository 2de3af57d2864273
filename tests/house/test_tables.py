"""Tables know only tables below them, and models only hold columns."""

import ast

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, Model

from tests.house.source import ROOMS, modules

OURS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("undersigned.")]
OVERRIDES = {"save", "delete", "save_base", "full_clean", "clean", "refresh_from_db", "asave", "adelete"}
SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init", "receiver"}


def test_there_are_tables() -> None:
    assert len(OURS) >= 10


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_downward(model: type[Model]) -> None:
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey | ManyToManyField):
            target = field.related_model._meta.app_label
            assert target in ROOMS, f"{field} points out of the house, to {target}"
            here, there = ROOMS.index(model._meta.app_label), ROOMS.index(target)
            assert there >= here, f"{field} points upward, to {target}"


def test_models_override_no_way_of_writing() -> None:
    found = [
        f"{module.place(node)} {node.name}"
        for module in modules()
        if module.path.name == "models.py" or "models" in module.folders
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name in OVERRIDES and not module.is_excused(node.body[0])
    ]
    assert found == []


def test_nobody_listens_to_models() -> None:
    found = [
        f"{module.place(node)} {alias.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django")
        for alias in node.names
        if alias.name in SIGNALS
    ]
    assert found == []
