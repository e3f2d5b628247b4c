"""The ASGI application that the server loads."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarketing.settings")

application = get_asgi_application()
