"""docker-compose.yml and Dockerfile, as far as they can be checked without an engine (docs/operations.md)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from run.embedded.postgres import SILENT
from run.launcher.launch import programs

ROOT: Path = settings.BASE_DIR
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["migrate", "web", "worker", "beat", "relay"]
DURATION = re.compile(r"(\d+(ms|s|m|h))+")
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?P<rest>[^}]*)\}")


def example() -> dict[str, str]:
    """The variables of .env.example with their values."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_compose_file_follows_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    found = subprocess.run(
        [*command, "docker-compose.yml"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


def test_compose_has_the_eight_services() -> None:
    assert sorted(SERVICES) == sorted([*OURS, "nginx", "postgres", "redis"])


@pytest.mark.parametrize("name", SERVICES)
def test_service_depends_on_services_that_exist_and_can_be_waited_for(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert how["condition"] == "service_completed_successfully"
            assert SERVICES[other]["restart"] == "no"


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_service_has_a_health_check_with_durations(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert all(DURATION.fullmatch(check[key]) for key in ("interval", "timeout", "start_period"))
    assert check["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", ["worker", "relay", "beat"])
def test_health_check_looks_at_the_heartbeat_of_this_very_container_and_ends_what_hangs(name: str) -> None:
    service = SERVICES[name]
    sign = f"{service['environment']['HEARTBEAT_DIR']}/{name}"
    assert service["healthcheck"]["test"] == ["CMD", "python", "-m", "smarketing.health.probe", sign, "--end"]
    assert sign.startswith(f"{service['tmpfs'][0]}/"), "a place that is new in each container"
    assert service["restart"] == "unless-stopped"
    assert service["init"] is True


@pytest.mark.parametrize("name", SERVICES)
def test_service_names_volumes_and_networks_that_are_defined(name: str) -> None:
    volumes = [volume.split(":")[0] for volume in SERVICES[name].get("volumes", [])]
    named = {volume for volume in volumes if not volume.startswith((".", "/"))}
    assert named <= set(COMPOSE["volumes"])
    assert {volume for volume in volumes if volume.startswith(".") and not (ROOT / volume).exists()} == set()
    assert set(SERVICES[name]["networks"]) <= set(COMPOSE["networks"])


def test_every_variable_is_in_the_example_and_no_other() -> None:
    assert {found["name"] for found in VARIABLE.finditer(TEXT)} == set(example())


def test_no_secret_has_a_default() -> None:
    for found in VARIABLE.finditer(TEXT):
        if re.search("SECRET|PASSWORD|TOKEN|EMAIL_URL", found["name"]):
            # Empty is none: without its secret there is no directory to sign in with.
            assert found["rest"].startswith(":?") or found[0] == "${OIDC_CLIENT_SECRET:-}", found[0]
            assert example()[found["name"]] == ""


def role_of(name: str) -> str:
    return str(urlsplit(SERVICES[name]["environment"]["DATABASE_URL"].split("$")[0]).netloc.split(":")[0])


def test_owner_migrates_and_everything_else_is_the_lesser_role() -> None:
    assert {name: role_of(name) for name in OURS} == {
        "migrate": "smarketing_owner",
        **dict.fromkeys(["web", "worker", "beat", "relay"], "smarketing_app"),
    }
    assert SERVICES["migrate"]["environment"]["DATABASE_APP_ROLE"] == "smarketing_app"
    assert not any("DATABASE_APP_ROLE" in SERVICES[name]["environment"] for name in OURS if name != "migrate")


def test_first_start_of_postgres_makes_both_roles() -> None:
    """With the passwords that stand in the addresses."""
    made = (ROOT / "deploy" / "roles.sql").read_text(encoding="utf-8")
    assert "./deploy/roles.sql:/docker-entrypoint-initdb.d/10-roles.sql:ro" in SERVICES["postgres"]["volumes"]
    for name, role, secret in (
        ("migrate", "owner", "POSTGRES_OWNER_PASSWORD"),
        ("web", "app", "POSTGRES_APP_PASSWORD"),
    ):
        assert f"${{{secret}:" in SERVICES[name]["environment"]["DATABASE_URL"]
        assert secret in SERVICES["postgres"]["environment"]
        assert f"\\getenv {role}_password {secret}" in made and f"'smarketing_{role}'" in made


def test_only_nginx_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_redis_writes_an_append_only_file_and_forgets_nothing() -> None:
    assert "--appendonly yes --maxmemory-policy noeviction" in SERVICES["redis"]["command"][-1]


@pytest.mark.parametrize("name", OURS)
def test_command_of_a_service_exists(name: str) -> None:
    program, *rest = SERVICES[name]["command"]
    if program == "python":
        assert rest[0] == "manage.py"
        assert rest[1] in get_commands()
    else:
        assert find_spec(program)
    modules = [part.removeprefix("python:") for part in rest if "smarketing." in part]
    assert all(find_spec(module) for module in modules)


@pytest.mark.parametrize("name", ["web", "worker", "beat", "relay"])
def test_compose_runs_what_make_run_runs(name: str) -> None:
    local = next(program for program in programs(settings.VAR_DIR) if program.name == name)
    ours = {part for part in SERVICES[name]["command"] if re.fullmatch(r"[a-z]+|python:.*|manage.py", part)}
    assert ours - {"python", "celery", "gunicorn"} <= set(local.command)


def test_dockerfile_ends_as_somebody_without_rights() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("USER ")] == ["USER smarketing"]
    assert lines.index("USER smarketing") > max(n for n, line in enumerate(lines) if line.startswith("RUN"))


def test_dockerfile_copies_only_what_exists_and_no_secret() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, flags=re.MULTILINE):
        assert all((ROOT / source).exists() for source in line.split())
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".env", ".git", "var", ".venv"} <= set(ignored)


def test_settings_of_the_compose_file_start_production(tmp_path: Path) -> None:
    """Every variable the file hands to `web`, filled in, is enough to start."""
    values = {name: value or token_urlsafe(50) for name, value in example().items()}
    values["EMAIL_URL"] = "submission://user:password@mail.example.com:587"
    values["SECURITY_CONTACT"] = "sicherheit@example.com,https://example.com/melden"
    values["SECURITY_POLICY_URL"] = "https://example.com/regeln"
    values["OIDC_ISSUER"] = "https://login.example.com"
    values["OIDC_ROLES"] = "IT=admin,Vertrieb=sales_rep"
    values["OIDC_CREATE_PEOPLE"] = values["OIDC_TRUST_EMAIL"] = values["OIDC_ONLY"] = "1"
    values["OIDC_ALSO_AT"] = "https://adfs.example.com"
    given = {
        key: VARIABLE.sub(lambda found: values[found["name"]], str(value))
        for key, value in SERVICES["web"]["environment"].items()
    }
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **given}
    command = [sys.executable, "-c", "import django; django.setup()"]
    found = subprocess.run(
        command,
        cwd=ROOT,
        env={**environment, "DJANGO_SETTINGS_MODULE": "smarketing.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr


def test_folder_of_every_volume_of_ours_is_made_for_its_user() -> None:
    """A volume takes its owner from the folder in the image; one that is not there belongs to root."""
    made = re.search(r"mkdir -p (.+?) \\\n\s+&& chown smarketing (.+)", (ROOT / "Dockerfile").read_text())
    assert made is not None
    assert made[1].split() == made[2].split()
    mounted = {volume.split(":")[1] for name in OURS for volume in SERVICES[name].get("volumes", [])}
    assert mounted <= set(made[1].split())


def test_image_has_room_for_everything_that_is_written() -> None:
    """The file system is read-only: what the settings write to is a volume or in memory."""
    assert all(SERVICES[name]["read_only"] for name in OURS)
    places = {Path(settings.MEDIA_ROOT), Path(settings.IMPORT_DIR)}
    wanted = {f"/var/lib/smarketing/{path.relative_to(settings.VAR_DIR)}" for path in places}
    for name in ("web", "worker"):
        assert wanted <= {volume.split(":")[1] for volume in SERVICES[name]["volumes"]}


def test_database_of_compose_is_as_silent_as_the_embedded_one() -> None:
    said = dict(one.removeprefix("-c").split("=") for one in SERVICES["postgres"]["command"][1:])
    assert {name: said.get(name) for name in SILENT} == SILENT


def test_nginx_logs_neither_address_nor_path_nor_query() -> None:
    text = (ROOT / "deploy" / "nginx.conf.template").read_text(encoding="utf-8")
    (form,) = re.findall(r"log_format people_free '([^']*)'", text)
    assert set(re.findall(r"\$\w+", form)) == {
        "$time_iso8601",
        "$request_method",
        "$status",
        "$body_bytes_sent",
        "$request_time",
        "$request_id",
    }
    assert "access_log /dev/stdout people_free;" in text and "error_log /dev/stderr crit;" in text
