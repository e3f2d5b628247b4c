from __future__ import annotations

from collections.abc import Iterator

import pytest

from counting import cache, job


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Figures of another test are not in memory."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _company_is_no_news(request: pytest.FixtureRequest) -> None:
    """The company was there before the test: its maturity age is noted, nothing waits to be counted."""
    if "company" in request.fixturenames:
        request.getfixturevalue("company")
        job.compute()
