"""What granian serves: `granian --interface wsgi bench.rivals.plain_django.wsgi:application`."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.rivals.plain_django.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
