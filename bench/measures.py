"""What is measured, each against its limit. A size is a number of leads in the database."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from statistics import mean, median
from typing import Any
from urllib.parse import quote_plus

from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.permissions import Action
from accounts.services import create_token
from bench.client import Load, Request, fetch, run_beside, run_load, send_once
from bench.counts import execute
from bench.report import Entry
from bench.serving import Served
from bench.stock import Stock
from desk.views.leads import PAGE_SIZE
from insights.sheets.all import SHEETS
from leads.models import NEWEST_FIRST, Lead, LeadStage
from leads.services.duplicates import find_duplicates
from pages.cursors import write_cursor

CLIENTS = 8
SECONDS, SLICES = 8.0, 4
PAGE_REQUESTS = 100
FIRST_VISIT_KB, NEXT_VISIT_KB = 120, 25
IDLE_MB = 400
FRESH_SECONDS = 2.0
DUPLICATES_MS = 10.0


def signed_in(user: User) -> dict[str, str]:
    """The headers of a browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}


def token_of(user: User, *scopes: Action) -> dict[str, str]:
    """The headers of a program with a token of this person."""
    _, plain = create_token(actor=user, name="bench", scopes=[scope.value for scope in scopes])
    return {"Authorization": f"Bearer {plain}", "Content-Type": "application/json"}


def measure_capture(*, ours: int, door: int, limit: int, stock: Stock) -> Iterator[Entry]:
    """Leads per second through the API, 8 clients, every commit durable: against bare INSERTs, and against
    INSERTs behind the same door.
    """
    headers = token_of(stock.marketer, Action.CAPTURE_LEADS)
    run, counter = time.time_ns(), count()

    def enquiry(_: int) -> Request:
        number = next(counter)
        cta = stock.ctas[number % len(stock.ctas)]
        body = {"cta": cta.pk, "name": f"Erika {number}", "email": f"e{run}-{number}@example.org"}
        body["last_touch"] = {"utm_source": "bench"}
        return _post("/api/v1/leads/", json.dumps(body), headers, words="receipt")

    def row(number: int) -> Request:
        return _post("/insert", f"Erika {number}", {})

    def row_by_door(number: int) -> Request:
        return _post("/insert", json.dumps({"name": f"Erika {number}"}), headers)

    captured, let_in, inserted = [], [], []
    for _ in range(SLICES):  # in turn, so that whatever else the machine does hits all
        captured.append(_load(ours, enquiry, seconds=SECONDS / SLICES).per_second)
        let_in.append(_load(door, row_by_door, seconds=SECONDS / SLICES).per_second)
        inserted.append(_load(limit, row, seconds=SECONDS / SLICES).per_second)
    rate, unit, aim = mean(captured), "leads/s", ">= 0.5"
    yield Entry(name="capture through the API", ours=rate, limit=mean(inserted), aim=aim, unit=unit)
    name = "capture, beside one INSERT behind the same door"
    yield Entry(name=name, ours=rate, limit=mean(let_in), aim=aim, unit=unit)


def _post(path: str, body: str, headers: Mapping[str, str], *, words: str = "lead") -> Request:
    return Request(method="POST", path=path, body=body, headers=headers, status=201, words=words)


def measure_pages(*, ours: Served, limit: Served, stock: Stock, size: int) -> Iterator[Entry]:
    """The 95th percentile of the pages people open most, against a bare indexed SELECT."""
    for name, (path, user, words, most) in _pages(stock, size).items():
        # What drops down while somebody types is asked for without the page around it.
        typing = {"HX-Request": "true"} if path.startswith("/search/") else {}
        page = Request(path=path, headers=signed_in(user) | typing, words=words)
        yield _page(f"{name}, {size:,} leads", ours, limit, page, most=most)
    yield from measure_joint_page(ours=ours, limit=limit, stock=stock, size=size)
    for sheet in SHEETS:
        path = f"/overview/{sheet.name}/?period=all"
        page = Request(path=path, headers=signed_in(stock.manager), words="</main>")
        yield _page(f"sheet “{sheet.name}” of the dashboard, {size:,} leads", ours, limit, page)


def _pages(stock: Stock, size: int) -> dict[str, tuple[str, User, str, int]]:
    """{name: address, who opens it, a word of the right answer, how many bare views it may take}."""
    marketer, rep = stock.marketer, stock.reps[0]
    campaign = stock.ctas[0].campaign_id
    deep = _cursor_of_page(1_000) if size >= 60_000 else _cursor_of_page(size // 100)
    # 4711 of 10,000, and no beginning of many other numbers of a larger stock.
    name = f"person {size // 2 - 289}"
    typed, shown = quote_plus(name), name.capitalize()
    own = Lead.objects.filter(stage=LeadStage.ACCEPTED, assigned_to=rep).latest("pk")
    theirs = Lead.objects.filter(stage__in=LeadStage.with_sales, assigned_to=rep).count()
    return {
        "lead list, first page": ("/leads/", marketer, "Person", 4),
        "lead list, one campaign": (f"/leads/?campaign={campaign}", marketer, "Person", 4),
        "lead list, oldest first": ("/leads/?sort=oldest", marketer, "Person", 4),
        "lead list, page 1,000": (f"/leads/?after={deep}", marketer, "Person", 4),
        "lead list, search": (f"/leads/?q={typed}", marketer, shown, 4),
        "search while typing": (f"/search/?q={typed}", stock.sales_lead, shown, 4),
        "search while typing, a rep's": (f"/search/?q={own.pk}", rep, f"/leads/{own.pk}/", 4),
        "lead list, nothing fits": ("/leads/?q=gibtesnicht", marketer, "gibtesnicht", 4),
        f"Today of a rep with {theirs:,} open leads": ("/inbox/", rep, "Person", 5),
        "Today of a sales lead over all reps": ("/inbox/", stock.sales_lead, "Person", 5),
        "a lead as its rep sees it": (f"/leads/{own.pk}/", rep, "Person", 5),
        "the leads behind a figure": (
            f"/overview/leads/?period=all&campaign={campaign}&stage=won",
            stock.manager,
            "Person",
            5,
        ),
    }


def measure_duplicates(*, stock: Stock, size: int) -> Iterator[Entry]:
    """What PostgreSQL needs to say whether a person is known, while a name or an address is typed."""
    for field, typed in (("name", "Person 4711"), ("email", "p4711@example.org")):
        said: dict[str, Any] = {field: typed}
        ask = partial(find_duplicates, actor=stock.marketer, **said)
        took = median(_time_in_database(ask) for _ in range(9))
        name = f"duplicate warning, “{typed}” typed, {size:,} leads"
        yield Entry(name=name, ours=took, limit=DUPLICATES_MS, aim="<= 1", unit="ms of database")


def _time_in_database(work: Callable[[], object]) -> float:
    """Milliseconds that statements take, without what is made of their rows."""
    times: list[float] = []

    def timed(execute: Callable[..., Any], *call: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*call)
        finally:
            times.append(time.perf_counter() - began)

    with connection.execute_wrapper(timed):
        work()
    return sum(times) * 1000


def measure_rep(*, ours: Served, limit: Served, stock: Stock, size: int) -> Iterator[Entry]:
    """What the only rep opens all day, with thousands of open leads."""
    rep = stock.reps[0]
    theirs = Lead.objects.filter(stage__in=LeadStage.with_sales, assigned_to=rep).count()
    stands = f"the only rep, with {theirs:,} open leads"
    for name, path in {
        "Today": "/inbox/",
        "a section of Today": "/inbox/?section=open",
    }.items():
        page = Request(path=path, headers=signed_in(rep), words="Person")
        yield _page(f"{name} of {stands}, {size:,} leads", ours, limit, page, most=5)


def measure_joint_page(*, ours: Served, limit: Served, stock: Stock, size: int) -> Iterator[Entry]:
    """The joint page over all time, as it stands and after the counts have moved."""
    last = f"Kampagne {stock.shape.campaigns - 1}"
    page = Request(path="/overview/?period=all", headers=signed_in(stock.manager), words=last)
    stands = f"{stock.shape.campaigns} campaigns, {size:,} leads"
    yield _page(f"dashboard, nothing changed, {stands}", ours, limit, page)
    name = f"dashboard, counts changed before each, {stands}"
    yield _page(name, ours, limit, page, before=_touch_counts)


def measure_freshness(*, ours: int, stock: Stock) -> Entry:
    """From a saved rating to the joint figures, with worker and beat running; median of ten, in seconds."""
    rep = token_of(stock.reps[0], Action.RATE_LEADS)
    manager = token_of(stock.manager, Action.VIEW_CONVERSION)
    waiting = list(
        Lead.objects.filter(stage=LeadStage.ACCEPTED, assigned_to=stock.reps[0]).order_by("-id")[:10]
    )
    times = [_time_until_counted(ours, lead, rep, manager) for lead in waiting]
    return Entry(
        name="rating saved until counted, median",
        ours=median(times),
        limit=FRESH_SECONDS,
        aim="<= 1",
        unit="s",
    )


def _time_until_counted(port: int, lead: Lead, rep: dict[str, str], manager: dict[str, str]) -> float:
    path = f"/api/v1/conversion/?by=campaign&campaign={lead.campaign_id}"
    before = json.loads(fetch_plain(port, path, manager))["total"]["rated"]
    said = {"potential": "yes", "quality": "B", "fit": "realistic", "expected_rating_id": None}
    rating = Request(
        method="POST",
        path=f"/api/v1/leads/{lead.pk}/ratings/",
        body=json.dumps(said),
        headers=rep,
        status=201,
        words="quality",
    )
    send_once(port=port, request=rating)
    began = time.perf_counter()
    while json.loads(fetch_plain(port, path, manager))["total"]["rated"] == before:
        if time.perf_counter() - began > 20:
            raise AssertionError(f"The rating of lead {lead.pk} was not counted within 20 s.")
        time.sleep(0.05)
    return time.perf_counter() - began


def fetch_plain(port: int, path: str, headers: dict[str, str]) -> bytes:
    body, answer_headers = fetch(port=port, path=path, headers=headers)
    return gzip.decompress(body) if answer_headers.get("Content-Encoding") == "gzip" else body


def measure_sizes(*, ours: int, stock: Stock) -> Iterator[Entry]:
    """What a browser fetches for the joint page: with an empty cache, and with styles and scripts at hand."""
    headers = signed_in(stock.manager)
    page, page_headers = fetch(port=ours, path="/overview/?period=all", headers=headers)
    is_packed = page_headers.get("Content-Encoding") == "gzip"
    html = gzip.decompress(page) if is_packed else page
    own = len(page) if is_packed else len(gzip.compress(page))
    assets = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html.decode())))
    rest = sum(len(_packed(fetch(port=ours, path=path, headers={})[0])) for path in assets)
    first = Entry(
        name=f"dashboard with {stock.shape.campaigns} campaigns, first visit",
        ours=(own + rest) / 1024,
        limit=FIRST_VISIT_KB,
        aim="<= 1",
        unit="KB gzip",
    )
    yield first
    yield Entry(
        name=f"dashboard with {stock.shape.campaigns} campaigns, next visit",
        ours=own / 1024,
        limit=NEXT_VISIT_KB,
        aim="<= 1",
        unit="KB gzip",
    )


def measure_memory(*processes: Served) -> Entry:
    """Web processes, relay, worker and beat at rest, each with its children."""
    total = sum(process.memory_mb() for process in processes)
    return Entry(
        name="memory of web, relay, worker and beat, idle", ours=total, limit=IDLE_MB, aim="<= 1", unit="MB"
    )


def _packed(body: bytes) -> bytes:
    return body if body[:2] == b"\x1f\x8b" else gzip.compress(body, 9)


def _load(port: int, make: Callable[[int], Request], *, seconds: float) -> Load:
    return run_load(port=port, make=make, clients=CLIENTS, seconds=seconds, at_least=100)


def _page(
    name: str,
    ours: Served,
    limit: Served,
    page: Request,
    *,
    most: int = 4,
    before: Callable[[], None] | None = None,
) -> Entry:
    """One client, one request after the other: what is timed is the page and not the queue before it."""

    def make() -> Request:
        if before:
            before()
        return page

    least = Request(path="/select", words="lead")
    before_us, before_it = ours.cpu_seconds(), limit.cpu_seconds()
    took, bare = run_beside(
        port=ours.port, make=make, limit_port=limit.port, limit=least, requests=PAGE_REQUESTS
    )
    cpu_ratio = (ours.cpu_seconds() - before_us) / max(limit.cpu_seconds() - before_it, 0.01)
    return Entry(
        name=name, ours=took.p95_ms, limit=bare.p95_ms, aim=f"<= {most}", unit="ms p95", cpu_ratio=cpu_ratio
    )


def _touch_counts() -> None:
    """Make every process forget its kept figures, as any counted change does."""
    execute("UPDATE counting_countstate SET version = version + 1, computed_at = clock_timestamp()", [])


def _cursor_of_page(number: int) -> str:
    """The cursor in the address of the `number`-th page, newest first."""
    last = Lead.objects.order_by(*NEWEST_FIRST)[number * PAGE_SIZE - 1]
    return write_cursor(last, NEWEST_FIRST)
