"""What every other room reads: the environment, where the files lie, and whether this is a local run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env


class Knobs(Env):
    """An empty variable says as little as one that is missing: `.env` names every knob, most empty."""

    def _get_value(self, env_key: str, default: Any) -> Any:
        return super()._get_value(env_key, None) or default


env = Knobs()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).resolve()

DEBUG = env.bool("DEBUG", False)
# "local" is what `make run` and the tests use; "production" refuses to start without its secrets.
DEPLOYMENT = env.str("DEPLOYMENT", "local")
if DEPLOYMENT not in {"local", "production"}:
    raise ImproperlyConfigured(f"DEPLOYMENT is {DEPLOYMENT!r}; allowed are local and production.")
IS_LOCAL = DEPLOYMENT == "local"


def required(name: str, *, local: str = "") -> str:
    """Read a variable that a local run may leave out and production must set."""
    value = env.str(name, "") or (local if IS_LOCAL else "")
    if not value and not IS_LOCAL:
        raise ImproperlyConfigured(f"{name} is not set; DEPLOYMENT=production needs it (docs/operations.md).")
    return value
