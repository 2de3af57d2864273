"""Settings of the tests: the site's own, in a folder that goes when the process ends.

The person's own UNDERSIGNED_* variables are put aside, so that a test means the same on every machine. The database
is chosen by DATABASE_URL alone: without it SQLite, in a file, since a database in memory locks differently.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for _name in [name for name in os.environ if name.startswith("UNDERSIGNED_") or name == "VALKEY_URL"]:
    del os.environ[_name]

SCRATCH = Path(tempfile.mkdtemp(prefix="undersigned-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
os.environ["UNDERSIGNED_DATA"] = str(SCRATCH / "data")
# Secrets outlive the single test's data folder, so that keys that are cached stay true.
os.environ["UNDERSIGNED_SECRETS_DIR"] = str(SCRATCH / "secrets")
os.environ["UNDERSIGNED_SITE_URL"] = "http://testserver"

from undersigned.config.settings import *  # noqa: E402, F403 - the environment above comes first
from undersigned.config.settings import DATABASES  # noqa: E402

for _alias, _database in DATABASES.items():
    # Tests open and drop databases; a pool would hold on to them. Sites in processes of their own keep theirs.
    _database["OPTIONS"].pop("pool", None)
    if _database["ENGINE"].endswith("sqlite"):
        _database["TEST"] = {"NAME": str(SCRATCH / f"test-{_alias}.sqlite3")}
        # Races of many threads on a busy machine; how long a site waits is proven on sites in processes.
        _database["OPTIONS"]["timeout"] = 20

# Cheap on purpose: what is proven about passwords is proven of the site's own hasher by name.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"]

# Without a manifest: pages are rendered before `collectstatic` ran. The browser's tests serve the real thing.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# pytest itself makes a failure of what nobody caught in a thread.
LOGGING = {"version": 1, "keeps_hooks": True}
