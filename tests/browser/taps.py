"""Taps and clicks as they are counted for whoever works with it all day."""

from __future__ import annotations

from playwright.sync_api import Locator


class Taps:
    """Presses, and counts; typing is not counted."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        target.click()
        self.count += 1

    def choose(self, field: Locator, label: str) -> None:
        """Opening the list is one, the choice another."""
        field.select_option(label=label)
        self.count += 2
