"""The rival's one address, the same as the site's."""

from django.urls import path

from bench.rivals.plain_django.views import sign

urlpatterns = [path("en/petitions/<slug:slug>/sign", sign, name="sign")]
