"""German as Django writes it, but with a comma between day and time, as our sentences have it."""

from __future__ import annotations

SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
