"""What a kind of file says of its columns holds before the first such file comes."""

from __future__ import annotations

from files.headings import heading_key
from files.targets import target_named
from leads.doors.presets import PRESETS


def test_presets_write_headings_as_they_are_compared() -> None:
    headings = {heading for preset in PRESETS for heading in (*preset.headings, *preset.means)}
    assert {heading for heading in headings if heading_key(heading) != heading} == set()


def test_presets_name_fields_that_files_of_leads_have() -> None:
    fields = {field.name for field in target_named("leads").fields()}
    named = {name for preset in PRESETS for name in (*preset.means.values(), *preset.prefixed)}
    assert named - fields - {""} == set()
