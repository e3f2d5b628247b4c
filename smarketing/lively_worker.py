"""gunicorn's threaded worker, whose main loop itself answers /health/live.

All request threads may be waiting for one row or for a database that hangs: the process is alive all the
same, and restarting it would help nobody. So a connection takes no thread before it says what it wants, and
the probe never takes one. On the port of the pages, since a probe on another would not see this loop.
"""

from __future__ import annotations

import select
import socket
import time
from functools import partial
from selectors import EVENT_READ
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

_ASKS: Final = b"GET /health/live "
_BODY: Final = b'{"status": "ok"}'
_ALIVE: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)
_LONGEST_PROBE: Final = 8_192


class LivelyWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Looks at each connection before a thread gets it: gunicorn hands all of them to `enqueue_req`."""

    def set_accept_enabled(self, enabled: bool) -> None:
        """A worker that stops takes whoever is in the queue, and leaves no port open where nobody listens.

        gunicorn's own keeps it until the last answer, and the kernel takes connections in for it.
        """
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in (one for one in self.sockets if one.sock is not None):
                self._take_queue(listener)
                listener.close()

    def _take_queue(self, listener: Any) -> None:
        """However late this process was: those in the queue would be reset."""
        for _ in range(self.cfg.backlog):
            if not select.select([listener], [], [], 0)[0]:
                break
            self.accept(listener)

    def enqueue_req(self, conn: Any) -> None:
        beginning = _peek(conn)
        if beginning is None and not conn.initialized:
            self._wait_for_request(conn)
        elif beginning is not None and beginning.startswith(_ASKS):
            self._answer_alive(conn)
        else:
            super().enqueue_req(conn)

    def _wait_for_request(self, conn: Any) -> None:
        """As gunicorn does with a connection that has said nothing for a while."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _answer_alive(self, conn: Any) -> None:
        self.nr_conns -= 1
        try:
            conn.sock.setblocking(False)
            conn.sock.recv(
                _LONGEST_PROBE
            )  # what is left unread when a line is closed takes the answer with it
            conn.sock.send(_ALIVE)
        except OSError:
            pass  # the probe did not wait
        finally:
            conn.close()


def _peek(conn: Any) -> bytes | None:
    """How the next request begins: None while nothing came, b"" where that is for a thread to see."""
    if conn.parser is not None and conn.parser.unreader.buf.getvalue():
        return b""
    try:
        beginning: bytes = conn.sock.recv(len(_ASKS), socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except OSError:
        return b""
    return beginning
