"""The profile `monitoring`: who is read, and an alert that comes and goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final

from tests.rehearsal.documents import shell_block
from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Stack, wait_for

HEADING: Final = "Prometheus and Grafana"
SETTINGS: Final = "deploy/monitoring/prometheus/prometheus.yml"
READ: Final = {"web": "2", "worker": "3", "beat": "1", "relay": "1"}
WATCHING: Final = ("prometheus", "grafana")
# Two rounds of reading and judging, on a busy machine.
wait: Final = partial(wait_for, seconds=180)
IMPORTS: Final = "from outbox.models import OutboxMessage; from django.utils import timezone; "
PARK: Final = (
    IMPORTS + "OutboxMessage.objects.create(topic='rehearsed', payload={}, parked_at=timezone.now())"
)
FORGET: Final = IMPORTS + "OutboxMessage.objects.filter(topic='rehearsed').delete()"


def rehearse(stack: Stack, report: Report) -> None:
    if why := find_missing_image(stack, "prometheus"):
        report.note(f"Prometheus and Grafana were left out: {why}")
        return
    with watched(stack):
        with report.check("Prometheus and Grafana by the lines of the document") as check:
            check.add(", ".join(start(stack, report)))
        with report.check("each container of web, worker, beat and relay is read, however many") as check:
            run_in_web(stack, PARK)  # what the alert below is to be about: it takes its time
            scale(stack, web=2, worker=3)
            check.add(", ".join(f"{number} {job}" for job, number in READ.items()))
            wait(lambda: find_read(stack) == READ, otherwise=lambda: str(find_read(stack)))
        with report.check("an alert fires and is over"):
            wait(lambda: fires(stack, "WorkGivenUp"), otherwise=lambda: "It did not fire.")
            run_in_web(stack, FORGET)
            wait(lambda: not fires(stack, "WorkGivenUp"), otherwise=lambda: "It still fires.")


def find_missing_image(stack: Stack, service: str) -> str:
    """Say why the image of a service cannot be had; empty where it is here or was fetched."""
    described: dict[str, Any] = json.loads(stack.compose("--profile", "*", "config", "--format", "json"))
    image = described["services"][service]["image"]
    with suppress(Fault):
        stack.inspect(image, "{{.Id}}")
        return ""
    try:
        stack.docker("pull", "--quiet", image)
    except Fault as fault:
        return str(fault).strip().splitlines()[-1]
    return ""


@contextmanager
def watched(stack: Stack) -> Iterator[None]:
    """Take both away afterwards, so that no later step waits for them."""
    profiles = stack.place.read_environment()["COMPOSE_PROFILES"]
    try:
        yield
    finally:
        stack.compose("--profile", "*", "rm", "--stop", "--force", *WATCHING)
        stack.place.set({"COMPOSE_PROFILES": profiles})
        scale(stack, web=1, worker=1)
        stack.wait_until_settled()


def start(stack: Stack, report: Report) -> list[str]:
    """Do what the document says, without Grafana where its image cannot be had; return what runs."""
    settings = stack.folder / SETTINGS
    settings.write_text(settings.read_text().replace("15s", "5s"))  # sooner than in life
    change, up = shell_block(stack.page(), HEADING, "monitoring").splitlines()
    stack.type(change)
    why = find_missing_image(stack, "grafana")
    if why:
        report.note(f"Grafana was left out: {why}")
    stack.type(f"{up} prometheus" if why else up)
    stack.wait_until_settled()
    return [service for service in stack.services() if service in WATCHING]


def scale(stack: Stack, *, web: int, worker: int) -> None:
    numbers = ("--scale", f"web={web}", "--scale", f"worker={worker}")
    stack.compose("up", "--detach", "--no-recreate", *numbers, "web", "worker")


def find_read(stack: Stack) -> dict[str, str]:
    """How many of each job answered Prometheus when it last asked."""
    return {one["metric"]["job"]: one["value"][1] for one in ask(stack, "count by (job) (up == 1)")}


def fires(stack: Stack, alert: str) -> bool:
    return bool(ask(stack, f'ALERTS{{alertname="{alert}", alertstate="firing"}}'))


def ask(stack: Stack, query: str) -> list[dict[str, Any]]:
    promtool = ("promtool", "query", "--format", "json", "instant", "http://127.0.0.1:9090", query)
    found: list[dict[str, Any]] = json.loads(stack.compose("exec", "-T", "prometheus", *promtool))
    return found


def run_in_web(stack: Stack, code: str) -> None:
    stack.compose("exec", "-T", "web", "python", "manage.py", "shell", "--command", code)
