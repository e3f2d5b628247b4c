"""One marked person, and every place where something of them might lie."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from accounts.models import Notification
from files.models import ImportRun
from outbox.models import OutboxMessage
from smarketing.local import redis_url, valkey_socket

# Between the digits of a number people write these.
SIGNS = re.compile(r"(?<=\d)[\s()/.\-]+(?=\d)|(?<=\d)%20(?=\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Marked:
    """A person whose every value is found nowhere else; `digits` are those of the number."""

    tag: str
    digits: str

    @classmethod
    def new(cls) -> Marked:
        tag = "".join("bcdfghklmnprstvw"[int(one, 16)] for one in uuid.uuid4().hex[:8])
        return cls(tag=tag, digits=f"1577{uuid.uuid4().int % 10**8:08d}")

    @property
    def name(self) -> str:
        return f"Quasta {self.tag}frau"

    @property
    def email(self) -> str:
        return f"{self.tag}frau@{self.tag}-geheim.example"

    @property
    def company(self) -> str:
        return f"{self.tag}firma AG"

    @property
    def note(self) -> str:
        return f"{self.tag}notiz: ruft unter {self.phones[1]} zurück"

    @property
    def phones(self) -> tuple[str, ...]:
        d = self.digits
        return (f"+49{d}", f"0{d[:4]} {d[4:8]} {d[8:]}", f"+49 ({d[:4]}) {d[4:6]}-{d[6:]}", f"0049{d}")

    def find_in(self, text: str) -> list[str]:
        """The lines in which something of the person stands, in whatever spelling."""
        return [
            line
            for line in text.splitlines()
            if self.tag in line.casefold() or self.digits in SIGNS.sub("", line)
        ]


def places() -> Iterator[tuple[str, str]]:
    """Where people have no business to be, each with all of its content."""
    if not settings.DATABASE_URL:
        yield "the log of PostgreSQL", log_of_postgres()
    yield "Redis", "\n".join(dump_redis())
    yield "the append-only file of Redis", "\n".join(_files(settings.VAR_DIR / "valkey"))
    yield "the outbox", "\n".join(map(str, OutboxMessage.objects.values_list()))
    yield "addresses of notices", "\n".join(Notification.objects.values_list("path", flat=True))
    yield "sessions", "\n".join(str(one.get_decoded()) for one in Session.objects.all())
    yield "the cache", "\n".join(_rows("SELECT cache_key, value FROM smarketing_cache"))
    yield "metrics", Client().get("/metrics").content.decode()
    reports = ImportRun.objects.values_list("report", "lines", "survey", "options", "mapping", "layout")
    yield "reports of old imports", "\n".join(map(str, reports))


def log_of_postgres() -> str:
    return (Path(settings.VAR_DIR) / "postgres" / "postgres.log").read_text(errors="replace")


def dump_redis() -> Iterator[str]:
    is_ours = settings.REDIS_URL == redis_url(settings.VAR_DIR)
    address = f"unix://{valkey_socket(settings.VAR_DIR)}" if is_ours else settings.REDIS_URL
    with redis.Redis.from_url(address, socket_timeout=10) as client:
        read: dict[bytes, Any] = {
            b"string": client.get,
            b"list": lambda key: client.lrange(key, 0, -1),
            b"hash": client.hgetall,
            b"set": client.smembers,
            b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
        }
        for key in client.scan_iter():
            kind = client.type(key)  # type: ignore[no-untyped-call]  # untyped in the package
            yield f"{key!r} {read[kind](key)!r}"


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes().decode(errors="replace")


def _rows(statement: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        yield from map(str, cursor.fetchall())
