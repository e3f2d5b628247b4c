"""Brings won and lost deals in from a CSV file: `manage.py import_outcomes FILE --map external_id=id --map
won_at=won`.
"""

from __future__ import annotations

from files.command import ImportCommand


class Command(ImportCommand):
    help = "Import outcomes of known leads from a CSV file and print what became of its rows as JSON."
    target = "outcomes"
