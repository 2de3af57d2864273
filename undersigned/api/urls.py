"""Addresses of the public API, version 1."""

from django.urls import path

from undersigned.api.challenges import challenge
from undersigned.api.counts import count
from undersigned.api.panels import panel
from undersigned.api.petitions import petition, rules, text
from undersigned.api.proofs import proof
from undersigned.api.tallies import tally

app_name = "api"

urlpatterns = [
    path("petitions/<slug:slug>", petition, name="petition"),
    path("petitions/<slug:slug>/count", count, name="count"),
    path("petitions/<slug:slug>/challenge", challenge, name="challenge"),
    path("petitions/<slug:slug>/count.tlog-proof", proof, name="proof"),
    path("petitions/<slug:slug>/tally.json", tally, name="tally"),
    path("petitions/<slug:slug>/tallies/<int:number>.json", tally, name="numbered_tally"),
    path("petitions/<slug:slug>/integrity.json", panel, name="panel"),
    path("petitions/<slug:slug>/versions/<int:version>.txt", text, name="text"),
    path("petitions/<slug:slug>/rules.txt", rules, name="rules"),
]
