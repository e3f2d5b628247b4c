"""deploy/kubernetes without a cluster: its pods stand in for containers, and are changed over under load."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tests.rehearsal.pods import NAMESPACE, Object, Pod
from tests.rehearsal.report import Fault, Report
from tests.rehearsal.stack import Stack
from tests.rehearsal.steps.loading import without_a_fault
from tests.rehearsal.workplace import set_values
from tests.smarketing.kubernetes import KUBECTL, one_of, render

OURS: Final = ("web", "worker", "relay", "beat")
FULL_NAME: Final = f"web.{NAMESPACE}.svc.cluster.local"


def rehearse(stack: Stack, report: Report) -> None:
    if KUBECTL is None:
        report.note("Kubernetes' manifests were not rehearsed: there is no kubectl here.")
        return
    with report.check("the migration, as its Job says"):
        place = Place(stack, render(write_example(stack)))
        place.migrate()
    with instead_of_the_containers(stack, place):
        with report.check("pods as the manifests say: started, ready, alive") as check:
            place.start_all()
            check.add(", ".join(place.pods))
        with report.check("pods changed over by the manifests' probes and preStop, under load") as check:
            with without_a_fault(stack, check):
                place.change_over()


def write_example(stack: Stack) -> Path:
    """The example filled in, with the stack's own servers."""
    example = stack.folder / "deploy" / "kubernetes" / "example"
    known = dict(stack.place.read_environment())
    known |= {
        "IMAGE": f"smarketing:{stack.place.release(1)}",
        "DATABASE_URL": f"postgres://smarketing_app:{known['POSTGRES_APP_PASSWORD']}@postgres:5432/smarketing",
        "DATABASE_OWNER_URL": f"postgres://smarketing_owner:{known['POSTGRES_OWNER_PASSWORD']}@postgres:5432/smarketing",
        "REDIS_URL": f"redis://:{known['REDIS_PASSWORD']}@redis:6379/0",
    }
    for name in ("settings.env", "secrets.env", "owner.env"):
        text = (example / name).read_text()
        wanted = {
            line.split("=")[0] for line in text.splitlines() if "=" in line and not line.startswith("#")
        }
        (example / name).write_text(set_values(text, {key: known[key] for key in wanted if known.get(key)}))
    return example


class Place:
    """The pods that stand in for the stack's containers."""

    def __init__(self, stack: Stack, objects: list[Object]) -> None:
        self.stack, self.objects = stack, objects
        self.pods: dict[str, Pod] = {}
        self.made: list[str] = []

    def pod(self, name: str, number: int = 1) -> Pod:
        kind = "Job" if name == "migrate" else "Deployment"
        own = f"{self.stack.place.project}-pod-{name}-{number}"
        self.made.append(own)
        return Pod(
            stack=self.stack, manifest=one_of(self.objects, kind, name), objects=self.objects, name=own
        )

    def network(self, name: str) -> str:
        return f"{self.stack.place.project}_{name}"

    def migrate(self) -> None:
        job = self.pod("migrate")
        job.start(self.network("inside"))
        code = self.stack.docker("wait", job.name).strip()
        if code != "0":
            raise Fault(self.stack.docker("logs", job.name))

    def start(self, name: str, number: int) -> Pod:
        """Start one and wait until it would be let in."""
        pod = self.pod(name, number)
        aliases = ("--network-alias", FULL_NAME) if name == "web" else ()
        pod.start(self.network("inside"), *aliases, also_in=self.network("outgoing"))
        for probe in [one for one in ("startup", "readiness", "liveness") if f"{one}Probe" in pod.spec]:
            pod.wait(probe)
        self.pods[f"{name}-{number}"] = pod
        return pod

    def start_all(self) -> None:
        first = (("web", 1), ("web", 2), ("worker", 1), ("relay", 1), ("beat", 1))
        with ThreadPoolExecutor() as starting:
            web, *_others = starting.map(lambda one: self.start(*one), first)
        door = self.pod("door")
        port = self.stack.place.read_environment()["HTTP_PORT"]
        published = f"127.0.0.1:{port}:8080"
        door.start(self.network("outside"), "--publish", published, also_in=self.network("inside"))
        self.pods["door"] = door
        for probe in ("readiness", "liveness"):
            door.wait(probe, asker=web)

    def change_over(self) -> None:
        """Web: one more, and one less once it is in. In the pause of those that go, all others."""
        with ThreadPoolExecutor() as ending:
            ends = []
            for number in (1, 2):
                self.start("web", number + 2)
                ends.append(ending.submit(self.pods.pop(f"web-{number}").end))
            self.change_workers()
            for end in ends:
                end.result()

    def change_workers(self) -> None:
        for name in ("worker", "relay"):
            self.start(name, 2)
            self.pods.pop(f"{name}-1").end()
        self.pods.pop("beat-1").end()
        self.start("beat", 2)

    def clear_away(self) -> None:
        for name in self.made:
            with suppress(Fault):
                self.stack.docker("rm", "--force", "--volumes", name)


@contextmanager
def instead_of_the_containers(stack: Stack, place: Place) -> Iterator[None]:
    try:
        stack.compose("stop", "nginx", *OURS)
        yield
    finally:
        place.clear_away()
        stack.compose("up", "--detach", "--no-recreate", "nginx", *OURS)
        stack.wait_until_settled()
