"""Files to import, and short ways to import them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from files import engine
from files.problems import Report
from files.sources import LocalFile
from files.targets import Options


def write(folder: Path, content: str | bytes, name: str = "leads.csv") -> Path:
    """A file with this content; text is written as UTF-8."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def run(
    path: Path,
    *,
    target: str = "leads",
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    campaign: str = "Messe",
    create: bool = True,
    own: Mapping[str, Any] | None = None,
    **options: Any,
) -> Report:
    """Import it; leads go to the campaign "Messe" and make what is missing, unless told otherwise."""
    said = {"campaign": campaign, "create": create, **(own or {})}
    job = engine.Job(
        target=target, file=LocalFile(path), mapping=mapping, options=Options(own=said, **options)
    )
    return engine.run(job, dry_run=dry_run)


def counts(report: Report) -> tuple[int, int, int, int]:
    """(created, merged, suppressed, rejected), after the sum was seen to add up."""
    assert report.rows == report.created + report.merged + report.suppressed + report.rejected
    return report.created, report.merged, report.suppressed, report.rejected


def problems(report: Report) -> list[tuple[int, str, str]]:
    """(row, column, value) of every error."""
    return [(problem.row, problem.column, problem.value) for problem in report.errors]
