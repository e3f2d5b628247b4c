from __future__ import annotations

from collections.abc import Iterator

import pytest

from insights.figures import cache


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Figures of another test are not in memory."""
    cache.clear()
    yield
    cache.clear()
