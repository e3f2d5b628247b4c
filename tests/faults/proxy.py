"""Between the product and PostgreSQL: a socket that passes everything on, until it is told to fail."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from pathlib import Path

PORT = ".s.PGSQL.5432"
CHUNK = 65_536


class Proxy:
    """Listens in `folder` as PostgreSQL does, for a server that listens in `upstream`."""

    def __init__(self, *, folder: Path, upstream: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.address, self.upstream = folder / PORT, upstream / PORT
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.address))
        self.listener.listen(128)
        self.pairs: set[tuple[socket.socket, socket.socket]] = set()
        self.lock = threading.Lock()
        self.losing_commits = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> int:
        """Close every connection there is, wherever it stands; return how many there were."""
        with self.lock:
            found = list(self.pairs)
        for pair in found:
            self._close(pair)
        return len(found)

    def lose_next_commits(self, number: int) -> None:
        """Pass so many COMMITs on and cut their connections before the answer: who asked cannot know."""
        with self.lock:
            self.losing_commits = number

    def close(self) -> None:
        self.listener.close()
        self.cut()
        self.address.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self.upstream))
            except OSError:
                client.close()
                continue
            pair = (client, server)
            with self.lock:
                self.pairs.add(pair)
            threading.Thread(target=self._pass_on, args=(pair,), daemon=True).start()

    def _pass_on(self, pair: tuple[socket.socket, socket.socket]) -> None:
        client, server = pair
        with contextlib.suppress(OSError, ValueError), selectors.DefaultSelector() as selector:
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in selector.select():
                    source = client if key.fileobj is client else server
                    if not self._pass_chunk(source, to=key.data, is_asked=source is client):
                        self._close(pair)
                        return
        self._close(pair)

    def _pass_chunk(self, source: socket.socket, *, to: socket.socket, is_asked: bool) -> bool:
        words = source.recv(CHUNK)
        if not words:
            return False
        to.sendall(words)
        if not (is_asked and words.startswith(b"Q") and b"COMMIT" in words[:32]):
            return True
        with self.lock:
            is_lost, self.losing_commits = self.losing_commits > 0, max(self.losing_commits - 1, 0)
        if is_lost:
            # The server has it by now and finishes it; only the answer finds nobody.
            to.recv(1)
        return not is_lost

    def _close(self, pair: tuple[socket.socket, socket.socket]) -> None:
        with self.lock:
            self.pairs.discard(pair)
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
