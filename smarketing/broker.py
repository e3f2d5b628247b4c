"""How Redis is reached: one address for all that speaks to it, the broker of Celery and the health check.

The settings read this, so it imports nothing that needs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import redis
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

FORMS: Final = (
    "redis://user:password@host:port/0, rediss://… with TLS, redis+socket:///path, "
    "sentinel://user:password@host:port;host:port;…/0?master_name=…, or sentinels://… with TLS"
)
# How long a sentinel may take to say which server is the first one; then the next sentinel is asked.
SENTINEL_SECONDS: Final = 0.5

_TLS: Final = frozenset(
    {"ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_cert_reqs", "ssl_check_hostname"}
)
_SENTINEL: Final = frozenset({"master_name", "sentinel_username", "sentinel_password"})
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "redis": frozenset(),
    "rediss": _TLS,
    "redis+socket": frozenset({"virtual_host"}),
    "sentinel": _SENTINEL,
    "sentinels": _SENTINEL | _TLS,
}
_CHOICES: Final = {"ssl_cert_reqs": ("required", "none"), "ssl_check_hostname": ("true", "false")}
_PORTS: Final = {"sentinel": 26379, "sentinels": 26379}


@dataclass(frozen=True, kw_only=True, slots=True)
class Broker:
    """An address of Redis, understood. `hosts` are those of the sentinels where there is a `master_name`."""

    scheme: str
    hosts: tuple[tuple[str, int], ...]
    socket: str  # instead of hosts
    number: int  # of the database
    login: dict[str, str]
    tls: dict[str, Any]
    master_name: str
    sentinel_login: dict[str, str]

    @property
    def url(self) -> str:
        """As Celery takes it: nothing stands behind a `?`, since the library would not read all of it."""
        if self.socket:
            return f"redis+socket://{self.socket}?virtual_host={self.number}"
        scheme = "sentinel" if self.master_name else self.scheme
        user, password = (quote(self.login.get(name, ""), safe="") for name in ("username", "password"))
        who = f"{user}:{password}@" if self.login else ""
        return ";".join(f"{scheme}://{who}{_bracket(host)}:{port}/{self.number}" for host, port in self.hosts)

    @property
    def transport_options(self) -> dict[str, Any]:
        """What Celery's transport needs beside the address."""
        if not self.master_name:
            return {}
        return {"master_name": self.master_name, "sentinel_kwargs": self._to_sentinels(SENTINEL_SECONDS)}

    def open(self, *, seconds: float) -> redis.Redis[bytes]:
        """A client of the server that takes writes, each of whose calls takes no longer than this."""
        options: dict[str, Any] = {**_timeouts(seconds), **self.login, "db": self.number}
        if self.socket:
            return redis.Redis(unix_socket_path=self.socket, **options)
        options |= {**self.tls, "ssl": bool(self.tls)}
        if not self.master_name:
            ((host, port),) = self.hosts
            return redis.Redis(host=host, port=port, **options)
        manager = Sentinel(self.hosts, sentinel_kwargs=self._to_sentinels(seconds))
        found: redis.Redis[bytes] = manager.master_for(self.master_name, **options)
        return found

    def _to_sentinels(self, seconds: float) -> dict[str, Any]:
        return {**_timeouts(seconds), **self.sentinel_login, **self.tls, "ssl": bool(self.tls)}


def read_broker(address: str) -> Broker:
    """Understand REDIS_URL. Raises ImproperlyConfigured, which repeats no secret of it."""
    scheme, _, rest = address.partition("://")
    if scheme not in _KNOWN:
        raise _refusal("begins with nothing we know")
    rest, _, query = rest.partition("?")
    said = dict(parse_qsl(query, keep_blank_values=True))
    _check(scheme, said)
    place, _, path = rest.partition("/")
    who, _, hosts = place.rpartition("@")
    is_socket = scheme == "redis+socket"
    return Broker(
        scheme=scheme,
        hosts=() if is_socket else _hosts(scheme, hosts),
        socket=f"/{path}" if is_socket else "",
        number=_number(said.get("virtual_host", "") if is_socket else path),
        login=_login(*who.partition(":")[::2]),
        tls=_tls(said) if scheme in {"rediss", "sentinels"} else {},
        master_name=said.get("master_name", ""),
        sentinel_login=_login(said.get("sentinel_username", ""), said.get("sentinel_password", "")),
    )


def _check(scheme: str, said: Mapping[str, str]) -> None:
    for name, value in said.items():
        if name not in _KNOWN[scheme]:
            allowed = ", ".join(sorted(_KNOWN[scheme])) or "nothing"
            raise _refusal(f"has {name!r} behind its ?, where {scheme}:// allows {allowed}")
        if value not in _CHOICES.get(name, (value,)):
            raise _refusal(f"has {value!r} as {name}, which may be {' and '.join(_CHOICES[name])}")
    if scheme in _PORTS and not said.get("master_name"):
        raise _refusal("names no master_name, by which the sentinels know the servers")


def _hosts(scheme: str, places: str) -> tuple[tuple[str, int], ...]:
    if ";" in places and scheme not in _PORTS:
        raise _refusal("names several hosts, which only sentinels may be")
    usual_port = _PORTS.get(scheme, 6379)
    try:
        parts = [urlsplit(f"//{place}") for place in places.split(";")]
        return tuple((part.hostname or "127.0.0.1", part.port or usual_port) for part in parts)
    except ValueError:
        raise _refusal("has a host or a port that is none") from None


def _number(text: str) -> int:
    if text and not text.isdecimal():
        raise _refusal("has no number of a database behind its last /")
    return int(text or 0)


def _login(user: str, password: str) -> dict[str, str]:
    known = {"username": unquote(user), "password": unquote(password)}
    return {name: value for name, value in known.items() if value}


def _tls(said: Mapping[str, str]) -> dict[str, Any]:
    files = {name: said[name] for name in ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile") if said.get(name)}
    checks_names = said.get("ssl_check_hostname", "true") == "true"
    required = said.get("ssl_cert_reqs", "required")
    return {
        **files,
        "ssl_cert_reqs": required,
        "ssl_check_hostname": checks_names and required == "required",
    }


def _timeouts(seconds: float) -> dict[str, Any]:
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "retry": Retry(NoBackoff(), 0),
    }


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refusal(fault: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"REDIS_URL {fault}. Allowed: {FORMS}")
