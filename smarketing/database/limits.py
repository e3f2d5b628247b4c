"""How long a process of each kind lets PostgreSQL take. Figures: `DATABASE_LIMITS` in the settings.

A process that names no kind is a command (`migrate`, `conversion --rebuild`) and is never cut off.
"""

from __future__ import annotations

from typing import Final, Literal

from django.conf import settings

Kind = Literal["web", "worker"]

# What PostgreSQL calls each limit.
_PARAMETERS: Final = {
    "statement": "statement_timeout",
    "lock": "lock_timeout",
    "idle": "idle_in_transaction_session_timeout",
}


def become(kind: Kind) -> None:
    """Give every connection that this process opens from now on the limits of its kind.

    What an address says in `options` is kept, and goes before. Behind a pooler they stand at the role: it
    hands a connection of its own from one process to the next, and takes no `options`.
    """
    for entry in settings.DATABASES.values():
        options = entry.setdefault("OPTIONS", {})
        if not settings.DATABASE_POOLER:
            options["options"] = f"{parameters(kind)} {options.get('options', '')}".strip()
        if options.get("application_name") == "smarketing":
            options["application_name"] = f"smarketing-{kind}"


def parameters(kind: Kind) -> str:
    """The limits as a connection takes them; one of 0 seconds is left to the server's own setting."""
    limits = settings.DATABASE_LIMITS[kind]
    return " ".join(
        f"-c {parameter}={round(limits[name] * 1000)}"
        for name, parameter in _PARAMETERS.items()
        if limits[name]
    )
