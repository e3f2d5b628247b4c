"""The limit for pages: a Django with nothing in it, one indexed SELECT or one INSERT per request.

Settings, addresses and application in one module: no middleware, no session, no template.
"""

from __future__ import annotations

import os
import random

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

from smarketing import local

if not settings.configured:
    from pathlib import Path

    var_dir = Path(os.environ["VAR_DIR"]).resolve()
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {**local.database(var_dir), "CONN_MAX_AGE": 60}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF=__name__,
        SECRET_KEY=local.local_secret(var_dir),
        USE_TZ=True,
    )
    django.setup()


def select(request: HttpRequest) -> JsonResponse:
    """One row by its key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, stage FROM leads_lead WHERE id = %s", [random.randint(1, 10_000)])
        found = cursor.fetchone()
    return JsonResponse({"lead": found[0] if found else None})


def insert_row(body: str) -> int:
    """One row into a table with one index, committed durably; its number."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_insert (body) VALUES (%s) RETURNING id", [body])
        made: int = cursor.fetchone()[0]
    return made


def insert(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"lead": insert_row(request.body.decode())}, status=201)


urlpatterns = [path("select", select), path("insert", insert)]
application = get_wsgi_application()
