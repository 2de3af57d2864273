"""Addresses of the staff; without a language in them."""

from django.urls import path

from undersigned.web.staff.audit import audit
from undersigned.web.staff.deciding import ACTS, act
from undersigned.web.staff.deleting import delete
from undersigned.web.staff.editing import edit
from undersigned.web.staff.exporting import export
from undersigned.web.staff.factor import factor, picture, set_up
from undersigned.web.staff.house import house
from undersigned.web.staff.integrity.urls import INTEGRITY
from undersigned.web.staff.language import language
from undersigned.web.staff.own import own
from undersigned.web.staff.people import people
from undersigned.web.staff.proposals import proposals, put_back
from undersigned.web.staff.queue import petition, queue
from undersigned.web.staff.replies import replies, reply
from undersigned.web.staff.reports import reports, reports_of
from undersigned.web.staff.signatures import signatures
from undersigned.web.staff.switching import switches, turn

app_name = "staff"

urlpatterns = [
    path("", queue, name="queue"),
    path("factor/", factor, name="factor"),
    path("factor/set-up/", set_up, name="set_up"),
    path("factor/key.svg", picture, name="picture"),
    path("own/", own, name="own"),
    path("people/", people, name="people"),
    path("proposals/", proposals, name="proposals"),
    path("petitions/<slug:slug>/put-back", put_back, name="put_back"),
    path("petitions/<slug:slug>/delete/", delete, name="delete"),
    path("petitions/<slug:slug>/export/", export, name="export"),
    path("audit/", audit, name="audit"),
    path("house/", house, name="house"),
    path("house/switches/", switches, name="switches"),
    path("house/switches/<str:name>", turn, name="turn"),
    *INTEGRITY,
    path("language", language, name="language"),
    path("petitions/<slug:slug>/", petition, name="petition"),
    path("petitions/<slug:slug>/edit/", edit, name="edit"),
    *(path(f"petitions/<slug:slug>/{name.replace('_', '-')}", act(name), name=name) for name in ACTS),
    path("petitions/<slug:slug>/reports/", reports_of, name="reports_of"),
    path("reports/", reports, name="reports"),
    path("replies/", replies, name="replies"),
    path("replies/<uuid:reply_id>/", reply, name="reply"),
    path("petitions/<slug:slug>/signatures/", signatures, name="signatures"),
]
