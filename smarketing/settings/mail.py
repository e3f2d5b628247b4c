"""How mail leaves: as files below `VAR_DIR` on a local run, by `submission://user:password@host:587` else."""

from __future__ import annotations

import dj_email_url

from smarketing.settings.environment import VAR_DIR, required

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
