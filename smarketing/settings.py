"""Every setting of the product, read from the environment, in one file.

Nothing here has a secret default: `SECRET_KEY` is required in production and made once per `VAR_DIR` for a
local run. Unset `DATABASE_URL` and `REDIS_URL` mean the embedded servers below `VAR_DIR`.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import dj_database_url
import dj_email_url
import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from accounts.directory.config import read_directory
from smarketing.local import database, local_secret, redis_url
from smarketing.log_format import logging_config

django_stubs_ext.monkeypatch()  # lets classes like ModelForm[Lead] be written at run time too
env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).resolve()

DEBUG = env.bool("DEBUG", False)
# "local" is what `make run` and the tests use; "production" refuses to start without its secrets.
DEPLOYMENT = env.str("DEPLOYMENT", "local")
if DEPLOYMENT not in {"local", "production"}:
    raise ImproperlyConfigured(f"DEPLOYMENT is {DEPLOYMENT!r}; allowed are local and production.")
IS_LOCAL = DEPLOYMENT == "local"


def required(name: str, *, local: str = "") -> str:
    """Read a variable that a local run may leave out and production must set."""
    value = env.str(name, "") or (local if IS_LOCAL else "")
    if not value and not IS_LOCAL:
        raise ImproperlyConfigured(f"{name} is not set; DEPLOYMENT=production needs it (docs/operations.md).")
    return value


SECRET_KEY = required("SECRET_KEY") or local_secret(VAR_DIR)
# Former keys that still open sessions, links and second steps after a change.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = required("ALLOWED_HOSTS", local="127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
PUBLIC_URL = required("PUBLIC_URL", local=f"http://127.0.0.1:{env.int('PORT', 8000)}")

INSTALLED_APPS = [
    "smarketing",
    "demo",
    "run",
    "outbox",
    "pages",
    "accounts",
    "files",
    "campaigns",
    "leads",
    "handoff",
    "feedback",
    "counting",
    "insights",
    "desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    # For FORM_RENDERER: Django's own templates of forms, where smarketing/jinja2/ has none.
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "smarketing.middleware.DatabaseDownMiddleware",
    "smarketing.middleware.BulkheadMiddleware",
    "smarketing.health.metrics.RequestMetricsMiddleware",
    "smarketing.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.NoStoreMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.IdleMiddleware",
    "accounts.middleware.DirectoryOnlyMiddleware",
    "accounts.middleware.SetupMiddleware",
    "accounts.middleware.SecondStepMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "smarketing.urls"
WSGI_APPLICATION = "smarketing.wsgi.application"
ASGI_APPLICATION = "smarketing.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smarketing.navigation.context",
            ],
            "builtins": ["pages.templatetags.once"],
        },
    }
]
FORM_RENDERER = "smarketing.form_renderer.Renderer"

DATABASE_URL = required("DATABASE_URL")
REDIS_URL = required("REDIS_URL", local=redis_url(VAR_DIR))
_database: dict[str, Any] = {**(dj_database_url.parse(DATABASE_URL) if DATABASE_URL else database(VAR_DIR))}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            "application_name": "smarketing",
            # A machine that is gone does not hang up: half a minute without an acknowledgement ends the line.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 4,
            "tcp_user_timeout": 30_000,  # milliseconds
            **_database.get("OPTIONS", {}),  # what stands behind the ? of DATABASE_URL goes before
        },
    }
}
# Seconds, 0 for no limit. Commands such as migrate have none (smarketing/database/limits.py).
DATABASE_LIMITS: dict[str, dict[str, float]] = {
    "web": {
        "statement": env.float("WEB_STATEMENT_SECONDS", 4),
        "lock": env.float("WEB_LOCK_SECONDS", 2),
        "idle": env.float("WEB_IDLE_SECONDS", 10),
        # How long a web process waits for a PostgreSQL that says nothing at all.
        "silence": env.float("WEB_SILENCE_SECONDS", 5),
    },
    "worker": {
        "statement": env.float("WORKER_STATEMENT_SECONDS", 600),
        "lock": env.float("WORKER_LOCK_SECONDS", 60),
        "idle": env.float("WORKER_IDLE_SECONDS", 900),
    },
}
WEB_THREADS = env.int("WEB_THREADS", 8)
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", "")  # to whom `migrate` gives rights (smarketing/roles.py)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In PostgreSQL: limits hold across processes, and nothing that a web request does reaches Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "smarketing_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
SESSION_ENGINE = "smarketing.sessions"

CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = TIME_ZONE = "Europe/Berlin"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for Redis however long it is away
CELERY_BROKER_CHANNEL_ERROR_RETRY = True  # … also for one that has no room on its disk
CELERY_WORKER_CONSUMER = "smarketing.worker:WatchedConsumer"
CELERY_BEAT_SCHEDULER = "smarketing.beat:WatchedScheduler"
CELERY_TASK_PUBLISH_RETRY = False  # the relay and beat come again by themselves
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "retry_on_timeout": False,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "compute-conversion": {"task": "counting.compute_conversion", "schedule": 1.0, "options": {"expires": 5}},
    "verify-conversion": {"task": "counting.verify_conversion", "schedule": crontab(hour=3, minute=10)},
    "sweep-outbox": {"task": "outbox.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "take-in-enquiries": {"task": "leads.take_in", "schedule": 2.0, "options": {"expires": 5}},
    "forget-done-messages": {"task": "outbox.forget_done", "schedule": crontab(hour=2, minute=40)},
    "forget-allowances": {"task": "accounts.forget_allowances", "schedule": crontab(hour=2, minute=42)},
    "forget-receipts": {"task": "pages.forget_receipts", "schedule": crontab(hour=2, minute=45)},
    "watch-disk": {"task": "smarketing.watch_disk", "schedule": 60.0, "options": {"expires": 60}},
    "forget-imports": {"task": "files.forget_old_imports", "schedule": crontab(hour=2, minute=55)},
    "clear-sessions": {"task": "smarketing.clear_sessions", "schedule": crontab(hour=2, minute=50)},
}
# A message not done after so many seconds is offered again; after so many failures it is parked.
OUTBOX_VISIBILITY_SECONDS = env.int("OUTBOX_VISIBILITY_SECONDS", 30)
OUTBOX_MAX_ATTEMPTS = env.int("OUTBOX_MAX_ATTEMPTS", 8)
OUTBOX_MAX_IN_FLIGHT = env.int("OUTBOX_MAX_IN_FLIGHT", 2000)
OUTBOX_KEEP_DAYS = env.int("OUTBOX_KEEP_DAYS", 14)
# Signs of progress of worker, relay and beat; without any for so long one counts as hung, and so does a task.
HEARTBEAT_DIR = Path(env.str("HEARTBEAT_DIR", str(VAR_DIR / "heartbeats")))
HANG_SECONDS = env.float("HANG_SECONDS", 45.0)
TASK_HANG_SECONDS = env.float("TASK_HANG_SECONDS", 3600.0)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Before people, company, tokens, second step and exports: a sign-in or confirmation of the last 15 minutes.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Beside allauth's own limits (sign-in, new password …): guesses of the set-up code, per address and of all.
ACCOUNT_RATE_LIMITS = {"setup_code": "10/10m/ip,100/h/key"}
# The company's own directory, if the environment names one (docs/operations.md).
OIDC = read_directory(os.environ, is_local=IS_LOCAL)
SOCIALACCOUNT_ADAPTER = "accounts.directory.adapter.DirectoryAccounts"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 3
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Smarketing"
MFA_ADAPTER = "accounts.second_step.EncryptingMFAAdapter"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["smarketing.formats"]

STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(VAR_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.str("MEDIA_ROOT", str(VAR_DIR / "media"))
# Files wait here, never public, until they are in. A proxy in front must let pass as much as IMPORT_MAX_MB.
IMPORT_DIR = Path(env.str("IMPORT_DIR", str(VAR_DIR / "imports")))
IMPORT_MAX_MB = env.int("IMPORT_MAX_MB", 100)
# An import that would leave less than this of the disk free does not begin.
IMPORT_LEAST_FREE_PERCENT = env.int("IMPORT_LEAST_FREE_PERCENT", 5)
# How full the disk is when administrators are told, and told again.
DISK_WARNING_PERCENTS = (80, 90)
# So long after its end an import keeps the rows and values it had to say something about; the counts stay.
IMPORT_REPORT_DAYS = env.int("IMPORT_REPORT_DAYS", 90)

# An open lead younger than this many days is "too young" to count as not converted.
MATURITY_DAYS = env.int("MATURITY_DAYS", 90)

# Mail: files below VAR_DIR on a local run, `submission://user:password@host:587` in production.
_mail = dj_email_url.parse(required("EMAIL_URL", local="file:"))
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _mail["EMAIL_FILE_PATH"] or str(VAR_DIR / "mail")
EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = _mail["EMAIL_TIMEOUT"] or 10
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", local="smarketing@localhost")

# Whom to tell of a weakness: addresses or pages, the preferred one first. Without one no security.txt.
SECURITY_CONTACT: list[str] = env.list("SECURITY_CONTACT", [])
SECURITY_POLICY_URL = env.str("SECURITY_POLICY_URL", "")

# Production stands behind one proxy that ends TLS (nginx in docker-compose.yml); a local run is plain http.
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", not IS_LOCAL)
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = None if IS_LOCAL else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 0 if IS_LOCAL else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", not IS_LOCAL)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", not IS_LOCAL)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not IS_LOCAL
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Without a click for so long one signs in again; after 14 days in any case.
SESSION_IDLE_HOURS = env.float("SESSION_IDLE_HOURS", 12)
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0 if IS_LOCAL else 1)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # A browser asks here too where an answered form redirects to: the way to the directory is one.
        "form-action": [SELF, *(OIDC.origins if OIDC else ())],
        "frame-ancestors": [NONE],
    }
}
WHITENOISE_USE_FINDERS = IS_LOCAL
WHITENOISE_AUTOREFRESH = IS_LOCAL and DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if IS_LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Calls a minute, 0 for any number; what each of them counts, accounts/limits.py says.
LIMITS_PER_MINUTE = {
    "reads": env.int("LIMIT_READS", 1200),
    "writes": env.int("LIMIT_WRITES", 600),
    "strangers": env.int("LIMIT_STRANGERS", 60),
    "searches": env.int("LIMIT_SEARCHES", 60),
    "lookups": env.int("LIMIT_LOOKUPS", 240),
}

# /metrics answers this bearer token, or without one only calls from the machine itself.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
# Ready means: the oldest waiting outbox message and the oldest marked cell are younger than this.
HEALTH_MAX_LAG_SECONDS = env.int("HEALTH_MAX_LAG_SECONDS", 300)

DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = logging_config(level=LOG_LEVEL, as_json=env.bool("LOG_JSON", not IS_LOCAL))

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.TokenAuthentication", "accounts.api.SessionOfAPerson"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.TablePermission"],
    "DEFAULT_PARSER_CLASSES": ["smarketing.api.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["accounts.api.CountedFilters"],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would describe operations to whom they are closed
    "DEFAULT_PAGINATION_CLASS": "smarketing.api.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "smarketing.api_schema.OperationSchema",
    "EXCEPTION_HANDLER": "smarketing.api.answer_error",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Smarketing API",
    "DESCRIPTION": "Campaigns, leads, handoffs, ratings, outcomes, conversion: the rules of the pages. Here "
    "stands what a token can do; each operation names the scope it needs.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["accounts.api.SignedIn"],
    "AUTHENTICATION_WHITELIST": ["accounts.api.TokenAuthentication"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "GradeEnum": "leads.models.Grade",
        "CtaKindEnum": "campaigns.models.CtaKind",
        "LeadKindEnum": "leads.models.LeadKind",
        "IncomingKindEnum": "leads.api.serializers.KINDS",
        "LeadStageEnum": "leads.models.LeadStage",
        "HandoffAnswerEnum": "handoff.models.Answer",
        "ConsentChannelEnum": "leads.models.ConsentChannel",
        "CampaignStatusEnum": "campaigns.models.campaigns.Campaign.Status",
        "AttemptChannelEnum": "feedback.models.AttemptChannel",
        "OutcomeKindEnum": "feedback.models.OutcomeKind",
    },
}
# auth.W004 wants `unique=True`; the address is unique regardless of case, by the constraint user_email_once.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
