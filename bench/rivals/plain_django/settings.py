"""The site's settings where rules and tables need them; all else as `django-admin startproject` has it."""

from undersigned.config.settings import *  # noqa: F403
from undersigned.config.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.rivals.plain_django"]
ROOT_URLCONF = "bench.rivals.plain_django.urls"
WSGI_APPLICATION = "bench.rivals.plain_django.wsgi.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Each of granian's threads keeps its connection, as Django's documentation advises; no pool to ask, no check to make.
for _database in DATABASES.values():
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = False
    if _database["ENGINE"] == "django.db.backends.postgresql":
        _database["OPTIONS"] = {}
