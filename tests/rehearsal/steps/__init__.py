"""What is rehearsed, in its order: a step is a function in a module of its subject, and is entered here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from tests.rehearsal.report import Report
from tests.rehearsal.stack import Stack
from tests.rehearsal.steps import (
    backups,
    building,
    data,
    door,
    first_hour,
    kills,
    knobs,
    kubernetes,
    own_servers,
    refusals,
    releases,
    watching,
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """Some checks of one subject. `needs` are steps before it without which it cannot be done.

    One that touches nothing of the stack goes on beside the next.
    """

    name: str
    run: Callable[[Stack, Report], None]
    needs: tuple[str, ...] = ()
    is_beside: bool = False


STEPS: Final = (
    Step(name="refusals", run=refusals.rehearse),
    Step(name="build", run=building.build),
    Step(name="up", run=building.up, needs=("build",)),
    Step(name="first-hour", run=first_hour.rehearse, needs=("up",)),
    Step(name="door", run=door.rehearse, needs=("first-hour",)),
    Step(name="knobs", run=knobs.rehearse, needs=("build",)),
    Step(name="kills", run=kills.kill_each, needs=("first-hour",)),
    Step(name="frozen", run=kills.freeze_one_of_several, needs=("first-hour",)),
    Step(name="own-servers", run=own_servers.rehearse, needs=("build",), is_beside=True),
    Step(name="watched", run=watching.rehearse, needs=("first-hour",)),
    Step(name="data", run=data.go_down_and_up, needs=("first-hour",)),
    Step(name="kubernetes", run=kubernetes.rehearse, needs=("first-hour",)),
    Step(name="backups", run=backups.rehearse, needs=("first-hour",)),
    Step(name="other-postgres", run=backups.change_cluster, needs=("backups",)),
    Step(name="recovery", run=backups.recover, needs=("backups",)),
    Step(name="releases", run=releases.rehearse, needs=("first-hour",)),
)


def pick(names: Collection[str]) -> list[Step]:
    """The steps of these names with all they need, in their order; no names are all. Raises SystemExit."""
    by_name = {step.name: step for step in STEPS}
    if unknown := set(names) - set(by_name):
        raise SystemExit(f"There is no step {', '.join(sorted(unknown))}; there are {', '.join(by_name)}.")
    wanted: set[str] = set()
    open_names = list(names or by_name)
    while open_names:
        name = open_names.pop()
        wanted.add(name)
        open_names += by_name[name].needs
    return [step for step in STEPS if step.name in wanted]
