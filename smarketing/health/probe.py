"""`python -m smarketing.health.probe ADDRESS|SIGN [--end]`: the health check of a container, without curl.

An address is well when it answers 200. A sign is the path of heartbeats without their numbers, such as
`/tmp/heartbeats/worker`: well when there is one and each got on in the last HANG_SECONDS.
With --end those that did not are killed, so that the container ends and is started again: an engine restarts
what has ended, and only marks what hangs.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import urllib.request
from pathlib import Path

from outbox.heartbeats import read_sign, sign_of, signed

HANG_SECONDS = float(os.environ.get("HANG_SECONDS") or 45)


def is_well(target: str) -> bool:
    """Say whether the address answers, or every process of that sign gets on."""
    if not target.startswith("http"):
        directory, kind = Path(target).parent, Path(target).name
        return bool(signed(directory, kind)) and not find_hung(directory, kind)
    # As if TLS had ended in front of it, and under the name that people type: anything else is sent away.
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].removeprefix(".")
    headers = {"X-Forwarded-Proto": "https", **({"Host": host} if host else {})}
    request = urllib.request.Request(target, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=4) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def find_hung(directory: Path, kind: str) -> list[int]:
    """Return the processes whose last heartbeat is too old, or from before the machine started."""
    now = time.monotonic()
    ages = {pid: now - (read_sign(sign_of(directory, kind, pid)) or 0.0) for pid in signed(directory, kind)}
    return [pid for pid, age in ages.items() if not -1 <= age <= HANG_SECONDS]  # -1: signs are rounded


def end_hung(target: str) -> None:
    """Kill the processes that hang."""
    for pid in find_hung(Path(target).parent, Path(target).name):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    looked_at = sys.argv[1]
    code = 0 if is_well(looked_at) else 1
    if code and "--end" in sys.argv[2:]:
        end_hung(looked_at)
    sys.exit(code)
