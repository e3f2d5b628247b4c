"""The site: its secret, its addresses, what it is made of, its languages and its time."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smarketing.local import local_secret
from smarketing.settings.database import DATABASE_REPLICA_URL
from smarketing.settings.environment import BASE_DIR, IS_LOCAL, VAR_DIR, env, required

SECRET_KEY = required("SECRET_KEY") or local_secret(VAR_DIR)
# Former keys that still open sessions, links and second steps after a change.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = required("ALLOWED_HOSTS", local="127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
PUBLIC_URL = required("PUBLIC_URL", local=f"http://127.0.0.1:{env.int('PORT', 8000)}")

INSTALLED_APPS = [
    "smarketing",
    # The example company and the servers of a local run: an image has neither.
    *(("demo", "run") if IS_LOCAL else ()),
    "outbox",
    "pages",
    "accounts",
    "files",
    "campaigns",
    "firms",
    "leads",
    "talk",
    "handoff",
    "feedback",
    "counting",
    "surveys",
    "second_opinions",
    "findings",
    "insights",
    "bulk",
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
    "smarketing.middleware.MachineHostMiddleware",
    # Outside of what turns an error into a 503: what is counted is the answer that was given.
    "smarketing.health.metrics.RequestMetricsMiddleware",
    "smarketing.middleware.DatabaseDownMiddleware",
    "smarketing.middleware.BulkheadMiddleware",
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
    *(["insights.replica.OwnChangesMiddleware"] if DATABASE_REPLICA_URL else []),
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
            "builtins": ["pages.templatetags.once", "pages.templatetags.kept"],
        },
    }
]
FORM_RENDERER = "smarketing.form_renderer.Renderer"
# Requests that one web process answers at once.
WEB_THREADS = env.int("WEB_THREADS", 8)

TIME_ZONE = "Europe/Berlin"
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["smarketing.formats"]

# For so many seconds after it was known to be the newest, a page of figures is shown while the next is drawn.
PAGES_SHOWN_SECONDS: float = 1.0
