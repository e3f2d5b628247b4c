"""What worker, beat and relay count of themselves, for Prometheus: on a port of their own, none by default.

The web process says the same at /metrics beside its pages (smarketing/health); locally all of them share
PROMETHEUS_MULTIPROC_DIR, and that one page has everything.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import structlog
from django.conf import settings
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import REGISTRY, Collector

from outbox.heartbeats import read_sign, sign_of, signed

logger = structlog.get_logger(__name__)
KINDS: Final = ("worker", "child", "beat", "relay")


class HeartbeatCollector(Collector):
    """For how long the processes of this machine, or of this container, have shown no progress."""

    def collect(self) -> Iterator[Metric]:
        """Yield the longest silence of each kind that there is here."""
        gauge = GaugeMetricFamily(
            "smarketing_heartbeat_age_seconds", "Since the slowest process here last got on.", labels=["kind"]
        )
        for kind in KINDS:
            signs = [
                sign_of(settings.HEARTBEAT_DIR, kind, pid) for pid in signed(settings.HEARTBEAT_DIR, kind)
            ]
            last = [moment for sign in signs if (moment := read_sign(sign)) is not None]
            if last:
                gauge.add_metric([kind], max(0.0, time.monotonic() - min(last)))
        yield gauge


class Exporter(ThreadingHTTPServer):
    """Answers /metrics in threads of its own, beside whatever the process does."""

    daemon_threads = True
    request_queue_size = 16

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hung up before the end of an answer is nobody's trouble."""

    def close_in_child(self) -> None:
        """A child of a pool must not keep the port open after its parent."""
        self.socket.close()


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self) -> None:
        if self.path != "/metrics" or not is_allowed(self.headers.get("Authorization", "")):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = render_counted() + render(HeartbeatCollector())
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", CONTENT_TYPE_LATEST)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """A line for each scrape would tell nobody anything."""


def carries_token(authorization: str) -> bool:
    """Whether this header carries METRICS_TOKEN."""
    return constant_time_compare(authorization, f"Bearer {settings.METRICS_TOKEN}")


def is_allowed(authorization: str) -> bool:
    """Without a token the port itself is the guard."""
    return not settings.METRICS_TOKEN or carries_token(authorization)


def serve_metrics() -> Exporter | None:
    """Answer on METRICS_PORT from a thread. A port that is taken is said, and hinders no work."""
    if not settings.METRICS_PORT:
        return None
    host = "0.0.0.0" if settings.METRICS_TOKEN else "127.0.0.1"
    try:
        exporter = Exporter((host, settings.METRICS_PORT), Handler)
    except OSError as error:
        logger.warning("metrics_port_is_taken", port=settings.METRICS_PORT, error=type(error).__name__)
        return None
    os.register_at_fork(after_in_child=exporter.close_in_child)
    threading.Thread(target=exporter.serve_forever, daemon=True, name="metrics").start()
    return exporter


def render_counted() -> bytes:
    """Return what was counted: by all processes that share PROMETHEUS_MULTIPROC_DIR, else by this one."""
    counted: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)  # type: ignore[no-untyped-call]  # untyped in the package
    return generate_latest(counted)


def render(collector: Collector) -> bytes:
    """Return what is measured when asked."""
    registry = CollectorRegistry()
    registry.register(collector)
    return generate_latest(registry)
