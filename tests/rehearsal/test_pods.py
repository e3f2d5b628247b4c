"""What a pod of deploy/kubernetes becomes on a container engine, without one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.rehearsal.pods import Object, Pod, filled_in
from tests.smarketing.kubernetes import FOLDER, KUBECTL, one_of, render, values

pytestmark = pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl here")


@pytest.fixture(scope="module")
def objects() -> list[Object]:
    return render(FOLDER / "example")


def pod(objects: list[Object], name: str) -> Pod:
    stack: Any = SimpleNamespace(folder=Path("/copy"))
    kind = "Job" if name == "migrate" else "Deployment"
    return Pod(stack=stack, manifest=one_of(objects, kind, name), objects=objects, name=name)


def test_pod_has_every_value_of_the_files_and_those_made_of_them(objects: list[Object]) -> None:
    found = pod(objects, "web").variables()
    assert found.items() >= (values("settings.env") | values("secrets.env")).items()
    assert found["PUBLIC_URL"] == "https://portal.example.com"


def test_migrate_is_the_owner_and_nobody_else_is_told(objects: list[Object]) -> None:
    owner = values("owner.env")
    assert pod(objects, "migrate").variables()["DATABASE_APP_ROLE"] == owner["DATABASE_APP_ROLE"]
    assert not any("DATABASE_APP_ROLE" in pod(objects, name).variables() for name in ("web", "worker"))


def test_door_asks_for_web_by_its_whole_name(objects: list[Object]) -> None:
    assert pod(objects, "door").variables()["WEB_ADDRESS"] == "web.smarketing.svc.cluster.local:8000"


def test_command_has_its_variables_filled_in(objects: list[Object]) -> None:
    assert "--concurrency=2" in pod(objects, "worker").command()


def test_variable_that_is_not_known_is_left_as_kubernetes_leaves_it() -> None:
    assert filled_in("$(KNOWN) $(UNKNOWN)", {"KNOWN": "1"}) == "1 $(UNKNOWN)"


def test_rights_and_disks_are_those_of_the_manifest(objects: list[Object]) -> None:
    assert list(pod(objects, "door").rights()) == [
        "--user=101:101",
        "--memory=128M",
        "--cap-drop=ALL",
        "--read-only",
        "--security-opt=no-new-privileges",
    ]
    assert "--volume=/copy/deploy/nginx:/etc/nginx/templates:ro" in pod(objects, "door").disks()
    assert list(pod(objects, "relay").disks()) == ["--tmpfs=/tmp:mode=1777,size=256M"]
