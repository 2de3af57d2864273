"""The ASGI application that granian serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.config.settings")

from django.core.asgi import get_asgi_application  # noqa: E402 - the settings module must be named first

application = get_asgi_application()
