"""Addresses of the staff; without a language in them."""

from django.urls import path

from undersigned.web.staff.deciding import publish, refuse, reopen, take_down
from undersigned.web.staff.house import house
from undersigned.web.staff.language import language
from undersigned.web.staff.queue import petition, queue
from undersigned.web.staff.signatures import signatures
from undersigned.web.staff.switching import switches, turn

app_name = "staff"

urlpatterns = [
    path("", queue, name="queue"),
    path("house/", house, name="house"),
    path("house/switches/", switches, name="switches"),
    path("house/switches/<str:name>", turn, name="turn"),
    path("language", language, name="language"),
    path("petitions/<slug:slug>/", petition, name="petition"),
    path("petitions/<slug:slug>/publish", publish, name="publish"),
    path("petitions/<slug:slug>/refuse", refuse, name="refuse"),
    path("petitions/<slug:slug>/take-down", take_down, name="take_down"),
    path("petitions/<slug:slug>/reopen", reopen, name="reopen"),
    path("petitions/<slug:slug>/signatures/", signatures, name="signatures"),
]
