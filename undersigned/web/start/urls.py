"""Addresses of the guided start."""

from django.urls import path

from undersigned.web.start.addressees import addressees
from undersigned.web.start.hand_in import another, check_mail, hand_in
from undersigned.web.start.photo import photo
from undersigned.web.start.preview import preview
from undersigned.web.start.sources import sources
from undersigned.web.start.story import story, story_preview
from undersigned.web.start.terms import terms
from undersigned.web.start.title import similar, title

app_name = "start"

urlpatterns = [
    path("", title, name="title"),
    path("similar/", similar, name="similar"),
    path("addressees/", addressees, name="addressees"),
    path("story/", story, name="story"),
    path("story/preview/", story_preview, name="story_preview"),
    path("photo/", photo, name="photo"),
    path("sources/", sources, name="sources"),
    path("terms/", terms, name="terms"),
    path("preview/", preview, name="preview"),
    path("hand-in/", hand_in, name="hand_in"),
    path("check-mail/", check_mail, name="check_mail"),
    path("another/", another, name="another"),
]
