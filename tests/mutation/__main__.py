"""Change the rules in every way mutmut knows and see that a test fails: `python -m tests.mutation`.

Which modules are changed and which tests have to notice stands in pyproject.toml. One mutant at a time,
because all share one database. What survived is listed; docs/mutation.md says of each why it may.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mutmut.mutation.data import SourceFileMutationData
from mutmut.stats import status_by_exit_code

MUTANTS: Final = Path("mutants")
FLOOR: Final = 90
# A mutant that never ends was noticed too.
NOTICED: Final = {"killed", "timeout"}


@dataclass(frozen=True, kw_only=True)
class Module:
    """What became of the mutants of one module."""

    path: Path
    mutants: int
    survivors: tuple[str, ...]

    @property
    def killed(self) -> int:
        return self.mutants - len(self.survivors)

    @property
    def percent(self) -> float:
        return 100 * self.killed / self.mutants


def modules() -> Iterator[Module]:
    """Every module that has a mutant, as the last run left it."""
    for meta in sorted(MUTANTS.rglob("*.py.meta")):
        data = SourceFileMutationData(path=meta.relative_to(MUTANTS).with_suffix(""))
        data.load()
        status = {name: status_by_exit_code[code] for name, code in data.exit_code_by_key.items()}
        if status:
            survivors = tuple(name for name in status if status[name] not in NOTICED)
            yield Module(path=Path(data.path), mutants=len(status), survivors=survivors)


def report(found: list[Module]) -> list[Module]:
    """Print the table and the survivors, and return the modules below the floor."""
    print(f"\n{'':36}{'mutants':>9}{'killed':>9}{'survived':>9}{'percent':>9}")
    for module in found:
        row = (module.mutants, module.killed, len(module.survivors))
        print(f"{module.path!s:36}{''.join(f'{number:9}' for number in row)}{module.percent:9.1f}")
    print("\nSurvived (`.venv/bin/mutmut show NAME` says what was changed):")
    print(*(f"  {name}" for module in found for name in module.survivors), sep="\n")
    return [module for module in found if module.percent < FLOOR]


def run(var_dir: Path) -> int:
    """Run mutmut afresh, on servers of its own, and return its exit code."""
    for old in (MUTANTS, var_dir):
        shutil.rmtree(old, ignore_errors=True)
    there = {**os.environ, "VAR_DIR": str(var_dir)}
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "1"]
    var_dir.mkdir(parents=True)
    try:
        # Its counter turns ten times a second: for a terminal only.
        with (var_dir / "mutmut.log").open("w") as log:
            shown = None if sys.stdout.isatty() else log
            return subprocess.run(command, env=there, check=False, stdout=shown).returncode
    finally:
        subprocess.run([sys.executable, "manage.py", "stop_servers"], env=there, check=False)


def main() -> int:
    """Return 0 when every module has at least as many of its mutants killed as the floor says."""
    var_dir = Path(os.environ["VAR_DIR"])
    if code := run(var_dir):
        print(f"mutmut ended with exit code {code}; {var_dir}/mutmut.log says why, unless it was said here.")
        return code
    found = list(modules())
    weak = report(found)
    names = ", ".join(str(module.path) for module in weak)
    print(f"\nBelow {FLOOR} %: {names}" if weak else f"\nOf every module at least {FLOOR} % were killed.")
    return 1 if weak or not found else 0


if __name__ == "__main__":
    sys.exit(main())
