"""REDIS_URL: one address for Celery and for the health check; what we do not do is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection

from smarketing.broker import read_broker
from smarketing.celery import app

SENTINELS = "sentinel://robin:p%40ss@a.example:1;b.example;[::1]:3/2?master_name=portal"


def connection(address: str) -> Connection:
    """As Celery makes it of the address."""
    broker = read_broker(address)
    return Connection(broker.url, ssl=broker.tls or False, transport_options={**broker.transport_options})


def options(address: str) -> dict[str, Any]:
    """What a client says at each connection it opens."""
    return dict(read_broker(address).open(seconds=0.5).connection_pool.connection_kwargs)


def test_parts_reach_celery_and_client_alike() -> None:
    address = "redis://robin:p%2Fss@redis.example:6380/5"
    to_redis, by_celery = options(address), connection(address)
    assert (to_redis["host"], to_redis["port"], to_redis["db"]) == ("redis.example", 6380, 5)
    assert (to_redis["username"], to_redis["password"]) == ("robin", "p/ss")
    assert (by_celery.hostname, by_celery.port, by_celery.virtual_host) == ("redis.example", 6380, "5")
    assert (by_celery.userid, by_celery.password) == ("robin", "p/ss")


def test_embedded_server_is_reached_by_its_socket() -> None:
    address = "redis+socket:///run/v.sock?virtual_host=3"
    assert read_broker(address).url == address
    assert (options(address)["path"], options(address)["db"]) == ("/run/v.sock", 3)


def test_tls_looks_at_authority_and_name_unless_told_otherwise() -> None:
    assert read_broker("rediss://redis").tls == {"ssl_cert_reqs": "required", "ssl_check_hostname": True}
    assert connection("rediss://redis").ssl == read_broker("rediss://redis").tls
    said = "rediss://redis?ssl_ca_certs=/ca&ssl_certfile=/c&ssl_keyfile=/k&ssl_check_hostname=false"
    assert read_broker(said).tls == {
        "ssl_ca_certs": "/ca",
        "ssl_certfile": "/c",
        "ssl_keyfile": "/k",
        "ssl_cert_reqs": "required",
        "ssl_check_hostname": False,
    }


def test_each_sentinel_is_told_to_celery_with_login_and_number() -> None:
    made = connection(SENTINELS)
    login = "robin:p%40ss@"
    assert made.alt == [
        f"sentinel://{login}a.example:1/2",
        f"sentinel://{login}b.example:26379/2",
        f"sentinel://{login}[::1]:3/2",
    ]
    assert (made.transport_options or {})["master_name"] == "portal"


def test_sentinels_have_a_login_of_their_own() -> None:
    broker = read_broker(f"{SENTINELS}&sentinel_username=watch&sentinel_password=g%26h")
    asked = broker.transport_options["sentinel_kwargs"]
    assert (asked["username"], asked["password"], asked["ssl"]) == ("watch", "g&h", False)
    assert broker.login == {"username": "robin", "password": "p@ss"}


def test_tls_is_spoken_with_sentinels_and_servers() -> None:
    broker = read_broker(SENTINELS.replace("sentinel:", "sentinels:") + "&ssl_ca_certs=/ca")
    asked = broker.transport_options["sentinel_kwargs"]
    assert (asked["ssl"], asked["ssl_ca_certs"], broker.tls["ssl_ca_certs"]) == (True, "/ca", "/ca")


@pytest.mark.parametrize("address", [SENTINELS, "redis://robin:p%40ss@redis/0"])
def test_no_secret_stands_in_what_celery_says_of_the_address(address: str) -> None:
    said = connection(f"{address}&sentinel_password=g%26h" if "?" in address else address).as_uri()
    assert "p%40ss" not in said and "g%26h" not in said


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("amqp://h", "begins with nothing we know"),
        ("redis://h:secret", "has a host or a port that is none"),
        ("redis://a;b", "names several hosts"),
        ("redis://h/leads", "has no number of a database"),
        ("redis://h?ssl_ca_certs=/ca", "has 'ssl_ca_certs' behind its"),
        ("rediss://h?ssl_ca_cert=/ca", "has 'ssl_ca_cert' behind its"),
        ("rediss://h?ssl_cert_reqs=CERT_NONE", "has 'CERT_NONE' as ssl_cert_reqs"),
        ("redis://h?master_name=portal", "has 'master_name' behind its"),
        ("sentinel://a;b/0", "names no master_name"),
    ],
)
def test_what_we_do_not_do_is_refused(address: str, fault: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"REDIS_URL {fault}") as raised:
        read_broker(address)
    assert "secret" not in str(raised.value)


def test_celery_has_what_the_address_of_this_run_says(settings: Any) -> None:
    assert app.conf.broker_url == read_broker(settings.REDIS_URL).url
