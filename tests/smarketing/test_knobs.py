"""Every knob stands in four places: document, code that reads it, .env.example and docker-compose.yml."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from accounts.directory.config import VARIABLES
from tests.smarketing.test_compose import OURS, SERVICES, TEXT, environment_of, example, variables

# Read, and no knob: the image, the compose file or a test says them, nobody who runs it.
NO_KNOBS = {"BIND", "CSRF_TRUSTED_ORIGINS", "DEBUG", "PROMETHEUS_MULTIPROC_DIR", "STATIC_ROOT"}
# Of a local run; in the image the places are fixed.
OF_A_LOCAL_RUN = {"DEMO", "IMPORT_DIR", "PORT", "VAR_DIR"}
# What the compose file says itself, from HOST_NAME or because its own nginx stands in front.
SAID_BY_COMPOSE = {
    "ALLOWED_HOSTS",
    "DEPLOYMENT",
    "HEARTBEAT_DIR",
    "METRICS_PORT",
    "PUBLIC_URL",
    "TRUSTED_PROXY_COUNT",
}
# Who migrates gives the rights; nobody else is told of the role.
OF_MIGRATE = {"DATABASE_APP_ROLE"}

# Read by the client of buckets itself.
OF_BOTO = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}

READING = re.compile(r"""\b(?:env\.\w+|required|environ\.get)\(\s*["']([A-Z_]+)["']""")


def read() -> set[str]:
    """The variables that the code asks for."""
    sources = [path for room in ("smarketing", "run") for path in (settings.BASE_DIR / room).rglob("*.py")]
    found = {name for path in sources for name in READING.findall(path.read_text(encoding="utf-8"))}
    return {*found, *VARIABLES, *OF_BOTO} - NO_KNOBS


def documented(page: str) -> set[str]:
    """The variables in the first column of a document's tables."""
    lines = (settings.BASE_DIR / "docs" / page).read_text(encoding="utf-8").splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([A-Z][A-Z_]+)`", cell)}


def test_what_is_read_is_documented_and_what_is_documented_is_read() -> None:
    assert read() == documented("operations.md")


@pytest.mark.parametrize("service", OURS)
def test_every_knob_reaches_every_container(service: str) -> None:
    """With the value of .env: what somebody writes there arrives under its name."""
    knobs = documented("operations.md") - OF_A_LOCAL_RUN - SAID_BY_COMPOSE - OF_MIGRATE
    given = environment_of(service, **{name: f"value of {name}" for name in knobs})
    own_address = {"DATABASE_URL"} if service == "migrate" else set()
    assert {name for name in knobs - own_address if given.get(name) != f"value of {name}"} == set()


def test_what_compose_says_itself_cannot_be_said_otherwise() -> None:
    assert set(SERVICES["web"]["environment"]) >= SAID_BY_COMPOSE
    assert not set(example()) & (SAID_BY_COMPOSE | OF_A_LOCAL_RUN)


def test_every_knob_stands_in_the_example() -> None:
    assert documented("operations.md") - OF_A_LOCAL_RUN - SAID_BY_COMPOSE - set(example()) == set()


def test_what_only_the_stack_knows_is_documented_with_the_stack() -> None:
    of_the_stack = {name for name, _rest in variables(TEXT)} - documented("operations.md")
    assert of_the_stack | {"COMPOSE_PROFILES"} == documented("run-compose.md")


def test_size_of_an_import_is_nginxs_too() -> None:
    template = (settings.BASE_DIR / "deploy" / "nginx" / "default.conf.template").read_text(encoding="utf-8")
    assert environment_of("nginx")["IMPORT_MAX_MB"] == str(settings.IMPORT_MAX_MB)
    assert environment_of("nginx", IMPORT_MAX_MB="7")["IMPORT_MAX_MB"] == "7"
    assert "client_max_body_size ${IMPORT_MAX_MB}m;" in template
