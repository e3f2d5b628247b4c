"""deploy/kubernetes, as far as it can be seen without a cluster (docs/run-kubernetes.md)."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

import kubernetes_validate
import pytest
from django.conf import settings

from tests.smarketing.kubernetes import (
    FOLDER,
    KUBECTL,
    Object,
    container_of,
    copy_tree,
    one_of,
    pod_of,
    render,
    values,
)
from tests.smarketing.test_compose import SERVICES
from tests.smarketing.test_knobs import OF_A_LOCAL_RUN, SAID_BY_COMPOSE, documented

pytestmark = pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl here")

OLDEST, NEWEST = "1.29", "1.37"
OURS = ["web", "worker", "relay", "beat"]
# Kinds that other programs bring to a cluster: Kubernetes knows no schema of them.
OF_OTHERS = {"PodMonitor", "ServiceMonitor"}
# What Kubernetes says in files of its own: sizes, ports, and the servers that compose brings along.
OF_THE_CLUSTER = {"IMAGE", "INGRESS_CLASS", "INGRESS_NAMESPACE", "CLUSTER_DOMAIN"}
OF_BOTH = {"HOST_NAME", "TRUSTED_PROXIES", "WORKER_CONCURRENCY", "DATABASE_OWNER_URL", "IMPORT_STORAGE_URL"}
SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|_URL$")
PUBLIC_ADDRESSES = {"SECURITY_POLICY_URL"}


@pytest.fixture(scope="module")
def objects() -> list[Object]:
    return render(FOLDER / "example")


@pytest.fixture(scope="module")
def with_options(tmp_path_factory: pytest.TempPathFactory) -> list[Object]:
    """As when every option is taken."""
    example = copy_tree(tmp_path_factory.mktemp("deploy"))
    text = (example / "kustomization.yaml").read_text(encoding="utf-8")
    (example / "kustomization.yaml").write_text(text.replace("  # - ", "  - "), encoding="utf-8")
    return render(example)


def refusals(objects: list[Object], version: str) -> list[str]:
    """What Kubernetes of this version would refuse, or take no notice of."""
    found = []
    for one in objects:
        if one["kind"] in OF_OTHERS:
            continue
        try:
            kubernetes_validate.validate(one, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            found.append(f"{one['kind']} {one['metadata']['name']}: {error.message}")
    return found


def test_every_object_follows_the_schema_of_the_oldest_kubernetes(objects: list[Object]) -> None:
    assert refusals(objects, OLDEST) == []


def test_every_object_and_option_follows_the_schema_of_the_newest(with_options: list[Object]) -> None:
    assert refusals(with_options, NEWEST) == []


@pytest.mark.parametrize(
    ("field", "value"), [("replicas", "two"), ("replica", 2), ("strategy", {"rollingUpdate": []})]
)
def test_field_that_is_wrong_or_unknown_is_refused(objects: list[Object], field: str, value: object) -> None:
    """The twin of the tests above: with one field broken they fail."""
    web = deepcopy(one_of(objects, "Deployment", "web"))
    web["spec"][field] = value
    assert len(refusals([web], NEWEST)) == 1


def test_every_knob_stands_in_one_of_the_files() -> None:
    """Document, .env.example, compose and these files name the same: test_knobs.py reads the others."""
    knobs = documented("operations.md") - OF_A_LOCAL_RUN - SAID_BY_COMPOSE
    named = [*values("settings.env"), *values("secrets.env"), *values("owner.env")]
    assert sorted(named) == sorted(knobs | OF_THE_CLUSTER | OF_BOTH)


def test_what_only_the_cluster_knows_is_documented_with_it() -> None:
    assert documented("run-kubernetes.md") == OF_THE_CLUSTER | OF_BOTH


def test_secrets_stand_apart_and_have_no_value() -> None:
    assert {name for name in values("settings.env") if SECRET.search(name)} == PUBLIC_ADDRESSES
    assert set(values("secrets.env").values()) == {""}


@pytest.mark.parametrize("name", [*OURS, "migrate"])
def test_every_knob_reaches_every_pod(objects: list[Object], name: str) -> None:
    container = container_of(one_of(objects, "Job" if name == "migrate" else "Deployment", name))
    settings_map, secrets = (
        one_of(objects, kind, of) for kind, of in (("ConfigMap", "settings"), ("Secret", "secrets"))
    )
    assert container["envFrom"] == [
        {"configMapRef": {"name": settings_map["metadata"]["name"]}},
        {"secretRef": {"name": secrets["metadata"]["name"]}},
    ]
    assert set(settings_map["data"]) == set(values("settings.env"))
    assert set(secrets["data"]) == set(values("secrets.env"))


@pytest.mark.parametrize("name", OURS)
def test_pods_are_told_what_compose_tells_its_containers(objects: list[Object], name: str) -> None:
    told = {one["name"]: one.get("value") for one in container_of(one_of(objects, "Deployment", name))["env"]}
    by_compose = SERVICES[name]["environment"]
    for variable in SAID_BY_COMPOSE - {"ALLOWED_HOSTS", "PUBLIC_URL"}:
        assert told[variable] == str(by_compose[variable])
    host = {"ALLOWED_HOSTS": "$(HOST_NAME)", "PUBLIC_URL": "https://$(HOST_NAME)"}
    assert host.items() <= told.items()
    # Kubernetes puts in what was named before.
    assert list(told).index("HOST_NAME") < min(list(told).index(variable) for variable in host)


def test_only_migrate_is_told_of_the_owner(objects: list[Object]) -> None:
    owner = one_of(objects, "Secret", "owner")["metadata"]["name"]
    told = [
        one["metadata"]["name"] for one in objects if "template" in one.get("spec", {}) and owner in str(one)
    ]
    assert told == ["migrate"]


@pytest.mark.parametrize("name", OURS)
def test_pods_run_what_compose_runs(objects: list[Object], name: str) -> None:
    command = container_of(one_of(objects, "Deployment", name))["command"]
    by_compose = [re.sub(r"\$\{(\w+):-\w+\}", r"$(\1)", part) for part in SERVICES[name]["command"]]
    assert command == by_compose


@pytest.mark.parametrize("name", ["worker", "relay", "beat"])
def test_liveness_is_the_check_of_compose(objects: list[Object], name: str) -> None:
    deployment = one_of(objects, "Deployment", name)
    probe = container_of(deployment)["livenessProbe"]["exec"]["command"]
    assert ["CMD", *probe] == SERVICES[name]["healthcheck"]["test"]
    # Nobody can kill the first process of a container from within.
    assert pod_of(deployment)["shareProcessNamespace"] is True


def test_neither_broker_nor_database_takes_web_out_once_it_is_in(objects: list[Object]) -> None:
    web = container_of(one_of(objects, "Deployment", "web"))
    probes = {name: web[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "readiness", "liveness")}
    assert probes == {
        "startup": "/health/ready",
        "readiness": "/health/live",
        "liveness": "/health/live",
    }


@pytest.mark.parametrize("name", ["web", "door"])
def test_one_that_serves_goes_when_another_serves(objects: list[Object], name: str) -> None:
    deployment = one_of(objects, "Deployment", name)
    assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert one_of(objects, "PodDisruptionBudget", name)["spec"]["maxUnavailable"] == 1
    pause = int(container_of(deployment)["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pod_of(deployment)["terminationGracePeriodSeconds"] >= pause + 60


def test_beat_is_one(objects: list[Object]) -> None:
    spec = one_of(objects, "Deployment", "beat")["spec"]
    assert (spec["replicas"], spec["strategy"]["type"]) == (1, "Recreate")


@pytest.mark.parametrize("name", [*OURS, "migrate", "door"])
def test_pod_has_no_rights(objects: list[Object], name: str) -> None:
    one = one_of(objects, "Job" if name == "migrate" else "Deployment", name)
    pod, container = pod_of(one), container_of(one)
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert set(container["resources"]["requests"]) == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]


def test_portal_runs_as_the_user_of_its_image(objects: list[Object]) -> None:
    made = re.search(r"useradd --system --uid (\d+)", (settings.BASE_DIR / "Dockerfile").read_text())
    assert made is not None
    assert pod_of(one_of(objects, "Deployment", "web"))["securityContext"]["runAsUser"] == int(made[1])


def test_settings_reach_what_is_no_environment(tmp_path: Path) -> None:
    example = copy_tree(tmp_path)
    text = (example / "settings.env").read_text(encoding="utf-8")
    for name, value in {
        "IMAGE": "registry.example.com/smarketing@sha256:" + "0" * 64,
        "HOST_NAME": "leads.example.com",
        "INGRESS_CLASS": "haproxy",
        "INGRESS_NAMESPACE": "doors",
    }.items():
        text = re.sub(rf"(?m)^{name}=.*$", f"{name}={value}", text)
    (example / "settings.env").write_text(text, encoding="utf-8")
    made = render(example)
    images = {container_of(one_of(made, "Deployment", name))["image"] for name in OURS}
    assert images == {"registry.example.com/smarketing@sha256:" + "0" * 64}
    assert container_of(one_of(made, "Job", "migrate"))["image"] in images
    ingress = one_of(made, "Ingress", "portal")["spec"]
    assert (ingress["ingressClassName"], ingress["tls"][0]["hosts"], ingress["rules"][0]["host"]) == (
        "haproxy",
        ["leads.example.com"],
        "leads.example.com",
    )
    (source,) = one_of(made, "NetworkPolicy", "ingress-to-door")["spec"]["ingress"][0]["from"]
    assert source["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "doors"}


def test_shared_volume_takes_the_place_of_the_pods_own(with_options: list[Object]) -> None:
    for name in ("web", "worker"):
        (volume,) = [
            one
            for one in pod_of(one_of(with_options, "Deployment", name))["volumes"]
            if one["name"] == "imports"
        ]
        assert volume == {"name": "imports", "persistentVolumeClaim": {"claimName": "imports"}}
    assert one_of(with_options, "PersistentVolumeClaim", "imports")["spec"]["accessModes"] == [
        "ReadWriteMany"
    ]


def test_prometheus_is_given_the_secret_by_the_name_it_has(with_options: list[Object]) -> None:
    (endpoint,) = one_of(with_options, "ServiceMonitor", "portal")["spec"]["endpoints"]
    secret = one_of(with_options, "Secret", "secrets")
    assert endpoint["authorization"]["credentials"]["name"] == secret["metadata"]["name"]
    assert endpoint["authorization"]["credentials"]["key"] in secret["data"]
