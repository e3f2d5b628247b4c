"""Pods run by a container engine as their manifest says: user, rights, disks, variables, command, probes.

What a kubelet does with one pod is done here, preStop and all; what the rest of a cluster does is not:
Services, DNS, rollouts, restarts.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.rehearsal.report import Fault
from tests.rehearsal.stack import Stack
from tests.smarketing.kubernetes import container_of, one_of, pod_of

NAMESPACE: Final = "smarketing"
REFERENCE: Final = re.compile(r"\$\((\w+)\)")
# As a kubelet: by the pod's own address, with nobody's name.
ASK: Final = (
    "import sys, urllib.request as u; headers = dict(one.split('=', 1) for one in sys.argv[2:]);"
    "u.urlopen(u.Request(sys.argv[1], headers=headers), timeout=10)"
)
KNOCK: Final = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)"
Object = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Pod:
    """A container of this manifest. `objects` are all that were sent to the cluster with it."""

    stack: Stack
    manifest: Object
    objects: list[Object]
    name: str

    @property
    def spec(self) -> Object:
        return container_of(self.manifest)

    def start(self, network: str, *more: str, also_in: str = "") -> None:
        """Start it in its networks: in a cluster too it has its address before its program begins."""
        create = ("create", "--name", self.name, "--network", network, *self.rights(), *self.disks(), *more)
        variables = [f"--env={name}={value}" for name, value in self.variables().items()]
        self.stack.docker(*create, *variables, self.spec["image"], *self.command())
        if also_in:
            self.stack.docker("network", "connect", also_in, self.name)
        self.stack.docker("start", self.name)

    def rights(self) -> Iterator[str]:
        pod, own = pod_of(self.manifest), self.spec["securityContext"]
        yield f"--user={pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}"
        yield f"--memory={self.spec['resources']['limits']['memory'].removesuffix('i')}"
        yield from [f"--cap-drop={one}" for one in own["capabilities"]["drop"]]
        yield from ["--read-only"] if own["readOnlyRootFilesystem"] else []
        yield from ["--security-opt=no-new-privileges"] if not own["allowPrivilegeEscalation"] else []
        # The pod's own first process is then not ours, as here.
        yield from ["--init"] if pod.get("shareProcessNamespace") else []

    def disks(self) -> Iterator[str]:
        volumes = {one["name"]: one for one in pod_of(self.manifest)["volumes"]}
        for mount in self.spec["volumeMounts"]:
            volume, path = volumes[mount["name"]], mount["mountPath"]
            if "emptyDir" in volume:
                size = volume["emptyDir"].get("sizeLimit", "64Mi").removesuffix("i")
                yield f"--tmpfs={path}:mode=1777,size={size}"
            elif "configMap" in volume:
                yield f"--volume={self.stack.folder}/deploy/nginx:{path}:ro"

    def variables(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for source in self.spec.get("envFrom", []):
            for kind, key in (("ConfigMap", "configMapRef"), ("Secret", "secretRef")):
                found |= self.data(kind, source[key]["name"]) if key in source else {}
        for one in self.spec["env"]:
            value = one["value"] if "value" in one else self.referred(one["valueFrom"])
            found[one["name"]] = filled_in(value, found)
        return found

    def referred(self, source: Object) -> str:
        if "fieldRef" in source:
            return NAMESPACE
        kind, key = (
            ("Secret", "secretKeyRef") if "secretKeyRef" in source else ("ConfigMap", "configMapKeyRef")
        )
        if source[key].get("optional"):
            return ""
        return self.data(kind, source[key]["name"])[source[key]["key"]]

    def data(self, kind: str, name: str) -> dict[str, str]:
        data: dict[str, str] = one_of(self.objects, kind, name.rpartition("-")[0])["data"]
        return (
            {key: base64.b64decode(one).decode() for key, one in data.items()} if kind == "Secret" else data
        )

    def command(self) -> list[str]:
        variables = self.variables()
        return [filled_in(part, variables) for part in self.spec.get("command", [])]

    def probe(self, name: str, *, asker: Pod | None = None) -> None:
        """Do one of its probes once. Raises Fault where it fails; a port is tried by `asker`."""
        probe = self.spec[f"{name}Probe"]
        if "exec" in probe:
            self.run(*probe["exec"]["command"])
        elif "httpGet" in probe:
            headers = [f"{one['name']}={one['value']}" for one in probe["httpGet"]["httpHeaders"]]
            self.run(
                "python", "-c", ASK, f"http://{self.address}:{self.port}{probe['httpGet']['path']}", *headers
            )
        else:
            (asker or self).run("python", "-c", KNOCK, self.address, str(self.port))

    def wait(self, name: str, *, asker: Pod | None = None) -> None:
        """Do a probe until it is well. Raises Fault with its last words after two minutes or more."""
        probe = self.spec[f"{name}Probe"]
        for tries in range(40, -1, -1):
            try:
                self.probe(name, asker=asker)
            except Fault:
                if not tries:
                    raise Fault(self.stack.docker("logs", "--tail", "20", self.name)) from None
                time.sleep(min(probe["periodSeconds"], 3))
            else:
                return

    def end(self) -> None:
        """Its preStop, then the signal of its image, then what is left of its grace."""
        grace = pod_of(self.manifest)["terminationGracePeriodSeconds"]
        pause = self.spec.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", [])
        if pause:
            self.run(*pause)
            grace -= int(pause[-1])
        self.stack.docker("stop", "--time", str(grace), self.name)
        self.stack.docker("rm", self.name)

    def run(self, *command: str) -> str:
        return self.stack.docker("exec", self.name, *command)

    @property
    def address(self) -> str:
        return self.stack.inspect(
            self.name, "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}"
        ).split()[0]

    @property
    def port(self) -> int:
        return int(self.spec["ports"][0]["containerPort"])


def filled_in(text: str, values: dict[str, str]) -> str:
    """The text as Kubernetes makes it of these values: what it does not know it leaves."""
    return REFERENCE.sub(lambda found: values.get(found[1], found[0]), text)
