"""A column of phones: what digits without a sign are in it, by its other numbers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from values.phones import (
    DEFAULT_REGION,
    FRINGE,
    Bare,
    code_of,
    is_national,
    is_told_by_length,
    normalise_phone,
)
from values.remarks import Remarked
from values.text import shorten


class PhoneColumn:
    """Learns from every number of a column (`learn`) what bare digits are in it, then reads them (`read`).

    What was declared stands; `found` is what an earlier look at the same column learned. `read` raises
    ValidationError, or Remarked where the column does not tell what a number is, and its length does.
    """

    def __init__(
        self, *, region: str = DEFAULT_REGION, declared: Bare | None = None, found: Bare | None = None
    ) -> None:
        self.region = region
        self.code = code_of(region)
        self._found: set[Bare] = {told} if (told := declared or found) else set()
        self._is_declared = declared is not None

    def learn(self, text: str) -> None:
        """Learn from a number that says by itself how it is meant: +49 …, digits that lost their 0, or digits
        that cannot have lost one.
        """
        if self._is_declared or len(self._found) > 1:
            return
        typed = text.removeprefix("p:").lstrip(FRINGE + "(")
        if typed.startswith((f"+{self.code}", f"00{self.code}")):
            self._found.add(Bare.INTERNATIONAL)
        elif typed[:1] in "123456789" and (meant := self._tell(typed)):
            self._found.add(meant)

    def _tell(self, typed: str) -> Bare | None:
        if not typed.startswith(self.code):
            is_one = typed.isdecimal() and is_national(typed, region=self.region)
            return Bare.NATIONAL if is_one else None
        if Bare.INTERNATIONAL in self._found or not is_told_by_length(typed, region=self.region):
            return None
        return Bare.INTERNATIONAL

    @property
    def bare(self) -> Bare | None:
        """What bare digits are in this column; None where no number tells, or they contradict each other."""
        return next(iter(self._found)) if len(self._found) == 1 else None

    def read(self, text: str) -> str:
        typed = text.removeprefix("p:")
        is_told = self._is_declared or self.bare is Bare.INTERNATIONAL
        if not is_told and is_told_by_length(typed, region=self.region):
            number = normalise_phone(typed, region=self.region)
            message = _("“%(value)s” was read as %(number)s; with a 0 before it, it would be too long.")
            raise Remarked(number, message % {"value": shorten(typed), "number": number})
        return normalise_phone(typed, region=self.region, bare=self.bare)
