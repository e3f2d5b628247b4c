"""What is refused: plain http, foreign frames and scripts, calls without end."""

from __future__ import annotations

from csp.constants import NONE, SELF

from smarketing.settings.environment import IS_LOCAL, env
from smarketing.settings.sign_in import OIDC

# Production stands behind one proxy that ends TLS (nginx in docker-compose.yml); a local run is plain http.
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", not IS_LOCAL)
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = None if IS_LOCAL else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 0 if IS_LOCAL else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", not IS_LOCAL)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", not IS_LOCAL)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not IS_LOCAL
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

# Calls a minute, 0 for any number; what each of them counts, accounts/limits.py says.
LIMITS_PER_MINUTE = {
    "reads": env.int("LIMIT_READS", 1200),
    "writes": env.int("LIMIT_WRITES", 600),
    "strangers": env.int("LIMIT_STRANGERS", 60),
    "searches": env.int("LIMIT_SEARCHES", 60),
    "lookups": env.int("LIMIT_LOOKUPS", 240),
    "papers": env.int("LIMIT_PAPERS", 10),
    "exports": env.int("LIMIT_EXPORTS", 6),
    "unlocks": env.int("LIMIT_UNLOCKS", 10),
}

# Whom to tell of a weakness: addresses or pages, the preferred one first. Without one no security.txt.
SECURITY_CONTACT: list[str] = env.list("SECURITY_CONTACT", [])
SECURITY_POLICY_URL = env.str("SECURITY_POLICY_URL", "")
