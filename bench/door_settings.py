"""The portal with one more address; see `bench.door`."""

from __future__ import annotations

from smarketing.settings import *  # noqa: F403

ROOT_URLCONF = "bench.door"
