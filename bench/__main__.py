"""`make bench`: fill, measure, print the table, write `$VAR_DIR/bench.json`."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings

from bench.report import Entry, as_table, write_json

if TYPE_CHECKING:
    from bench.stock import Shape

SIZES = (10_000, 1_000_000)
IMPORT_ROWS = (100_000,)
# Of these, 5,000 are open.
LADEN = 12_500


def main() -> None:
    """Measure in a database of its own below `$VAR_DIR/bench`, made anew for each shape of a company."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of leads, ascending")
    parser.add_argument("--rows", type=int, nargs="*", default=IMPORT_ROWS, help="numbers of rows to import")
    parser.add_argument("--keep", action="store_true", help="leave the filled database where it is")
    arguments = parser.parse_args()
    outer = Path(os.environ.get("VAR_DIR", "var")).resolve()
    inner = outer / "bench"
    os.environ |= {"VAR_DIR": str(inner), "DJANGO_SETTINGS_MODULE": "smarketing.settings"}
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    # The one below VAR_DIR goes with the folder, and who was signed in with it.
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    sizes = sorted(arguments.sizes)
    try:
        start_anew(inner)
        django.setup()
        wide = measure_wide(sizes[0])
        start_anew(inner)
        laden = measure_laden()
        start_anew(inner)
        entries = [*measure(sizes=sizes, import_rows=arguments.rows, folder=outer), *wide, *laden]
    finally:
        stop(inner)
        if not arguments.keep:
            shutil.rmtree(inner, ignore_errors=True)
    tell(entries, outer / "bench.json")


def start_anew(inner: Path) -> None:
    """Empty servers; what an interrupted run or another shape left is removed."""
    from run import embedded

    stop(inner)
    shutil.rmtree(inner, ignore_errors=True)
    inner.mkdir(parents=True)
    embedded.ensure_postgres(inner)
    embedded.ensure_valkey(inner)


def stop(inner: Path) -> None:
    from django.db import connections

    from run import embedded

    if settings.configured:
        connections.close_all()
    embedded.stop_all(inner)


def measure_wide(size: int) -> list[Entry]:
    """The joint page of a company with many campaigns."""
    from bench.measures import measure_joint_page
    from bench.stock import Shape

    return _measure_shape(Shape(campaigns=200, ctas_each=5), size, measure_joint_page)


def measure_laden() -> list[Entry]:
    """Today of a rep with 5,000 open leads."""
    from bench.measures import measure_rep
    from bench.stock import Shape

    return _measure_shape(Shape(reps=1), LADEN, measure_rep)


def _measure_shape(shape: Shape, size: int, measure: Callable[..., Iterable[Entry]]) -> list[Entry]:
    from django.core.management import call_command

    from bench import serving
    from bench.stock import fill_up_to, make_stage

    call_command("migrate", verbosity=0)
    stock = make_stage(shape)
    fill_up_to(size, stock)
    with serving.portal() as ours, serving.bare() as limit:
        return list(measure(ours=ours, limit=limit, stock=stock, size=size))


def measure(*, sizes: list[int], import_rows: list[int], folder: Path) -> list[Entry]:
    """Everything, in a company of the usual shape."""
    from django.core.management import call_command

    from bench import counts, importing, measures, serving
    from bench.stock import Shape, fill_up_to, make_stage

    call_command("migrate", verbosity=0)
    stock = make_stage(Shape())
    entries: list[Entry] = []
    for size in sizes:
        began = time.perf_counter()
        fill_up_to(size, stock)
        print(f"{size:,} leads made and counted in {time.perf_counter() - began:.0f} s", flush=True)
        with serving.portal() as ours, serving.bare() as limit:
            entries += measures.measure_pages(ours=ours, limit=limit, stock=stock, size=size)
        entries += measures.measure_duplicates(stock=stock, size=size)
        entries += counts.measure_counts(size=size)
    with serving.portal() as ours, serving.bare() as limit:
        entries += measures.measure_sizes(ours=ours.port, stock=stock)
        with serving.door() as door:
            ports = {"ours": ours.port, "door": door.port, "limit": limit.port}
            entries += measures.measure_capture(**ports, stock=stock)
    for rows in import_rows:
        entries += importing.measure_import(rows=rows, folder=folder)
    with serving.portal() as ours, serving.jobs() as others:
        time.sleep(5)
        entries.append(measures.measure_memory(ours, *others))
        entries.append(measures.measure_freshness(ours=ours.port, stock=stock))
    return entries


def tell(entries: list[Entry], result: Path) -> None:
    write_json(entries, result)
    print(as_table(entries))
    print(f"\nWritten to {result}")


if __name__ == "__main__":
    main()
