"""How a web process stops without losing a request: whoever got through to its port is answered.

The kernel takes connections in for us. What lies in its queue when a listening socket is closed is reset,
and a POST that was sent into it cannot be sent again by anybody. So first nobody new is let in, then those in
the queue are taken, then the socket goes; who comes after that is refused at once and goes elsewhere.
"""

from __future__ import annotations

import ctypes
import socket
import struct
import sys
import time
from contextlib import suppress
from typing import Any, Final

LAST_ARRIVALS_SECONDS: Final = 0.2  # for a handshake that has begun, and for the queue

_SO_ATTACH_FILTER: Final = 26
_FLAGS_OF_TCP: Final = 13  # the byte of the header in which they stand
_SYN: Final = 0x02
# Classic BPF, (code, jump if true, jump if false, operand): keeps each packet but those opening a connection.
_NO_NEW_CONNECTION: Final = (
    (0x30, 0, 0, _FLAGS_OF_TCP),  # load that byte
    (0x45, 1, 0, _SYN),  # has it this bit?
    (0x06, 0, 0, 0xFFFF),  # keep the packet
    (0x06, 0, 0, 0),  # drop it
)


def let_nobody_in(listener: socket.socket) -> None:
    """Drop what would open a connection, in every process that has this socket; those begun go on.

    Where the kernel has no such filter (all but Linux) nothing happens, and what comes in the moment before
    the socket is closed is lost.
    """
    if sys.platform != "linux":
        return
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in _NO_NEW_CONNECTION))
    attached = struct.pack("HP", len(_NO_NEW_CONNECTION), ctypes.addressof(program))
    with suppress(OSError):
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, attached)


def take_last_arrivals(server: Any) -> None:
    """Have gunicorn's arbiter close the doors before it stops; its workers take the last ones meanwhile."""
    stop = server.stop

    def stop_after_last_arrivals(graceful: bool = True) -> None:
        if graceful:
            for listener in server.LISTENERS:
                let_nobody_in(listener)
            time.sleep(LAST_ARRIVALS_SECONDS)
        stop(graceful)

    server.stop = stop_after_last_arrivals
