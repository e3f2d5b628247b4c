"""docker-compose.yml and Dockerfile, as far as they can be seen without an engine (docs/run-compose.md)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
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
# The innermost first: a default may hold another variable.
VARIABLE = re.compile(r"(?<!\$)\$\{(?P<name>[A-Z_]+)(?P<rest>[^${}]*)\}")
BUNDLED = ["postgres", "redis"]
WATCHING = ["prometheus", "grafana"]


def example() -> dict[str, str]:
    """The variables of .env.example with their values."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def variables(text: str) -> list[tuple[str, str]]:
    """Each variable of a text with what stands behind its name, those within the default of another too."""
    found = []
    while VARIABLE.search(text):
        found += [(one["name"], one["rest"]) for one in VARIABLE.finditer(text)]
        text = VARIABLE.sub("…", text)
    return found


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """The text as compose makes it of these values."""
    while VARIABLE.search(text):
        text = VARIABLE.sub(lambda found: _value(found["name"], found["rest"], values), text)
    return text


def _value(name: str, rest: str, values: Mapping[str, str]) -> str:
    value = values.get(name, "")
    if rest.startswith(":+"):
        return rest.removeprefix(":+") if value else ""
    return value or ("needed" if rest.startswith(":?") else rest.removeprefix(":-"))


def test_compose_file_follows_the_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    found = subprocess.run(
        [*command, "docker-compose.yml"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


def test_compose_has_these_services() -> None:
    assert sorted(SERVICES) == sorted([*OURS, *BUNDLED, "nginx", "caddy", "backup", *WATCHING])


def test_one_service_builds_the_image_of_all() -> None:
    assert [name for name in SERVICES if "build" in SERVICES[name]] == ["web", "backup"]
    assert {SERVICES[name]["image"] for name in OURS} == {"smarketing:${RELEASE:-local}"}


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
    assert sign.startswith(f"{service['tmpfs'][0].split(':')[0]}/"), "a place that is new in each container"
    assert service["restart"] == "unless-stopped"
    assert service["init"] is True


@pytest.mark.parametrize("name", SERVICES)
def test_service_names_volumes_and_networks_that_are_defined(name: str) -> None:
    volumes = [filled_in(volume, {}).split(":")[0] for volume in SERVICES[name].get("volumes", [])]
    named = {volume for volume in volumes if not volume.startswith((".", "/"))}
    assert named <= set(COMPOSE["volumes"])
    missing = {volume for volume in volumes if volume.startswith(".") and not (ROOT / volume).exists()}
    assert missing <= {"./backups"}, "which the engine makes"
    assert set(SERVICES[name].get("networks", [])) <= set(COMPOSE["networks"])


def test_every_variable_is_in_the_example_and_no_other() -> None:
    assert {name for name, _rest in variables(TEXT)} == set(example()) - {"COMPOSE_PROFILES"}


# Empty is none: no directory to sign in with, no former key, no Grafana, no bucket.
OPTIONAL_SECRETS = frozenset(
    {"OIDC_CLIENT_SECRET", "SECRET_KEY_FALLBACKS", "GRAFANA_PASSWORD", "AWS_SECRET_ACCESS_KEY"}
)


def test_no_secret_has_a_default() -> None:
    for name, rest in variables(TEXT):
        if re.search("SECRET|PASSWORD|TOKEN|EMAIL_URL", name):
            can_be_none = name in OPTIONAL_SECRETS and rest == ":-"
            assert rest.startswith(":?") or can_be_none, name
            assert example()[name] == ""


def environment_of(name: str, **values: str) -> dict[str, str]:
    """What a service finds in its environment."""
    return {key: filled_in(str(value), values) for key, value in SERVICES[name]["environment"].items()}


def role_of(name: str) -> str | None:
    return urlsplit(environment_of(name)["DATABASE_URL"]).username


def test_owner_migrates_and_everything_else_is_the_lesser_role() -> None:
    assert {name: role_of(name) for name in OURS} == {
        "migrate": "smarketing_owner",
        **dict.fromkeys(["web", "worker", "beat", "relay"], "smarketing_app"),
    }
    assert environment_of("migrate")["DATABASE_APP_ROLE"] == "smarketing_app"
    assert not any("DATABASE_APP_ROLE" in SERVICES[name]["environment"] for name in OURS if name != "migrate")


def test_servers_of_ones_own_take_the_place_of_the_bundled_ones() -> None:
    own = {"DATABASE_URL": "postgres://app@db.example.com/x", "REDIS_URL": "rediss://redis.example.com"}
    for name in OURS:
        assert environment_of(name, **own).items() >= own.items()
        waited_for = SERVICES[name]["depends_on"]
        assert not any(waited_for[bundled]["required"] for bundled in BUNDLED if bundled in waited_for)
    owner = environment_of("migrate", **own, DATABASE_OWNER_URL="postgres://owner@db.example.com/x")
    assert owner["DATABASE_URL"] == "postgres://owner@db.example.com/x"
    assert [SERVICES[name]["profiles"] for name in BUNDLED] == [["postgres"], ["redis"]]
    assert example()["COMPOSE_PROFILES"] == "postgres,redis"


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


def test_ports_are_published_on_the_loopback_only() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert {name: [filled_in(port, {}) for port in ports] for name, ports in published.items()} == {
        "nginx": ["127.0.0.1:8080:8080"],
        "prometheus": ["127.0.0.1:9090:9090"],
        "grafana": ["127.0.0.1:3000:3000"],
    }
    assert [SERVICES[name]["profiles"] for name in WATCHING] == [["monitoring"], ["monitoring"]]
    (port,) = published["nginx"]
    assert filled_in(port, {"HTTP_BIND": "10.0.0.1", "HTTP_PORT": "80"}) == "10.0.0.1:80:8080"
    assert [name for name, service in SERVICES.items() if "network_mode" in service] == ["caddy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_nobody_is_believed_who_calls_once_the_port_is_open() -> None:
    def believed(**values: str) -> str:
        return environment_of("nginx", **values)["TRUSTED_PROXIES"]

    assert believed() == "0.0.0.0/0"  # the loopback: whoever reaches it is this machine
    assert believed(HTTP_BIND="0.0.0.0") == "0.0.0.0/30"  # addresses nobody has
    assert believed(HTTP_BIND="0.0.0.0", TRUSTED_PROXIES="10.1.2.3") == "10.1.2.3"


def test_redis_is_nobody_with_rights_and_its_password_stands_on_no_command_line() -> None:
    service = SERVICES["redis"]
    assert (service["user"], service["cap_drop"], service["read_only"]) == ("redis", ["ALL"], True)
    assert "REDIS_PASSWORD" not in service["command"][-1].split("<<")[0]


@pytest.mark.parametrize("name", SERVICES)
def test_service_has_limits_of_memory_and_log(name: str) -> None:
    assert filled_in(SERVICES[name]["mem_limit"], {}).endswith(("m", "g"))
    options = SERVICES[name]["logging"]["options"]
    assert [filled_in(options[key], {}) for key in ("max-size", "max-file")] == ["10m", "5"]


@pytest.mark.parametrize("name", OURS)
def test_folder_in_memory_is_for_everybody_and_of_a_size(name: str) -> None:
    """Podman takes no owner for one; without a mode it would be root's after a restart."""
    for place in SERVICES[name]["tmpfs"]:
        assert re.fullmatch(r"/[a-z/]+:mode=1777,size=\d+m", filled_in(place, {}))


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


def test_nothing_gets_into_the_image_but_what_is_named() -> None:
    """A dump or an .env that somebody left here stays here."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if not line.startswith("#")]
    named = [line.removeprefix("!") for line in said if line.startswith("!")]
    assert said[0] == "*"
    assert [one for one in named if not (ROOT / one).exists()] == []
    assert not {one.split("/")[0] for one in named} & {"tests", "bench", "demo", "docs", "deploy", "var"}
    ours = [app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()]
    assert set(ours) - {"demo", "run"} <= set(named)


def test_settings_of_the_compose_file_start_production(tmp_path: Path) -> None:
    """Every variable the file hands to `web`, filled in, is enough to start."""
    secret = re.compile("SECRET_KEY|OIDC_CLIENT_SECRET|.*PASSWORD|METRICS_TOKEN")
    values = {name: token_urlsafe(50) if secret.fullmatch(name) else said for name, said in example().items()}
    values["OIDC_CLIENT_ID"] = "smarketing"
    values["EMAIL_URL"] = "submission://user:password@mail.example.com:587"
    values["SECURITY_CONTACT"] = "sicherheit@example.com,https://example.com/melden"
    values["SECURITY_POLICY_URL"] = "https://example.com/regeln"
    values["OIDC_ISSUER"] = "https://login.example.com"
    values["OIDC_ROLES"] = "IT=admin,Vertrieb=sales_rep"
    values["OIDC_CREATE_PEOPLE"] = values["OIDC_TRUST_EMAIL"] = values["OIDC_ONLY"] = "1"
    values["OIDC_ALSO_AT"] = "https://adfs.example.com"
    given = environment_of("web", **values)
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
    volumes = [volume.split(":") for name in OURS for volume in SERVICES[name]["volumes"]]
    assert {parts[1] for parts in volumes if parts[0] in COMPOSE["volumes"]} <= set(made[1].split())


def test_image_has_room_for_everything_that_is_written() -> None:
    """The file system is read-only: what the settings write to is a volume or in memory."""
    assert all(SERVICES[name]["read_only"] for name in OURS)
    wanted = f"/var/lib/smarketing/{settings.IMPORT_DIR.relative_to(settings.VAR_DIR)}"
    for name in ("web", "worker"):
        assert wanted in {volume.split(":")[1] for volume in SERVICES[name]["volumes"]}


def test_back_ups_are_taken_by_whom_can_read_every_table() -> None:
    own = {"DATABASE_URL": "postgres://app@db.example.com/x"}
    for given in ({}, own, {**own, "DATABASE_OWNER_URL": "postgres://owner@db.example.com/x"}):
        migrates = environment_of("migrate", **given)["DATABASE_URL"]
        assert environment_of("backup", **given)["DATABASE_URL"] == migrates


def test_back_ups_get_into_no_image_and_no_repository() -> None:
    (folder,) = {
        volume.split(":")[0]
        for volume in (filled_in(one, {}) for one in SERVICES["backup"]["volumes"])
        if volume.endswith(":/backups")
    }
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"{folder.removeprefix('.')}/" in ignored
    assert "/backup-key.txt" in ignored


def test_image_of_the_back_ups_holds_all_their_programs_and_the_tools_of_the_same_server() -> None:
    folder = ROOT / "deploy" / "backup"
    text = (folder / "Dockerfile").read_text(encoding="utf-8")
    (copied,) = re.findall(r"^COPY (.+) /opt/backup/$", text, re.MULTILINE)
    named = [line.removeprefix("!") for line in (folder / ".dockerignore").read_text("utf-8").splitlines()]
    there = {path.name for path in folder.iterdir()} - {"Dockerfile", ".dockerignore"}
    assert set(copied.split()) == there == set(named) - {"*"}
    assert f"FROM {SERVICES['postgres']['image']}\n" in text


def test_postgres_with_an_archive_is_the_same_postgres_otherwise() -> None:
    overlay = yaml.safe_load((ROOT / "deploy" / "pitr.yml").read_text(encoding="utf-8"))["services"]
    command, common = overlay["postgres"]["command"], SERVICES["postgres"]["command"]
    assert command[: len(common)] == common
    assert [one.split("=")[0] for one in command[len(common) :]] == [
        "-carchive_mode",
        "-carchive_timeout",
        "-carchive_command",
    ]
    assert overlay["backup"]["environment"]["WAL_SPOOL"] in command[-1]


def test_database_of_compose_is_as_silent_as_the_embedded_one() -> None:
    said = dict(one.removeprefix("-c").split("=") for one in SERVICES["postgres"]["command"][1:])
    assert {name: said.get(name) for name in SILENT} == SILENT


def test_nginx_logs_neither_address_nor_path_nor_query() -> None:
    text = (ROOT / "deploy" / "nginx" / "default.conf.template").read_text(encoding="utf-8")
    (form,) = re.findall(r"log_format people_free '([^']*)'", text)
    assert set(re.findall(r"\$\w+", form)) == {
        "$time_iso8601",
        "$request_method",
        "$status",
        "$body_bytes_sent",
        "$request_time",
        "$request_id",
    }
    # In each server: outside of them the image's own log would be written too.
    servers = text.split("\nserver {")[1:]
    assert [server.count("access_log /dev/stdout people_free;") for server in servers] == [1] * len(servers)
    assert text.count("access_log") == len(servers) == 2
    assert "error_log /dev/stderr crit;" in text
