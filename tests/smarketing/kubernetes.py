"""deploy/kubernetes as Kustomize makes it of the example, with its values filled in or its options taken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final[Path] = Path(__file__).resolve().parents[2] / "deploy" / "kubernetes"
KUBECTL: Final = shutil.which("kubectl", path=Path(sys.executable).parent) or shutil.which("kubectl")
Object = dict[str, Any]


def values(file: str) -> dict[str, str]:
    """The variables of a file of the example with their values."""
    lines = (FOLDER / "example" / file).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def render(folder: Path) -> list[Object]:
    """Every object that `kubectl apply -k` would send to the cluster."""
    assert KUBECTL is not None
    found = subprocess.run([KUBECTL, "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return [one for one in yaml.load_all(found.stdout, yaml.CSafeLoader) if one]


def copy_tree(target: Path) -> Path:
    """Copy what Kustomize reads, and return the copy's example."""
    for room in ("kubernetes", "nginx"):
        shutil.copytree(FOLDER.parent / room, target / room)
    return target / "kubernetes" / "example"


def one_of(objects: list[Object], kind: str, name: str) -> Object:
    """The object of this kind and name, whatever digest Kustomize has put behind it."""
    (found,) = [
        one
        for one in objects
        if one["kind"] == kind
        and (one["metadata"]["name"] == name or one["metadata"]["name"].rpartition("-")[0] == name)
    ]
    return found


def pod_of(one: Object) -> Object:
    pod: Object = one["spec"]["template"]["spec"]
    return pod


def container_of(one: Object) -> Object:
    (container,) = pod_of(one)["containers"]
    found: Object = container
    return found
