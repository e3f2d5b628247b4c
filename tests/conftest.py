"""Infrastructure every test stands on: servers, and settings that make tests fast and mean the same."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest.nodeid import NodeId
from django.conf import settings
from hypothesis import Phase

from run import embedded
from smarketing import local

pytest_plugins = ["tests.people", "tests.kept_lists"]
# An example that takes longer than 200 ms says how busy the machine is, not that anything is wrong.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
# For `make mutate`, which asks whether a test fails and not by which example, on a machine however slow.
hypothesis.settings.register_profile(
    "mutation", phases=[Phase.explicit, Phase.generate], deadline=None, derandomize=True, database=None
)


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded servers, unless the environment names others, before the first connection."""
    if config.option.collectonly:
        return
    if not settings.DATABASE_URL:
        embedded.ensure_postgres(settings.VAR_DIR)
    if settings.REDIS_URL == local.redis_url(settings.VAR_DIR):
        embedded.ensure_valkey(settings.VAR_DIR)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # else WhiteNoise warns in every test
    # A test database need not survive a power cut, and a password in a test need not be hard to guess.
    # Tests call more often than anybody may. A statement that hangs is not interrupted by the test's own time
    # limit, which waits for it; ended before, it says which one it was.
    default: dict[str, Any] = settings.DATABASES["default"]
    default["OPTIONS"]["options"] = (
        f"-c synchronous_commit=off -c statement_timeout={_longest_statement(config)}"
    )
    settings.LIMITS_PER_MINUTE = dict.fromkeys(settings.LIMITS_PER_MINUTE, 1_000_000)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Else each test's client lists all static files before its first request, at more than the request costs.
    settings.WHITENOISE_AUTOREFRESH = True
    # What has just been counted stands on the next page, however quickly that is asked for.
    settings.PAGES_SHOWN_SECONDS = 0


def _longest_statement(config: pytest.Config) -> str:
    """A little less than a test may take, as PostgreSQL reads it."""
    seconds = float(config.getoption("timeout") or config.getini("timeout"))
    return f"{max(1, round(seconds - 20))}s"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each xdist_group in one process: pytest 9.2 has its ids where pytest-xdist 3.8 does not write."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if group and not item.nodeid.endswith(f"@{group.args[0]}"):
            item._id = NodeId.parse(f"{item.nodeid}@{group.args[0]}")


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say a figure, or what repeats the test: it stands below the summary, in whichever process it ran."""

    def say_now(line: str) -> None:
        print(line)
        record_property("said", line)

    return say_now


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No PDF is pressed: for walks over all addresses, which look at nothing in it."""
    monkeypatch.setattr("insights.views.papers.print_pdf", lambda _html, **_options: b"%PDF-1.7")


@pytest.fixture
def dice(say: Callable[[str], None]) -> random.Random:
    """Falls in another way each time, and says by which SEED in the environment it falls so again."""
    seed = int(os.environ.get("SEED") or random.randrange(1, 10**6))
    say(f"SEED={seed}")
    return random.Random(seed)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat what tests said."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, line in report.user_properties:
                if name == "said":
                    terminalreporter.write_line(f"{report.nodeid}: {line}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count no line of a test marked `uncounted`, nor of its fixtures: being counted takes twice as long."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    controller = plugin and plugin.cov_controller
    if not controller or item.get_closest_marker("uncounted") is None:
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()
