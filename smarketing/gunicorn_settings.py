"""How gunicorn runs (`-c python:smarketing.gunicorn_settings`): threads, as requests wait for rows."""

from __future__ import annotations

import gc
import os
from typing import Any

from gunicorn.glogging import Logger
from prometheus_client import multiprocess

from smarketing.log_format import formatter_settings
from smarketing.stopping import take_last_arrivals

wsgi_app = "smarketing.wsgi:application"
bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "smarketing.lively_worker.LivelyWorker"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 8)
preload_app = True  # the workers share the memory of the loaded code; no connection is open before the fork
timeout = 30
graceful_timeout = (
    50  # for what is running, a long download too; `stop_grace_period` of compose is a little more
)
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None  # the structured log has every request, without who asked
errorlog = "-"
control_socket_disable = True  # nobody steers it, and a read-only disk has no place for one
loglevel = "warning"


class StructuredLogger(Logger):  # type: ignore[misc]  # untyped in the package
    """Gunicorn's own lines in the format of all others, so that an address it quotes is left out."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        settings = formatter_settings(as_json=os.environ.get("DEPLOYMENT") == "production")
        formatter = settings.pop("()")(**settings)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter)


logger_class = StructuredLogger


def when_ready(server: Any) -> None:
    """Before the first fork: what is loaded lives as long as the process, and nobody looks through it again.

    Otherwise one request in sixty waits 90 ms for it, and the workers copy the memory they share.
    gunicorn has no hook at the beginning of its end, so its `stop` is wrapped here.
    """
    take_last_arrivals(server)
    gc.collect()
    gc.freeze()


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the live gauges of a worker that has ended."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # untyped in the package
