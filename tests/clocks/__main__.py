"""Run the suite at other times, servers and workers included: `python -m tests.clocks [PYTEST ARGUMENT ...]`.

libfaketime moves the clock of every process, so that PostgreSQL's `now()` and Celery's workers agree with the
tests; time-machine would move it in one Python only. The monotonic clock stays: what waits, waits as long as
ever. Left out are the browser tests: under libfaketime 0.9.10 chromium never finishes loading a page.
MOMENTS="leap-day tomorrow" runs at these alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

PRELOAD: Final = Path(__file__).parent / "preload"
PYTEST: Final = ["-m", "pytest", "-n", "2", "--dist", "loadgroup", "-q", "-p", "no:cacheprovider"]
NO_TESTS: Final = 5
BERLIN: Final = ZoneInfo("Europe/Berlin")
WEST: Final = ZoneInfo("Etc/GMT+8")  # POSIX counts westward: eight hours behind UTC


def moments(now: datetime) -> dict[str, datetime]:
    """When each run starts. The zone is that of the machine; the company of the tests is in Berlin."""
    return {
        "tomorrow": now + timedelta(days=1),
        "in-200-days": now + timedelta(days=200),
        "leap-day": datetime(2028, 2, 29, 12, tzinfo=BERLIN),
        # Two minutes before the clocks go on, and in the hour that comes twice.
        "clocks-forward": datetime(2027, 3, 28, 1, 58, tzinfo=BERLIN),
        "clocks-back": datetime(2026, 10, 25, 2, 58, tzinfo=BERLIN, fold=0),
        "new-year-berlin": datetime(2026, 12, 31, 23, 30, tzinfo=BERLIN),
        "new-year-west": datetime(2026, 12, 31, 23, 30, tzinfo=WEST),
    }


def library() -> Path | None:
    """libfaketime, where the system's package puts it."""
    return next(iter(sorted(Path("/usr").glob("lib*/**/faketime/libfaketime.so.1"))), None)


def environment(moment: datetime, var_dir: Path, preloaded: Path) -> Mapping[str, str]:
    """What makes a process, and all that it starts, live from now on at another time."""
    shift = (moment - datetime.now(UTC)).total_seconds()
    return {
        **os.environ,
        "LD_PRELOAD": str(preloaded),
        "FAKETIME": f"{shift:+.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(PRELOAD),
        "TZ": str(moment.tzinfo),
        "VAR_DIR": str(var_dir),
    }


def run_at(moment: datetime, var_dir: Path, preloaded: Path, arguments: list[str]) -> int:
    """Run the suite at this moment on servers of its own, and return pytest's exit code."""
    shutil.rmtree(var_dir, ignore_errors=True)
    there = environment(moment, var_dir, preloaded)
    command = [sys.executable, *PYTEST, "-m", "not soak and not browser", *arguments]
    try:
        return subprocess.run(command, env=there, check=False).returncode
    finally:
        subprocess.run([sys.executable, "manage.py", "stop_servers"], env=there, check=False)


def main(arguments: list[str]) -> int:
    """Return 0 when every run passed, or none was possible."""
    preloaded = library()
    if preloaded is None:
        print("No libfaketime: the suite is not run at other times. `apt-get install libfaketime` brings it.")
        return 0
    chosen = os.environ.get("MOMENTS", "").split()
    failed = []
    for name, moment in moments(datetime.now(UTC)).items():
        if chosen and name not in chosen:
            continue
        print(f"--- {name}: {moment:%Y-%m-%d %H:%M %Z}", flush=True)
        code = run_at(moment, Path(os.environ["VAR_DIR"]) / name, preloaded, arguments)
        if code not in {0, NO_TESTS}:
            failed.append(f"{name} (exit code {code})")
    print(f"Failed at: {', '.join(failed)}" if failed else "Passed at every time.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
