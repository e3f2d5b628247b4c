"""`make bench`: fill, measure, print the table, write `$VAR_DIR/bench.json`."""

from __future__ import annotations

import argparse
import os
import shutil
import time
from pathlib import Path

import django

SIZES = (10_000, 1_000_000)


def main() -> None:
    """Measure in a database of its own below `$VAR_DIR/bench`, which is made anew each time."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of leads, ascending")
    parser.add_argument("--keep", action="store_true", help="leave the filled database where it is")
    arguments = parser.parse_args()
    outer = Path(os.environ.get("VAR_DIR", "var")).resolve()
    inner = outer / "bench"
    start_anew(inner)
    os.environ |= {"VAR_DIR": str(inner), "DJANGO_SETTINGS_MODULE": "smarketing.settings"}
    os.environ.setdefault("LOG_LEVEL", "ERROR")

    from run import embedded

    embedded.ensure_postgres(inner)
    embedded.ensure_valkey(inner)
    try:
        django.setup()
        measure(sizes=sorted(arguments.sizes), result=outer / "bench.json")
    finally:
        embedded.stop_all(inner)
        if not arguments.keep:
            shutil.rmtree(inner, ignore_errors=True)


def start_anew(inner: Path) -> None:
    """Remove what an interrupted run left."""
    from run import embedded

    embedded.stop_all(inner)
    shutil.rmtree(inner, ignore_errors=True)
    inner.mkdir(parents=True)


def measure(*, sizes: list[int], result: Path) -> None:
    from django.core.management import call_command

    from bench import measures, serving
    from bench.report import Entry, as_table, write_json
    from bench.stock import fill_up_to, make_stage

    call_command("migrate", verbosity=0)
    stock = make_stage()
    entries: list[Entry] = []
    for size in sizes:
        began = time.perf_counter()
        fill_up_to(size, stock)
        print(f"{size:,} leads made and counted in {time.perf_counter() - began:.0f} s", flush=True)
        with serving.portal() as ours, serving.bare() as limit:
            entries += measures.measure_pages(ours=ours, limit=limit, stock=stock, size=size)
        entries += [measures.measure_job(size=size), measures.measure_rebuild(size=size)]
    with serving.portal() as ours, serving.bare() as limit:
        entries += measures.measure_sizes(ours=ours.port, stock=stock)
        entries.append(measures.measure_capture(ours=ours.port, limit=limit.port, stock=stock))
    with serving.portal() as ours, serving.jobs() as (worker, beat):
        time.sleep(5)
        entries.append(measures.measure_memory(ours, worker, beat))
        entries.append(measures.measure_freshness(ours=ours.port, stock=stock))
    write_json(entries, result)
    print(as_table(entries))
    print(f"\nWritten to {result}")


if __name__ == "__main__":
    main()
