"""Where files lie: what is served, what is imported; how much of the disk they may take."""

from __future__ import annotations

from pathlib import Path

from files.bucket_address import read_address
from smarketing.settings.environment import BASE_DIR, DEBUG, IS_LOCAL, VAR_DIR, env

STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(VAR_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files wait here, never public, until they are in. A proxy in front must let pass as much as IMPORT_MAX_MB.
IMPORT_DIR = Path(env.str("IMPORT_DIR", str(VAR_DIR / "imports")))
# Where machines share no folder: in a bucket instead.
IMPORT_BUCKET = read_address(env.str("IMPORT_STORAGE_URL", ""))
IMPORT_MAX_MB = env.int("IMPORT_MAX_MB", 100)
# An import that would leave less than this of the disk free does not begin.
IMPORT_LEAST_FREE_PERCENT = env.int("IMPORT_LEAST_FREE_PERCENT", 5)
# So long after its end an import keeps the rows and values it had to say something about; the counts stay.
IMPORT_REPORT_DAYS = env.int("IMPORT_REPORT_DAYS", 90)

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
