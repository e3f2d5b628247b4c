"""`python -m tests.rehearsal.visitor WHAT …`: what is known already stands in `KNOWN`, as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from tests.rehearsal.visitor import counting, door, first_hour, load, mail
from tests.rehearsal.visitor.browser import Wrong


def main(what: str, *arguments: str) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(os.environ.get("KNOWN", "{}"))
    match what:
        case "first-hour":
            return first_hour.walk(arguments[0])
        case "lock-oneself-out":
            return door.lock_oneself_out()
        case "sign-in":
            return door.sign_in()
        case "ask-without-tls":
            return door.ask_without_tls()
        case "call-by-other-names":
            return door.call_by_other_names()
        case "load":
            return load.run(known)
        case "counted":
            return counting.expect(known, leads=int(arguments[0]))
    raise Wrong(f"A visitor does not know how to {what}.")


if __name__ == "__main__":
    if sys.argv[1:] == ["mail"]:
        mail.serve()
    try:
        print(json.dumps(main(*sys.argv[1:])))
    except Wrong as wrong:
        sys.exit(str(wrong))
