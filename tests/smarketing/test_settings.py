"""What production insists on, and what a local run gets without asking."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User

PRODUCTION = {
    "DEPLOYMENT": "production",
    "SECRET_KEY": "kj3-9sd8f_7sdfhKJHsd8f7sdKJHF9s8d7fkjhsdf98s7dfJKHsd98f7",
    "ALLOWED_HOSTS": "portal.example.com",
    "PUBLIC_URL": "https://portal.example.com",
    "DATABASE_URL": "postgres://smarketing:kd83hdk3-9dkw8sj2@127.0.0.1:1/smarketing",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "submission://user:secret@mail.example.com:587",
    "DEFAULT_FROM_EMAIL": "portal@example.com",
}


def manage(*arguments: str, var_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with exactly this environment."""
    return start(["manage.py", *arguments], var_dir=var_dir, **environment)


def start(arguments: list[str], *, var_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with exactly this environment, to its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(var_dir), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_deployment_checks_find_nothing(tmp_path: Path) -> None:
    found = manage("check", "--deploy", "--fail-level", "WARNING", var_dir=tmp_path, **PRODUCTION)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_does_not_start_without(name: str, tmp_path: Path) -> None:
    environment = {key: value for key, value in PRODUCTION.items() if key != name}
    found = manage("check", var_dir=tmp_path, **environment)
    assert found.returncode != 0
    assert name in found.stderr


def test_production_says_all_faults_at_once_and_no_secret(tmp_path: Path) -> None:
    environment = {**PRODUCTION, "DEBUG": "1", "ALLOWED_HOSTS": "*", "SECRET_KEY": "changeme"}
    found = manage("check", var_dir=tmp_path, **environment)
    assert found.returncode != 0
    assert all(f"{name} " in found.stderr for name in ("DEBUG", "ALLOWED_HOSTS", "SECRET_KEY"))
    assert "changeme" not in found.stderr


PROCESSES = {
    "web": ["gunicorn", "-c", "python:smarketing.gunicorn_settings"],
    "worker": ["celery", "-A", "smarketing.celery", "worker", "--concurrency=1"],
    "beat": ["celery", "-A", "smarketing.celery", "beat", "--pidfile="],
}


@pytest.mark.parametrize(
    "name", ["web", "worker", *(pytest.param(name, marks=pytest.mark.soak) for name in ("beat", "relay"))]
)
def test_no_process_starts_with_the_debugger_on(name: str, tmp_path: Path) -> None:
    command = ["-m", *PROCESSES[name]] if name in PROCESSES else ["manage.py", "relay"]
    found = start(command, var_dir=tmp_path, **{**PRODUCTION, "DEBUG": "1", "PORT": "0"})
    assert found.returncode not in {0, None}
    assert "DEBUG is on" in found.stderr


def test_a_deployment_of_another_name_is_refused(tmp_path: Path) -> None:
    found = manage("check", var_dir=tmp_path, DEPLOYMENT="staging")
    assert found.returncode != 0
    assert "DEPLOYMENT" in found.stderr


def test_production_never_starts_the_embedded_servers(tmp_path: Path) -> None:
    manage("check", var_dir=tmp_path, **PRODUCTION)
    assert not (tmp_path / "postgres").exists()


@pytest.mark.django_db
def test_pages_carry_a_policy_without_inline_anything(client: Client) -> None:
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_pages_carry_the_other_headers_of_safety(client: Client) -> None:
    headers = client.get("/account/login/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_sessions_live_in_the_database_and_passwords_are_argon2() -> None:
    assert settings.SESSION_ENGINE == "smarketing.sessions"
    assert "totp" in settings.MFA_SUPPORTED_TYPES


def test_no_cache_of_a_page_lies_in_redis() -> None:
    assert "redis" not in repr(settings.CACHES).lower()


def test_beat_knows_only_tasks_that_exist() -> None:
    from smarketing.celery import app

    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_celery_settings_lose_nothing_and_trust_nobody() -> None:
    from smarketing.celery import app

    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.task_ignore_result
    assert app.conf.accept_content == ["json"]
    assert app.conf.worker_prefetch_multiplier == 1


def test_api_docs_alone_may_style_inline_and_nothing_may_script_inline(client: Client, mara: User) -> None:
    client.force_login(mara)
    policy = client.get("/api/docs/").headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in f"{policy};"


def test_api_docs_hold_no_inline_script(client: Client, mara: User) -> None:
    client.force_login(mara)
    page = client.get("/api/docs/").content.decode()
    assert set(re.findall(r"<script(.*?)>", page)) == set(re.findall(r"<script( src=.*?)>", page))


@pytest.mark.django_db
@pytest.mark.parametrize(("guesses", "is_let_in"), [(1, True), (7, False)])
def test_guessing_passwords_is_stopped_without_redis(
    client: Client, mara: User, settings: Any, guesses: int, is_let_in: bool
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    mara.set_password("the right one")
    mara.save()
    for _ in range(guesses):
        client.post("/account/login/", {"login": mara.email, "password": "wrong"})
    client.post("/account/login/", {"login": mara.email, "password": "the right one"})
    assert ("_auth_user_id" in client.session) is is_let_in
