"""Addresses under /staff/integrity/, in the namespace `staff`."""

from django.urls import path

from undersigned.web.staff.integrity.alarms import alarms
from undersigned.web.staff.integrity.campaigning import campaign, listed, new
from undersigned.web.staff.integrity.clusters import clusters
from undersigned.web.staff.integrity.held import held
from undersigned.web.staff.integrity.lists import lists
from undersigned.web.staff.integrity.objections import objections
from undersigned.web.staff.integrity.overview import overview

INTEGRITY = [
    path("integrity/", overview, name="integrity"),
    path("integrity/held/<slug:slug>/", held, name="held"),
    path("integrity/clusters/", clusters, name="clusters"),
    path("integrity/alarms/", alarms, name="alarms"),
    path("integrity/lists/", lists, name="lists"),
    path("integrity/campaigns/", listed, name="campaigns"),
    path("integrity/campaigns/new/", new, name="new_campaign"),
    path("integrity/campaigns/<int:number>/", campaign, name="campaign"),
    path("integrity/objections/", objections, name="objections"),
]
