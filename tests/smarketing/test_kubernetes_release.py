"""deploy/kubernetes/release, with a stand-in for kubectl that remembers what it was told."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.smarketing.kubernetes import FOLDER, copy_tree

KUBECTL = """#!/bin/sh
cd "$STATE" || exit 9
echo "$*" >>said
case "$*" in
kustomize*)                    sed -n 's/^IMAGE=/image: /p' "$2/settings.env"; cat volumes ;;
*"get deployment web"*portal*) cat image ;;
*"get deployment"*revision*)   cat revision ;;
*known_migrations)             echo "leads.0001 leads.0002" ;;
*"create configmap"*)          echo "$*" ;;
*"apply --filename -")         cat >>told ;;
*"get job"*)                   cat migrated ;;
*"apply"*notin*)               cp image before; sed -n 's/^image: //p' "$5" >image; echo 2 >revision ;;
*"rollout status"*)            [ ! -f broken ] ;;
*"rollout undo"*)              cp before image; echo 3 >revision; rm -f broken ;;
esac
"""
OLD, NEW = "registry.example.com/smarketing:2026.1", "registry.example.com/smarketing:2026.2"


class Cluster:
    """What the stand-in holds, and the folder that is released."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.state.mkdir()
        self.example = copy_tree(folder)
        self.write(
            image=f"{OLD}\n", before=f"{OLD}\n", revision="1\n", migrated="1/", volumes="claimName: imports\n"
        )
        kubectl = folder / "kubectl"
        kubectl.write_text(KUBECTL)
        kubectl.chmod(0o755)
        self.environment = {**os.environ, "KUBECTL": str(kubectl), "STATE": str(self.state)}

    def write(self, **files: str) -> None:
        for name, text in files.items():
            (self.state / name).write_text(text)

    def read(self, name: str) -> str:
        return (self.state / name).read_text()

    def release(self, image: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(FOLDER / "release"), str(self.example), image],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def steps(self) -> list[str]:
        """What changed the cluster, in its order."""
        words = ("delete job", "in (", "rollout undo")
        said = [line for line in self.read("said").splitlines() if any(word in line for word in words)]
        return [
            "apply"
            if "notin" in line
            else "migrate"
            if "in (" in line
            else line.split("--namespace smarketing ")[1]
            for line in said
        ]

    @property
    def named(self) -> str:
        """The image that the folder names."""
        (line,) = [
            line
            for line in (self.example / "settings.env").read_text().splitlines()
            if line.startswith("IMAGE=")
        ]
        return line.removeprefix("IMAGE=")


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return Cluster(tmp_path)


def test_release_migrates_beside_what_serves_and_then_changes_over(cluster: Cluster) -> None:
    assert cluster.release(NEW).returncode == 0
    assert cluster.steps == ["delete job migrate --ignore-not-found", "migrate", "apply"]
    assert "MIGRATIONS=leads.0001 leads.0002" in cluster.read("told")
    assert (cluster.named, cluster.read("image")) == (NEW, f"{NEW}\n")


def test_first_release_has_nothing_to_go_beside(cluster: Cluster) -> None:
    cluster.write(image="", revision="")
    assert cluster.release(NEW).returncode == 0
    assert "--from-literal=MIGRATIONS= " in cluster.read("told")


def test_migration_that_fails_leaves_what_serves_alone(cluster: Cluster) -> None:
    cluster.write(migrated="/1")
    found = cluster.release(NEW)
    assert (found.returncode, "apply" in cluster.steps) == (1, False)
    assert "the migration did not succeed; its last words:" in found.stderr
    assert (cluster.named, cluster.read("image")) == (OLD, f"{OLD}\n")


def test_release_that_does_not_get_ready_is_taken_back(cluster: Cluster) -> None:
    cluster.write(broken="")
    assert cluster.release(NEW).returncode == 1
    assert "rollout undo deployment/web --to-revision 1" in cluster.steps
    assert (cluster.named, cluster.read("image")) == (OLD, f"{OLD}\n")


def test_first_release_that_does_not_get_ready_has_nothing_to_go_back_to(cluster: Cluster) -> None:
    cluster.write(image="", revision="", broken="")
    assert cluster.release(NEW).returncode == 3


def test_way_back_is_to_what_served_before(cluster: Cluster) -> None:
    cluster.release(NEW)
    assert cluster.release("--back").returncode == 0
    assert [line for line in cluster.steps if "undo" in line] == [
        f"rollout undo deployment/{name}" for name in ("web", "worker", "relay", "beat")
    ]
    assert (cluster.named, cluster.read("image")) == (OLD, f"{OLD}\n")


def test_imports_without_a_place_that_all_share_are_refused(cluster: Cluster) -> None:
    cluster.write(volumes="")
    found = cluster.release(NEW)
    assert (found.returncode, cluster.steps) == (1, [])
    assert "files to import have no place that web and worker share" in found.stderr


@pytest.mark.parametrize("image", ["--forward", "a b", "x;reboot"])
def test_what_is_no_image_is_refused(cluster: Cluster, image: str) -> None:
    assert cluster.release(image).returncode == 2
