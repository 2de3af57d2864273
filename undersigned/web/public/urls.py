"""Addresses in a language: what people read."""

from django.urls import path, re_path

from undersigned.web.public import (
    confirming,
    counting,
    decisions,
    home,
    lists,
    objecting,
    panel,
    petition,
    replying,
    reporting,
    signing,
    site_pages,
    supporting,
    telling,
)

app_name = "public"

urlpatterns = [
    path("", home.home, name="home"),
    path("petitions/", lists.petitions, name="petitions"),
    path("petitions/<slug:slug>/", petition.petition, name="petition"),
    path("petitions/<slug:slug>/count/", counting.counting, name="counting"),
    path("petitions/<slug:slug>/integrity/", panel.panel, name="panel"),
    path("petitions/<slug:slug>/tally", petition.tally, name="tally"),
    path("petitions/<slug:slug>/sign", signing.sign, name="sign"),
    path("petitions/<slug:slug>/report/", reporting.report, name="report"),
    path("petitions/<slug:slug>/reply/", replying.reply, name="reply"),
    path("replies/<str:token>", replying.reply_link, name="reply_link"),
    path("your-signature/", telling.telling, name="telling"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/feed/", decisions.feed, name="decisions_feed"),
    path("confirm/code", confirming.code, name="code"),
    path("confirm/resend", confirming.resend, name="resend"),
    path("confirm/<str:token>", confirming.confirm, name="confirm"),
    path("support/<str:token>", supporting.support, name="support"),
    path("objection/<str:token>", objecting.objection, name="objection"),
    re_path(rf"^(?P<name>{'|'.join(site_pages.NAMES)})/$", site_pages.site_page, name="site_page"),
]
