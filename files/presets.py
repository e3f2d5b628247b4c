"""Kinds of files we know by their headings: what their columns mean where a guess would be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from re import Pattern

from files.fields import Field
from files.headings import heading_key


@dataclass(frozen=True, kw_only=True, slots=True)
class Preset:
    """One kind of file. `headings`: those all such files have, as `heading_key` writes them.

    means: {heading: field}, "" for one that means nothing to us. source: whose numbers the external ones are.
    prefix: what stands before the cells of the fields `prefixed` and is no part of them.
    """

    name: str
    headings: frozenset[str]
    means: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    prefix: Pattern[str] | None = None
    prefixed: frozenset[str] = frozenset()

    def adapt(self, target: Field) -> Field:
        """The field as it is read in such files."""
        prefix, read = self.prefix, target.read
        if prefix is None or target.name not in self.prefixed:
            return target
        return replace(target, read=lambda text: read(prefix.sub("", text, count=1)))


def find_preset(presets: Iterable[Preset], columns: Sequence[str]) -> Preset | None:
    """The first kind of file these columns are of."""
    keys = set(map(heading_key, columns))
    return next((preset for preset in presets if preset.headings <= keys), None)
