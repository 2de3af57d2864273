"""Addresses of the desk, behind the language's prefix."""

from django.urls import path

from undersigned.web.desk.answering import appeal, resubmit
from undersigned.web.desk.editing import edit
from undersigned.web.desk.exchanging import exchange_link
from undersigned.web.desk.passwords import password
from undersigned.web.desk.petitions import close, desk, petition
from undersigned.web.desk.signing_in import sign_in, sign_in_link, sign_out

app_name = "desk"

urlpatterns = [
    path("", desk, name="desk"),
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/<str:token>/", sign_in_link, name="sign_in_link"),
    path("sign-out/", sign_out, name="sign_out"),
    path("password/", password, name="password"),
    path("petitions/<slug:slug>/", petition, name="petition"),
    path("petitions/<slug:slug>/edit/", edit, name="edit"),
    path("petitions/<slug:slug>/hand-in", resubmit, name="resubmit"),
    path("petitions/<slug:slug>/link", exchange_link, name="exchange_link"),
    path("petitions/<slug:slug>/appeal", appeal, name="appeal"),
    path("petitions/<slug:slug>/close/", close, name="close"),
]
