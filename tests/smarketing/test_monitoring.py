"""deploy/monitoring: what it asks for is what the product says, and each alert tells what to do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from celery import shared_task
from django.conf import settings
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from outbox.exporter import HeartbeatCollector, render
from outbox.heartbeats import sign_of, write_sign
from outbox.relay import HANDED_OUT
from smarketing.health.metrics import render_metrics

ROOT: Path = settings.BASE_DIR
MONITORING = ROOT / "deploy" / "monitoring"
RULES: dict[str, Any] = yaml.safe_load((MONITORING / "prometheus" / "alerts.yml").read_text())
PROMETHEUS: dict[str, Any] = yaml.safe_load((MONITORING / "prometheus" / "prometheus.yml").read_text())
BOARD: dict[str, Any] = json.loads((MONITORING / "grafana" / "dashboards" / "smarketing.json").read_text())
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
ALERTS: list[dict[str, Any]] = [rule for group in RULES["groups"] for rule in group["rules"]]
PAGE = (ROOT / "docs" / "operations.md").read_text()
# What Prometheus itself adds to all it reads.
ITS_OWN = {"job", "instance", "alertname", "alertstate", "severity"}

Said = dict[str, set[str]]


def queries() -> Iterator[str]:
    """Everything that alerts and dashboard ask for."""
    yield from (rule["expr"] for rule in ALERTS)
    for panel in BOARD["panels"]:
        yield from (target["expr"] for target in panel.get("targets", []))


@shared_task(name="tests.watched")
def watched() -> None:
    """Work that is counted."""


@pytest.fixture
def said(client: Client, settings: Settings, tmp_path: Path, db: None) -> Said:
    """What the product exports once it has answered a request and done a task: names with their labels."""
    settings.HEARTBEAT_DIR, settings.BACKUP_MAX_AGE_HOURS = tmp_path, 30
    write_sign(sign_of(tmp_path, "worker", 1), time.monotonic())
    client.get("/health/live")
    watched.apply()
    HANDED_OUT.inc(0)
    text = (render_metrics() + render(HeartbeatCollector())).decode()
    found: Said = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def unknown_in(query: str, said: Said) -> set[str]:
    """The metrics of a query that nobody exports, and the labels that none of them has."""
    chosen = re.findall(r"\b(smarketing_\w+)(?:\{([^}]*)\})?", query)
    labels = {(name, label) for name, text in chosen for label in re.findall(r"(\w+) *[=!]", text)}
    grouped = {label for text in re.findall(r"\bby \(([^)]*)\)", query) for label in re.findall(r"\w+", text)}
    return (
        {name for name, _text in chosen if name not in said}
        | {f"{name}{{{label}}}" for name, label in labels if label not in said.get(name, ())}
        | (grouped - ITS_OWN.union(*said.values()))
    )


def test_everything_asked_for_is_exported(said: Said) -> None:
    assert {query: unknown for query in queries() if (unknown := unknown_in(query, said))} == {}


@pytest.mark.parametrize(
    ("query", "unknown"),
    [
        ('max(smarketing_processes{state="silent"})', set()),
        ("max(smarketing_outbox_backlog)", {"smarketing_outbox_backlog"}),
        ('smarketing_processes{mood!="silent"}', {"smarketing_processes{mood}"}),
        ("max by (kind, mood) (smarketing_processes)", {"mood"}),
    ],
    ids=["known", "a metric renamed", "a label renamed", "a label to group by renamed"],
)
def test_what_was_renamed_is_found(said: Said, query: str, unknown: set[str]) -> None:
    assert unknown_in(query, said) == unknown


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_alert_says_what_it_is_and_what_to_do(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert set(alert["annotations"]) == {"summary", "description", "runbook_url"}
    page, anchor = alert["annotations"]["runbook_url"].split("#")
    headings = re.findall(r"(?m)^#+ (.*)$", (ROOT / page).read_text())
    assert anchor in {re.sub(r"[^a-z0-9 -]", "", one.lower()).replace(" ", "-") for one in headings}
    assert re.search(rf"(?m)^\|[^|]*`{alert['alert']}`[^|]*\| ", PAGE), "what to do at length"


def test_every_process_that_counts_is_read_by_the_addresses_of_its_service() -> None:
    read = {
        job["job_name"]: (job["dns_sd_configs"][0]["names"], job["dns_sd_configs"][0]["port"])
        for job in PROMETHEUS["scrape_configs"]
    }
    port = SERVICES["worker"]["environment"]["METRICS_PORT"]
    assert read == {"web": (["web"], 8000), **{name: ([name], port) for name in ("worker", "beat", "relay")}}
    assert all("inside" in SERVICES[name]["networks"] for name in [*read, "prometheus"])


def test_processes_of_a_container_count_together_in_memory() -> None:
    for name in ("web", "worker"):
        folder = SERVICES[name]["environment"]["PROMETHEUS_MULTIPROC_DIR"]
        assert any(one.startswith(f"{folder}:") for one in SERVICES[name]["tmpfs"])


def test_prometheus_reads_the_token_from_a_file_that_only_it_can_read(tmp_path: Path) -> None:
    script = SERVICES["prometheus"]["command"][0].replace("$$", "$")
    (path,) = {job["authorization"]["credentials_file"] for job in PROMETHEUS["scrape_configs"]}
    script = re.sub(r"\$\{\w+:-(\w+)\}", r"\1", script).replace(path, str(tmp_path / "token"))
    run_shell(script.replace("exec prometheus", "exec true"), METRICS_TOKEN="a b$c")
    assert (tmp_path / "token").read_text() == "a b$c"
    assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600


def test_grafana_does_not_start_without_a_password() -> None:
    script = SERVICES["grafana"]["command"][0].replace("$$", "$").replace("exec /run.sh", "exec true")
    assert run_shell(script, GF_SECURITY_ADMIN_PASSWORD="s3cret") == ""
    assert "GRAFANA_PASSWORD is empty" in run_shell(script, GF_SECURITY_ADMIN_PASSWORD="")


def run_shell(script: str, **environment: str) -> str:
    """Run lines as a container does; return what they complain of."""
    command = ["sh", "-e", "-c", script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stderr


def test_dashboard_asks_the_source_that_is_provided() -> None:
    sources = yaml.safe_load((MONITORING / "grafana" / "datasources" / "prometheus.yml").read_text())
    (source,) = sources["datasources"]
    asked = {panel["datasource"]["uid"] for panel in BOARD["panels"] if "datasource" in panel}
    assert asked == {source["uid"]}
    assert urlsplit(source["url"]).netloc == "prometheus:9090"


def test_panels_do_not_lie_on_each_other_and_have_numbers_of_their_own() -> None:
    taken = [
        (x, y)
        for panel in BOARD["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _y in taken) < 24
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])


@pytest.mark.skipif(not shutil.which("promtool"), reason="no promtool here; `make rehearse` has one")
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "config", "--syntax-only", "deploy/monitoring/prometheus/prometheus.yml"],
        ["check", "rules", "deploy/monitoring/prometheus/alerts.yml"],
        ["test", "rules", "tests/smarketing/alerts.yml"],
    ],
    ids=" ".join,
)
def test_promtool_finds_nothing(arguments: list[str]) -> None:
    found = subprocess.run(["promtool", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
