"""PostgreSQL and Redis of one's own: an installation that brings neither."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import SETTLED_SECONDS, Stack, wait_for
from tests.rehearsal.workplace import set_values

ASK: Final = (
    "from urllib.request import urlopen; print(urlopen('http://127.0.0.1:8000/health/ready').read().decode())"
)
OURS: Final = ("web", "worker", "beat", "relay")


def rehearse(stack: Stack, report: Report) -> None:
    with report.check("PostgreSQL and Redis of one's own") as check, own_servers(stack) as theirs:
        known = stack.place.read_environment()
        postgres, redis = f"{theirs}-postgres-1:5432/smarketing", f"{theirs}-redis-1:6379/0"
        mine = {
            "DATABASE_URL": f"postgres://smarketing_app:{known['POSTGRES_APP_PASSWORD']}@{postgres}",
            "DATABASE_OWNER_URL": f"postgres://smarketing_owner:{known['POSTGRES_OWNER_PASSWORD']}@{postgres}",
            "REDIS_URL": f"redis://:{known['REDIS_PASSWORD']}@{redis}",
            "COMPOSE_PROFILES": "",
            "COMPOSE_FILE": "docker-compose.yml:tests/rehearsal/on-own-servers.yml",
            "THEIR_NETWORK": f"{theirs}_outgoing",
        }
        with installation(stack, "own", **mine) as compose:
            stack.compose(*compose, "up", "--detach", *OURS)
            services = stack.compose(*compose, "ps", "--services").split()
            check.add(", ".join(sorted(services)))
            expect_ready(stack, compose)


@contextmanager
def own_servers(stack: Stack) -> Iterator[str]:
    """Servers that belong to somebody else; the name of their project."""
    files = "docker-compose.yml:tests/rehearsal/own-servers.yml"
    with installation(stack, "theirs", COMPOSE_PROFILES="postgres,redis", COMPOSE_FILE=files) as compose:
        stack.compose(*compose, "up", "--detach", "--wait", "postgres", "redis")
        yield compose[-1]


@contextmanager
def installation(stack: Stack, name: str, **values: str) -> Iterator[tuple[str, ...]]:
    """Another installation beside the stack, and the words by which compose speaks of it."""
    project = f"{stack.place.project}-{name}"
    file = stack.folder / f".env.{name}"
    file.write_text(
        set_values((stack.folder / ".env").read_text(), {**values, "COMPOSE_PROJECT_NAME": project})
    )
    compose = ("--env-file", str(file), "--project-name", project)
    try:
        yield compose
    finally:
        with suppress(Fault):
            stack.compose(*compose, "down", "--volumes", "--remove-orphans")


def expect_ready(stack: Stack, compose: tuple[str, ...]) -> None:
    """The portal itself says that database, broker and worker are well."""

    def said() -> dict[str, object]:
        try:
            answer: dict[str, object] = json.loads(
                stack.compose(*compose, "exec", "-T", "web", "python", "-c", ASK)
            )
        except Fault as not_yet:
            return {"status": str(not_yet)}
        return answer

    wait_for(lambda: said()["status"] == "ok", seconds=SETTLED_SECONDS, otherwise=lambda: json.dumps(said()))
