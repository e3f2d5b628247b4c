"""A load client that reads every answer: a status alone says nothing."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import quantiles


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What to send, and the words (or status) by which a right answer is known."""

    method: str = "GET"
    path: str
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What a load came to: requests per second, and the 95th percentile of their time in milliseconds."""

    per_second: float
    p95_ms: float


class WrongAnswer(AssertionError):
    """An answer that is not what the request asked for."""


def run_load(
    *, port: int, make: Callable[[int], Request], clients: int, seconds: float, at_least: int
) -> Load:
    """Send what `make(n)` gives from `clients` connections for `seconds` and at least `at_least` requests.

    The first tenth of each client is left out as warm-up. Raises WrongAnswer for the first wrong answer.
    """
    times: list[float] = []
    wrong: list[WrongAnswer] = []
    counter = iter(range(1, 10**9))
    lock = threading.Lock()
    began = time.perf_counter()

    def send_all() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        own: list[float] = []
        while not wrong and (time.perf_counter() - began < seconds or len(own) < at_least / clients):
            with lock:
                number = next(counter)
            try:
                own.append(_send(connection, make(number)))
            except WrongAnswer as error:
                wrong.append(error)
        times.extend(own[len(own) // 10 :])
        connection.close()

    threads = [threading.Thread(target=send_all) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if wrong:
        raise wrong[0]
    return Load(per_second=len(times) / 0.9 / took, p95_ms=quantiles(times, n=20)[-1] * 1000)


def run_beside(
    *, port: int, make: Callable[[], Request], limit_port: int, limit: Request, requests: int
) -> tuple[Load, Load]:
    """One client, in turn a request to us and one to the limit: whatever else the machine does hits both.

    The first tenth is left out as warm-up. Raises WrongAnswer for the first wrong answer.
    """
    ours = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    other = http.client.HTTPConnection("127.0.0.1", limit_port, timeout=30)
    pairs = [(_send(ours, make()), _send(other, limit)) for _ in range(requests)][requests // 10 :]
    ours.close()
    other.close()
    first, second = (list(times) for times in zip(*pairs, strict=True))
    return _load_of(first), _load_of(second)


def _load_of(times: list[float]) -> Load:
    return Load(per_second=len(times) / sum(times), p95_ms=quantiles(times, n=20)[-1] * 1000)


def send_once(*, port: int, request: Request) -> None:
    """One request on a connection of its own; raises WrongAnswer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    _send(connection, request)
    connection.close()


def _send(connection: http.client.HTTPConnection, request: Request) -> float:
    began = time.perf_counter()
    connection.request(
        request.method, request.path, body=request.body.encode(), headers=dict(request.headers)
    )
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    took = time.perf_counter() - began
    if answer.status != request.status or request.words not in body:
        raise WrongAnswer(f"{request.method} {request.path}: {answer.status}, {body[:300]!r}")
    return took


def fetch(*, port: int, path: str, headers: Mapping[str, str]) -> tuple[bytes, Mapping[str, str]]:
    """One GET with its raw (compressed) body and headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise WrongAnswer(f"GET {path}: {answer.status}")
    return body, dict(answer.getheaders())
