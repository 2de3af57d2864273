"""Django's settings, derived from the environment: nothing stands here that a person might want to set."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from undersigned.config.environment import read_environment
from undersigned.keys.secrets import ensure_secrets, read_secret

UNDERSIGNED = read_environment()
PACKAGE = Path(__file__).resolve().parent.parent

UNDERSIGNED.data.mkdir(parents=True, exist_ok=True)
ensure_secrets(UNDERSIGNED.secrets_folder)
SECRET_KEY = read_secret(UNDERSIGNED.secrets_folder, "django").hex()

DEBUG = False
ALLOWED_HOSTS: list[str] = [
    UNDERSIGNED.host,
    *(["localhost", "127.0.0.1", "[::1]"] if UNDERSIGNED.is_on_loopback else []),
]
ROOT_URLCONF = "undersigned.config.urls"
ASGI_APPLICATION = "undersigned.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Account"
APPEND_SLASH = True
PREPEND_WWW = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "undersigned.keys",
    "undersigned.jobs",
    "undersigned.mail",
    "undersigned.ledger",
    "undersigned.accounts",
    "undersigned.switches",
    "undersigned.petitions",
    "undersigned.signatures",
    "undersigned.moderation",
    "undersigned.integrity",
    "undersigned.reports",
    "undersigned.web",
]

MIDDLEWARE = [
    "undersigned.web.recorded.Recorded",
    "undersigned.web.doorkeeper.Doorkeeper",
    "undersigned.web.acted.Acted",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "undersigned.web.site.site",
            ],
            "builtins": ["undersigned.web.templatetags.words"],
        },
    }
]

SQLITE: dict[str, Any] = {
    "ENGINE": "undersigned.config.sqlite",
    "NAME": UNDERSIGNED.data / "site.sqlite3",
    "OPTIONS": {
        # Seconds for one's turn among those who write, then for strangers to that order; the door tries twice, and two
        # batches may stand before one: 8 s, then a 503.
        "timeout": 2,
        "transaction_mode": "IMMEDIATE",
        # FULL: an acknowledged signature survives a power cut. NORMAL in WAL does not promise that.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        # What is deleted is overwritten: not every build of SQLite does that by itself.
        "PRAGMA journal_size_limit=16777216; PRAGMA secure_delete=ON;",
    },
}


# A database host that vanished without a word is noticed by this side within 10 s; all of it is libpq's own, so that
# PgBouncer, which knows no other start-up parameters, is content.
GONE_WITHIN = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
}


def database(url: str) -> dict[str, Any]:
    """One database by its URL; on PostgreSQL fit for PgBouncer's transaction mode."""
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    if parsed["ENGINE"] == "django.db.backends.postgresql":
        parsed["DISABLE_SERVER_SIDE_CURSORS"] = True
        parsed["CONN_HEALTH_CHECKS"] = True
        # Each request has a thread of its own under ASGI: without a pool a crowd would open a connection each.
        pool = {"min_size": 1, "max_size": 16, "timeout": 8}
        parsed.setdefault("OPTIONS", {}).update(prepare_threshold=None, pool=pool, **GONE_WITHIN)
    else:
        parsed |= {"ENGINE": SQLITE["ENGINE"], "OPTIONS": SQLITE["OPTIONS"]}
    return parsed


DATABASES = {"default": database(UNDERSIGNED.database_url) if UNDERSIGNED.database_url else SQLITE}
if "://" in UNDERSIGNED.keystore_place:
    DATABASES["keystore"] = database(UNDERSIGNED.keystore_place)
DATABASE_ROUTERS = ["undersigned.keys.router.KeystoreRouter"]

if UNDERSIGNED.valkey_url:
    CACHES = {
        "default": {
            "BACKEND": "undersigned.config.valkey.PatientCache",
            "LOCATION": UNDERSIGNED.valkey_url,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
    }

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("tr", "Türkçe")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "language"

STATIC_URL = "/static/"
STATIC_ROOT = UNDERSIGNED.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "undersigned.web.statics.HashedStatics"},
}
SERVESTATIC_USE_MANIFEST = True
SERVESTATIC_KEEP_ONLY_HASHED_FILES = False
MEDIA_ROOT = UNDERSIGNED.data / "media"
MEDIA_URL = "/media/"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

IS_HTTPS = UNDERSIGNED.site_url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if IS_HTTPS else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "undersigned.web.refusals.csrf_refused"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

MAIL_FROM = UNDERSIGNED.mail_from or f"petitions@{UNDERSIGNED.host if not UNDERSIGNED.is_on_loopback else 'localhost'}"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Outboxes in order of urgency: a login is never behind a storm of signing letters.
OUTBOXES = [
    "undersigned.accounts.letters.SignInLetters",
    "undersigned.accounts.notices.StaffNotices",
    "undersigned.signatures.mine_letters.MineLetters",
    "undersigned.signatures.export_letters.ExportLetters",
    "undersigned.integrity.letters.TroubleLetters",
    "undersigned.integrity.letters.AlertLetters",
    "undersigned.moderation.letters.DecisionLetters",
    "undersigned.petitions.letters.GatheringLetters",
    "undersigned.reports.letters.ReplyLetters",
    "undersigned.reports.letters.ReportLetters",
    "undersigned.reports.letters.SettlementLetters",
    "undersigned.signatures.letters.SignatureLetters",
]

# What higher rooms keep of a signature by its id goes in the transaction that erases it.
ERASED_TOO = ["undersigned.integrity.actions.forget_signature.forget_signature"]
# What they keep of it, as values for JSON, for its signer who takes out their data.
TAKEN_OUT_TOO = ["undersigned.integrity.queries.kept_of"]

# What higher rooms published of a petition by country: an aggregate is merged against it, too.
COUNTRIES_TOLD_TOO = ["undersigned.integrity.panels.told_countries"]

# What takes two people of the staff, and the action that does it (accounts.rules.TwoPersonAct).
TWO_PERSON_ACTS = {
    "grant_role": "undersigned.accounts.actions.grant_role.grant_role",
    "put_back": "undersigned.moderation.actions.put_back.put_back",
    "delete_petition": "undersigned.moderation.actions.delete.delete",
    "export": "undersigned.signatures.actions.export.export",
}

# What rooms keep of a petition goes with it, in the transaction that deletes it or in jobs that this asks for.
DELETED_TOO = [
    "undersigned.signatures.actions.forget_petition.forget_petition",
    "undersigned.integrity.actions.forget_petition.forget_petition",
    "undersigned.reports.actions.forget_petition.forget_petition",
]

# What the staff's page about the house asks: the part of the console's doctor that costs the same on a large site.
HOUSE_CHECK = "undersigned.console.doctor.glance_at_house"

LOGGING_CONFIG = "undersigned.config.logs.configure"
# Django calls the function above only where this says something.
LOGGING: dict[str, Any] = {"version": 1}
