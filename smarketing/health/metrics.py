"""What Prometheus reads: requests and tasks counted as they happen, the backlog measured when asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from outbox.exporter import render, render_counted
from outbox.services import measure_progress
from smarketing.health import backups, checks, disk

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REQUESTS = Counter("smarketing_requests", "Requests answered.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("smarketing_request_seconds", "Time to answer.", ["route"], buckets=SECONDS)
TASKS = Counter("smarketing_tasks", "Celery tasks ended.", ["task", "state"])
TASK_SECONDS = Histogram("smarketing_task_seconds", "Time of a Celery task.", ["task"], buckets=SECONDS)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestMetricsMiddleware:
    """Count each answer under its route's pattern, never under its path: a path holds ids."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else "(none)"
        method = request.method if request.method in METHODS else "(other)"
        REQUESTS.labels(method, route, response.status_code).inc()
        REQUEST_SECONDS.labels(route).observe(time.perf_counter() - started)
        return response


@task_prerun.connect
def start_clock(task: Any = None, **_: Any) -> None:
    """Remember when a task began."""
    task.request.started_at = time.perf_counter()


@task_postrun.connect
def count_task(task: Any = None, state: str | None = None, **_: Any) -> None:
    """Count a task that ended, and how long it took."""
    TASKS.labels(task.name, state or "UNKNOWN").inc()
    started = getattr(task.request, "started_at", None)
    if started is not None:
        TASK_SECONDS.labels(task.name).observe(time.perf_counter() - started)


class BacklogCollector(Collector):
    """Depth, lag and parked messages of the outbox, the lag of the counts and of what was put aside, now."""

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge per figure; of the disk only when the database is away, which `up` then shows."""
        yield _measure_disks()
        try:
            outbox, counts, put_aside = checks.check_outbox(), checks.check_counts(), checks.check_put_aside()
            processes = _count_processes()
            last_backup = backups.look()
        except DatabaseError:
            return
        yield GaugeMetricFamily("smarketing_outbox_depth", "Messages not done.", value=outbox["depth"])
        yield GaugeMetricFamily("smarketing_outbox_parked", "Messages given up.", value=outbox["parked"])
        yield GaugeMetricFamily(
            "smarketing_outbox_lag_seconds", "Age of the oldest due message.", value=outbox["lag_seconds"]
        )
        yield GaugeMetricFamily(
            "smarketing_counts_lag_seconds",
            "Age of the oldest uncounted change.",
            value=counts["lag_seconds"],
        )
        yield GaugeMetricFamily(
            "smarketing_put_aside_lag_seconds",
            "Age of the oldest enquiry that waits to be taken in.",
            value=put_aside["lag_seconds"],
        )
        yield processes
        yield from _measure_replica()
        if last_backup:
            yield from _measure_backups(last_backup)


def _measure_replica() -> Iterator[Metric]:
    """Nothing where there is none; of one that does not answer only that it is not read."""
    if not settings.DATABASE_REPLICA_URL:
        return
    found = checks.check_replica()
    yield GaugeMetricFamily(
        "smarketing_replica_read", "1 where figures may be read there.", value=found["ok"]
    )
    if "lag_seconds" in found:
        yield GaugeMetricFamily(
            "smarketing_replica_lag_seconds",
            "How far the copy is behind the primary.",
            value=found["lag_seconds"],
        )


def _count_processes() -> Metric:
    gauge = GaugeMetricFamily("smarketing_processes", "By whether they get on.", labels=["kind", "state"])
    for kind in checks.KINDS:
        found = measure_progress(kind)
        for state in ("getting_on", "silent"):
            gauge.add_metric([kind, state], found[state])
    return gauge


def _measure_backups(found: backups.Backups) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "smarketing_backup_age_seconds", "Age of the last good back-up.", value=found.age_seconds
    )
    yield GaugeMetricFamily(
        "smarketing_backup_in_trouble", "Whether one failed or is missing.", value=float(bool(found.problem))
    )


def _measure_disks() -> Metric:
    gauge = GaugeMetricFamily("smarketing_disk_used_ratio", "Used part of a disk.", labels=["disk"])
    for name, one in disk.watched().items():
        gauge.add_metric([name], one.used_percent / 100)
    return gauge


def render_metrics() -> bytes:
    """Return the exposition text: what was counted, and what is measured now."""
    return render_counted() + render(BacklogCollector())
