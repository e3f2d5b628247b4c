"""A line to PostgreSQL that is cut at a given word."""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path


class Proxy:
    """Passes on what is said, until the client says `word`: then the line is cut, once, before or after."""

    def __init__(self, server: Path) -> None:
        self.word = b""
        self.passes_on = False
        self.cuts = 0
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, word: bytes, *, passes_on: bool) -> None:
        """Cut the next line on which the client says this; `passes_on` lets PostgreSQL hear it first."""
        self.word, self.passes_on, self.cuts = word, passes_on, 0

    def close(self) -> None:
        """Take no more lines."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server))
                for source, target, listens in ((client, server, True), (server, client, False)):
                    threading.Thread(
                        target=self._pass_on, args=(source, target, listens), daemon=True
                    ).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, listens: bool) -> None:
        with contextlib.suppress(OSError):
            while said := source.recv(65_536):
                if listens and self.word and self.word in said:
                    self.word, self.cuts = b"", self.cuts + 1
                    self._cut(source, target, said)
                    return
                target.sendall(said)
        self._hang_up(source, target)

    def _cut(self, client: socket.socket, server: socket.socket, said: bytes) -> None:
        """The client hears nothing more; PostgreSQL may have heard the word, and then does it."""
        client.shutdown(socket.SHUT_RDWR)
        if self.passes_on:
            server.sendall(said)
        server.shutdown(socket.SHUT_WR)

    def _hang_up(self, *wires: socket.socket) -> None:
        for wire in wires:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
