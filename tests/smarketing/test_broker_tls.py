"""rediss:// for real: broker, relay and health check speak TLS, and to nobody they do not know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import Celery

from outbox.models import OutboxMessage
from outbox.relay import Relay
from outbox.services import post
from smarketing.broker import read_broker
from smarketing.health.checks import check_broker
from tests.certificates import Authority
from tests.redis_servers import PASSWORD, Server, find_server_with_tls
from tests.waiting import find_free_port

PROGRAM = find_server_with_tls()
pytestmark = [
    pytest.mark.skipif(
        PROGRAM is None, reason="no Redis with TLS here: Debian's package redis-server has it"
    ),
    pytest.mark.xdist_group("servers"),
]


@pytest.fixture(scope="module")
def address(folder: Path, authority: Authority) -> Iterator[str]:
    """Of a server that speaks TLS only, with those that have a certificate of our authority."""
    assert PROGRAM is not None
    port, papers, ours = find_free_port(), authority.issue("server", "127.0.0.1"), authority.issue("portal")
    files = {"cert": papers.certificate, "key": papers.key, "ca-cert": authority.certificate}
    arguments = [part for name, file in files.items() for part in (f"--tls-{name}-file", str(file))]
    shown = {"ssl_certfile": str(ours.certificate), "ssl_keyfile": str(ours.key)}
    server = Server(
        PROGRAM,
        folder / "redis",
        *("--port", "0", "--tls-port", str(port), "--requirepass", PASSWORD, *arguments),
        port=port,
        password=PASSWORD,
        ssl=True,
        ssl_ca_certs=str(authority.certificate),
        **shown,
    )
    server.start()
    query = "&".join(f"{name}={file}" for name, file in shown.items())
    yield f"rediss://:{PASSWORD}@127.0.0.1:{port}/0?ssl_ca_certs={authority.certificate}&{query}"
    server.kill()


def check(address: str, settings: Any) -> dict[str, Any]:
    settings.REDIS_URL = address
    return check_broker()


def test_health_check_speaks_tls(address: str, settings: Any) -> None:
    assert check(address, settings) == {"ok": True}


@pytest.mark.django_db(transaction=True)
def test_relay_hands_out_over_tls(address: str) -> None:
    broker = read_broker(address)
    app = Celery("tests", broker=broker.url, set_as_current=False)
    app.conf.update(broker_use_ssl=broker.tls, task_publish_retry=False)
    from django.db import transaction

    with transaction.atomic():
        message = post(topic="tests.work", payload={"lead_id": 7})
    assert Relay(app=app).run_once() == 1
    assert OutboxMessage.objects.in_flight().get() == message
    with app.connection_for_read() as line, line.SimpleQueue("celery") as queue:
        assert queue.get(timeout=2).payload[0] == [message.pk]


def test_a_server_that_somebody_else_vouches_for_is_refused(
    address: str, settings: Any, tmp_path: Path, authority: Authority
) -> None:
    foreign = Authority(tmp_path, "foreign")
    asked = address.replace(str(authority.certificate), str(foreign.certificate))
    assert check(asked, settings) == {"ok": False, "why": "SSLCertVerificationError"}
    assert check(f"{asked}&ssl_cert_reqs=none", settings) == {"ok": True}


def test_a_server_of_another_name_is_refused(address: str, settings: Any) -> None:
    asked = address.replace("127.0.0.1", "localhost")
    assert check(asked, settings) == {"ok": False, "why": "SSLCertVerificationError"}
    assert check(f"{asked}&ssl_check_hostname=false", settings) == {"ok": True}


def test_without_certificate_password_or_tls_nobody_comes_in(address: str) -> None:
    bare = address.partition("&")[0]
    for asked in (bare, address.replace(PASSWORD, "x"), bare.partition("?")[0].replace("rediss", "redis")):
        with pytest.raises((redis.RedisError, OSError)):
            read_broker(asked).open(seconds=1).ping()
