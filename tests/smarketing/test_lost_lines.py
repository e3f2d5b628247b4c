"""The line to PostgreSQL is cut in the middle of a request, in COMMIT too: 503, and the next is served."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import pytest

from smarketing import local
from tests.faults.saboteur import sabotaged
from tests.smarketing.proxy import Proxy
from tests.smarketing.sites import Ground, Site, served
from tests.waiting import wait_for

pytestmark = pytest.mark.xdist_group("servers")

CALLS: Final = "SELECT count(*) FROM feedback_contactattempt"


@pytest.fixture(scope="module")
def proxy(ground: Ground) -> Iterator[Proxy]:
    """A line that can be cut."""
    line = Proxy(local.socket_dir(ground.var_dir) / local.LONGEST_SOCKET_NAME)
    yield line
    line.close()


@pytest.fixture(scope="module")
def cut_off(ground: Ground, proxy: Proxy) -> Iterator[Site]:
    """A web process at the end of that line."""
    with served(ground, DATABASE_URL=address_of(proxy)) as site:
        yield site


def address_of(proxy: Proxy) -> str:
    return f"postgres://{local.OWNER}@127.0.0.1:{proxy.port}/{local.DATABASE}?gssencmode=disable"


# The word at which the line is cut, whether PostgreSQL hears it, what is written then, and what is said.
CUTS: Final = [
    (b"INSERT INTO accounts_callallowance", False, 0, "DatabaseAway"),
    (b'INSERT INTO "feedback', False, 0, "DatabaseAway"),
    (b"COMMIT", False, 0, "AnswerLost"),
    (b"COMMIT", True, 1, "AnswerLost"),
]


@pytest.mark.parametrize(("word", "passes_on", "written", "code"), CUTS)
@pytest.mark.parametrize(
    "_repetition", [0, *(pytest.param(number, marks=pytest.mark.soak) for number in range(1, 20))]
)
def test_a_cut_line_is_503_and_the_next_request_is_served(
    cut_off: Site, proxy: Proxy, word: bytes, passes_on: bool, written: int, code: str, _repetition: int
) -> None:
    ground, lead_id = cut_off.ground, cut_off.ground.stage["leads"][0]
    before = ground.ask(CALLS)
    proxy.cut_at(word, passes_on=passes_on)

    answer = cut_off.log_attempt(lead_id)

    assert (answer.status, answer.retry_after, proxy.cuts) == (503, "5", 1)
    assert json.loads(answer.body)["code"] == code
    # Who asks PostgreSQL at once may be there before the COMMIT that it heard.
    assert wait_for(lambda: ground.ask(CALLS) - before == written)
    assert cut_off.log_attempt(lead_id).status == 201
    assert ground.ask(CALLS) - before == written + 1


@pytest.mark.soak
@pytest.mark.parametrize(("word", "passes_on", "written"), [cut[:3] for cut in CUTS])
def test_a_cut_line_is_a_mistake_of_ours_where_nobody_knows_a_fault(
    ground: Ground, proxy: Proxy, word: bytes, passes_on: bool, written: int
) -> None:
    """The twin: the caller is told that coming back is of no use, though all is well a moment later."""
    with served(ground, DATABASE_URL=address_of(proxy), **sabotaged("no_faults")) as site:
        before = ground.ask(CALLS)
        proxy.cut_at(word, passes_on=passes_on)
        answer = site.log_attempt(ground.stage["leads"][1])

    assert (answer.status, answer.retry_after, proxy.cuts) == (500, None, 1)
    assert wait_for(lambda: ground.ask(CALLS) - before == written)


def test_nobody_notices_sessions_that_were_ended_between_requests(site: Site) -> None:
    everybody = "FROM pg_stat_activity WHERE application_name = 'smarketing-web'"
    site.ground.ask(f"SELECT count(pg_terminate_backend(pid)) {everybody}")

    assert [site.get("/inbox/").status for _ in range(8)] == [200] * 8
