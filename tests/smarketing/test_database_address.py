"""DATABASE_URL: what libpq knows reaches the connection, and all else is refused by its name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from smarketing.database.address import for_portal, read_address
from tests.smarketing.test_settings import PRODUCTION, start

ADDRESS = "postgres://portal:kd83hdk3@db.example:5433/smarketing"
# Without what says where, as whom and to which database, and what psycopg2 keeps for itself.
PARAMETERS = [
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "sslpassword", "sslcrl", "sslnegotiation", "sslsni"),
    *("ssl_min_protocol_version", "channel_binding", "require_auth", "gssencmode", "krbsrvname"),
    *("options", "application_name", "connect_timeout", "keepalives", "keepalives_idle", "tcp_user_timeout"),
    *("target_session_attrs", "load_balance_hosts", "passfile", "service", "client_encoding", "hostaddr"),
]


def read(query: str, **more: Any) -> dict[str, Any]:
    return read_address("DATABASE_URL", f"{ADDRESS}?{query}", **more)


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_of_libpq_reaches_the_connection(name: str) -> None:
    assert read(f"{name}=a%20b+c")["OPTIONS"] == {name: "a b+c"}


def test_parts_of_the_address_are_those_of_the_connection() -> None:
    found = read_address("DATABASE_URL", "postgresql://p%40x:%2F%23@[::1]:5433/leads")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("p@x", "/#", "::1")
    assert (found["PORT"], found["NAME"], found["OPTIONS"]) == ("5433", "leads", {})


def test_socket_keeps_its_capitals() -> None:
    assert read_address("DATABASE_URL", "postgres://p@%2Frun%2FPg/leads")["HOST"] == "/run/Pg"


def test_several_hosts_are_tried_one_after_the_other() -> None:
    address = "postgres://p@a.example:5432,b.example:5433/leads?target_session_attrs=read-write"
    found = read_address("DATABASE_URL", address)
    assert (found["HOST"], found["PORT"]) == ("a.example,b.example", "5432,5433")
    assert found["OPTIONS"] == {"target_session_attrs": "read-write"}


@pytest.mark.parametrize("name", ["sslmod", "currentSchema", "pool", "conn_max_age", "assume_role"])
def test_parameter_nobody_knows_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"DATABASE_URL has '{name}' behind its"):
        read(f"sslmode=require&{name}=x")


@pytest.mark.parametrize(
    "address",
    ["mysql://p:secret@h/x", "host=h password=secret", "postgres://p:secret%zz@h/x", "postgres://p:secret@h"],
)
def test_what_is_no_address_is_refused_without_its_secret(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as raised:
        read_address("DATABASE_URL", address)
    assert "secret" not in str(raised.value)


def test_what_stands_behind_the_question_mark_goes_before_ours() -> None:
    found = for_portal(read("connect_timeout=7&keepalives_idle=3"), is_pooled=False)["OPTIONS"]
    assert (found["connect_timeout"], found["keepalives_idle"], found["keepalives_count"]) == ("7", "3", 4)


def test_options_are_refused_where_a_pooler_would_swallow_them() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_POOLER"):
        read("options=-c%20lock_timeout%3D9", is_pooled=True)


def test_no_cursor_outlives_its_transaction_behind_a_pooler() -> None:
    assert for_portal(read("sslmode=require"), is_pooled=True)["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert for_portal(read("sslmode=require"), is_pooled=False)["DISABLE_SERVER_SIDE_CURSORS"] is False


ASK = """
import json, django; django.setup()
import smarketing.startup; smarketing.startup.require_schema = lambda: None
import smarketing.wsgi
from django.db import connections
asked = {alias: connections[alias].get_connection_params() for alias in connections}
print(json.dumps(asked, default=str))
"""


def ask(var_dir: Path, **environment: str) -> dict[str, Any]:
    """What a web process hands to psycopg2, of each of its databases."""
    named = {"DJANGO_SETTINGS_MODULE": "smarketing.settings", **PRODUCTION, **environment}
    done = start(["-c", ASK], var_dir=var_dir, **named)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_web_process_says_to_libpq_what_the_address_says(tmp_path: Path) -> None:
    asked = f"{PRODUCTION['DATABASE_URL']}?sslmode=verify-full&sslrootcert=/etc/ca.pem&options=-c%20jit%3Doff"
    found = ask(tmp_path, DATABASE_URL=asked)["default"]
    assert (found["sslmode"], found["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert found["options"].startswith("-c statement_timeout=4000") and found["options"].endswith(
        "-c jit=off"
    )


def test_a_web_process_behind_a_pooler_says_no_options(tmp_path: Path) -> None:
    found = ask(tmp_path, DATABASE_POOLER="transaction")["default"]
    assert "options" not in found
    assert found["application_name"] == "smarketing-web"
