"""The ASGI application that granian serves: the door, no endless body, static files, then Django."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.config.settings")

from django.core.asgi import get_asgi_application

django_application: Any = get_asgi_application()

from django.conf import settings  # noqa: E402

from undersigned.config.leaving import leave_when_told  # noqa: E402
from undersigned.config.orphan import leave_with_parent  # noqa: E402
from undersigned.web.bodies import ShortBodies  # noqa: E402
from undersigned.web.door.behind import Behind  # noqa: E402
from undersigned.web.door.door import Door  # noqa: E402
from undersigned.web.figures import keep_telling  # noqa: E402
from undersigned.web.leaving import Leaving  # noqa: E402
from undersigned.web.own_host import OwnHost  # noqa: E402
from undersigned.web.served_statics import ServedStatics  # noqa: E402

leave_with_parent()
leave_when_told()
keep_telling()

static_files = ServedStatics(
    Behind(django_application),
    root=settings.STATIC_ROOT,
    prefix=settings.STATIC_URL,
    max_age=3600,
    # Names that hold a hash of their content never change what they hold.
    immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$",
)
application = Leaving(Door(ShortBodies(OwnHost(static_files))))
