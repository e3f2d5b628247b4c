"""`python -m tests.faults.drift`: how many kept counts differ from a fresh count, as a number."""

from __future__ import annotations

import os

import django


def main() -> int:
    """What the nightly proof would report."""
    from counting import proof

    return proof.verify()["cells"]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarketing.settings")
    django.setup()
    print(main())
