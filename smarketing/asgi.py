"""The ASGI application that the server loads: this process is a web process."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from smarketing import startup
from smarketing.database import commits, limits, waiting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarketing.settings")

application = get_asgi_application()
limits.become("web")
commits.start_noting()
startup.require_schema()
waiting.start_watching()
