"""What stands open to the world, to whom, and under which name."""

from __future__ import annotations

import json
from typing import Final

from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Stack

LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})


def rehearse(stack: Stack, report: Report) -> None:
    with report.check("who guesses passwords locks nobody out but themselves") as check:
        guesser = stack.send_visitor("lock-oneself-out")
        assert guesser.stdout is not None
        if guesser.stdout.readline():
            stack.visit("sign-in")
        check.add(f"after {stack.meet(guesser)['tries']} tries")
    with report.check("other names and inner pages are refused"):
        stack.visit("call-by-other-names")
    with report.check("http:// leads to https://"):
        stack.visit("ask-without-tls")
    with report.check("everything is published on the loopback only") as check:
        published = {found for one in stack.containers() for found in find_published(stack, one.name)}
        check.add(", ".join(sorted(published)))
        if open_to_all := [found for found in published if found.rpartition(":")[0] not in LOOPBACK]:
            raise Fault(f"Open to the world: {', '.join(open_to_all)}")


def find_published(stack: Stack, container: str) -> list[str]:
    """Addresses and ports of the machine that lead into a container."""
    ports = json.loads(stack.inspect(container, "{{json .NetworkSettings.Ports}}")) or {}
    return [f"{one['HostIp']}:{one['HostPort']}" for found in ports.values() for one in found or []]
