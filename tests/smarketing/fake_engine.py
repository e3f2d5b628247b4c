"""A container engine of files, for tests of `deploy/release`: `fake_engine.py docker|compose ARGUMENTS…`.

`FAKE_ENGINE` is its file: images with their ids, containers, and `faults`, by release: what it cannot do
(build, migrate, start, serve, work). Notes "nobody serves" when the last web container goes.
"""

import json
import os
import sys
from pathlib import Path

FILE = Path(os.environ["FAKE_ENGINE"])
STATE = json.loads(FILE.read_text())
IMAGES, CONTAINERS = STATE["images"], STATE["containers"]
RELEASE = os.environ.get("RELEASE", "")


def fails(what: str, release: str) -> bool:
    return what in STATE["faults"].get(release, [])


def start(service: str, *, one_off: bool = False) -> str:
    name = f"{service}-{len(STATE['started']) + 1}"
    STATE["started"].append(name)
    CONTAINERS[name] = {
        "service": service,
        "release": RELEASE,
        "id": IMAGES[f"smarketing:{RELEASE}"],
        "one_off": one_off,
    }
    return name


def of(service: str) -> list[str]:
    return [name for name, one in CONTAINERS.items() if one["service"] == service and not one["one_off"]]


def remove(name: str) -> None:
    CONTAINERS.pop(name, None)
    if not of("web"):
        STATE["notes"].append("nobody serves")


def is_healthy(one: dict[str, str]) -> bool:
    if one["one_off"]:
        return not fails("start", one["release"])
    return not fails("serve" if one["service"] == "web" else "work", one["release"])


def inspect(form: str, name: str) -> str:
    one = CONTAINERS[name]
    if "Config.Image" in form:
        return f"smarketing:{one['release']}"
    if "State" in form:
        return "running healthy 0" if is_healthy(one) else "exited unhealthy 0"
    return str(one["id"])


def docker(arguments: list[str]) -> int:
    match arguments:
        case ["image", "inspect", *_, name]:
            print(IMAGES.get(name, ""))
            return int(name not in IMAGES)
        case ["image", "rm", name]:
            del IMAGES[name]
        case ["tag", found, name]:
            IMAGES[name] = found
        case ["inspect", "--format", form, name]:
            print(inspect(form, name))
        case ["rm", *_, name]:
            remove(name)
        case ["exec", name, *_, address]:
            return int(fails(address.removeprefix("http://127.0.0.1:8000"), CONTAINERS[name]["release"]))
    return 0


def up(arguments: list[str]) -> None:
    services = [one for one in arguments if one in {"web", "worker", "beat", "relay"}] or ["web", "worker"]
    scale = dict(one.split("=") for one in arguments if "=" in one)
    for service in services:
        if "--no-recreate" not in arguments:
            for name in [name for name in of(service) if CONTAINERS[name]["release"] != RELEASE]:
                del CONTAINERS[name]
        for _ in range(int(scale.get(service, 1)) - len(of(service))):
            start(service)


def compose(arguments: list[str]) -> int:
    match arguments:
        case ["ps", *_, service]:
            print("\n".join(of(service)))
        case ["build"]:
            if fails("build", RELEASE):
                return 1
            IMAGES[f"smarketing:{RELEASE}"] = f"sha256:of-{RELEASE}"
        case ["run", "--detach", *_]:
            print(start("web", one_off=True))
        case ["run", *_, "--beside", known]:
            STATE["notes"].append(f"{RELEASE} migrates beside {known}")
            return int(fails("migrate", RELEASE))
        case ["exec", "-T", "web", *_]:
            print("leads.0001_first")
        case ["up", *rest]:
            up(rest)
    return 0


code = {"docker": docker, "compose": compose}[sys.argv[1]](sys.argv[2:])
FILE.write_text(json.dumps(STATE))
sys.exit(code)
