"""Addresses: language prefix for what people read, none for what programs read."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("undersigned.web.public.plain_urls")),
    path("api/v1/", include("undersigned.api.urls")),
    path("staff/", include("undersigned.web.staff.urls")),
    *i18n_patterns(
        path("", include("undersigned.web.public.urls")),
        path("", include("undersigned.web.signer.urls")),
        path("start/", include("undersigned.web.start.urls")),
        path("desk/", include("undersigned.web.desk.urls")),
    ),
]

handler400 = "undersigned.web.refusals.bad_request"
handler403 = "undersigned.web.refusals.forbidden"
handler404 = "undersigned.web.refusals.not_found"
handler500 = "undersigned.web.refusals.server_error"
