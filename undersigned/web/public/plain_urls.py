"""Addresses without a language: what programs read, and the door that chooses a language."""

from django.urls import include, path

from undersigned.web.public import health, home, log, mailbox, media, metrics, robots, witness

app_name = "plain"

urlpatterns = [
    path("", home.wish, name="wish"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("robots.txt", robots.robots, name="robots"),
    path("favicon.ico", robots.favicon, name="favicon"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("media/<path:name>", media.media, name="media"),
    path("log/", include(log)),
    path("witness/", include(witness)),
]
