"""What the rehearsal reads out of the documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rehearsal.documents import knobs, section, shell_block, shell_blocks
from tests.rehearsal.report import Fault

PAGE = """# Running it

## A new release

Type this:

    deploy/release 2026.1
    docker compose ps

```sh
deploy/release --back  # to go back
```

```python
no_shell()
```

### Details

    deploy/release --help

## Knobs

| variable | means |
|---|---|
| `WEB_WORKERS`, `WEB_THREADS` | see `PORT` |
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "operations.md"
    file.write_text(PAGE)
    return file


def test_section_ends_at_the_next_heading_of_its_rank(page: Path) -> None:
    assert section(page, "Details") == ["", "    deploy/release --help", ""]


def test_section_that_is_not_there_is_a_fault(page: Path) -> None:
    with pytest.raises(Fault, match=r"operations\.md has no heading “Backup”"):
        section(page, "Backup")


def test_shell_blocks_are_those_to_be_typed_in_their_order(page: Path) -> None:
    assert shell_blocks(page, "A new release") == [
        "deploy/release 2026.1\ndocker compose ps",
        "deploy/release --back  # to go back",
        "deploy/release --help",
    ]


def test_shell_block_is_found_by_a_word(page: Path) -> None:
    assert shell_block(page, "A new release", "--back") == "deploy/release --back  # to go back"


def test_section_without_anything_to_be_typed_is_a_fault(page: Path) -> None:
    with pytest.raises(Fault, match="says under “Knobs” nothing to be typed"):
        shell_blocks(page, "Knobs")


def test_knobs_stand_in_the_first_column(page: Path) -> None:
    assert knobs(page, "Knobs") == ["WEB_WORKERS", "WEB_THREADS"]
