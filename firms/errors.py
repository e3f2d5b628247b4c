from __future__ import annotations

from values.refusals import IllegalMove


class FirmMerged(IllegalMove):
    """This firm was merged into another and stands for nothing of its own any more."""


class NoCustomer(IllegalMove):
    """What is no customer cannot cease to be one."""


class ToldApart(IllegalMove):
    """Somebody said that these two are not one."""
