"""The shape of the house: who imports whom, migrations with a name and a way back, files one gets through."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

ROOT: Path = settings.BASE_DIR
APPS = [
    *("outbox", "pages", "accounts", "files", "campaigns", "firms", "leads", "talk"),
    *(
        "handoff",
        "feedback",
        "counting",
        "surveys",
        "second_opinions",
        "findings",
        "insights",
        "bulk",
        "desk",
        "smarketing",
        "demo",
        "run",
    ),
]
# With the room that has no models, pages or texts to be found, and so is no app of Django's.
ROOMS = [*APPS, "figures"]
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
# Longer than the limit on purpose, each with its reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
AUTO_NAME = re.compile(r"_auto_\d{8}_\d{4}$|^\d{4}_initial$")


def sources(*folders: str) -> Iterator[Path]:
    """Every Python file we wrote in these folders, migrations left out."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def own_migrations() -> list[tuple[str, str]]:
    """(app, name) of every migration of ours."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    return sorted(key for key in loader.disk_migrations if key[0] in APPS)


@pytest.mark.django_db
def test_migrations_say_what_they_do() -> None:
    assert [name for _, name in own_migrations() if AUTO_NAME.search(name)] == []


def all_operations(operation: Operation) -> Iterator[Operation]:
    """An operation and those it wraps."""
    yield operation
    for key in ("database_operations", "state_operations"):
        for inner in getattr(operation, key, []):
            yield from all_operations(inner)


@pytest.mark.django_db
def test_migrations_can_be_taken_back() -> None:
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    one_way = [
        f"{app}.{name}: {operation.describe()}"
        for app, name in own_migrations()
        for outer in loader.disk_migrations[app, name].operations
        for operation in all_operations(outer)
        if not operation.reversible
    ]
    assert one_way == []


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    from django.core.management import call_command

    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit:
        pytest.fail("A model says something else than its migration: what, stands in the output below.")


@pytest.mark.django_db
def test_each_app_has_one_last_migration() -> None:
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    assert [app for app in APPS if len(loader.graph.leaf_nodes(app)) > 1] == []


def test_import_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-3000:]


def test_contracts_name_every_package() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert set(contracts[0]["layers"]) == packages - {"tests"}
    assert set(contracts[1]["containers"]) == packages - {
        "tests",
        "values",
        "smarketing",
        "demo",
        "run",
        "bench",
    }


def test_values_have_no_models_of_their_own() -> None:
    """Contracts see only `django` as a whole: values may read the rules of a row they are handed."""
    found = [
        f"{path.name}: {node.name}"
        for path in sources("values")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Model") for base in node.bases)
    ]
    assert found == []


def test_no_two_apps_import_each_other() -> None:
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    pairs = {
        (importer.split(".")[0], imported.split(".")[0])
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    assert [pair for pair in sorted(pairs) if pair[0] < pair[1] and pair[::-1] in pairs] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    left = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
    while free := {module for module, imported in left.items() if not imported & left.keys()}:
        left = {module: imported for module, imported in left.items() if module not in free}
    assert sorted(left) == []


def test_no_app_outside_the_plan() -> None:
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    assert ours == set(APPS)


def test_files_are_short_enough_to_read() -> None:
    too_long = {
        str(path.relative_to(ROOT))
        for path in sources(*ROOMS, "tests")
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    }
    assert too_long == set(LONG_FILES)


def test_functions_are_short_enough_to_read() -> None:
    too_long = {
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in sources(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    }
    assert too_long == set(LONG_FUNCTIONS)


@pytest.mark.parametrize("name", ["requirements/base.txt", "requirements/dev.txt", "package-lock.json"])
def test_lock_file_names_no_registry(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    # "funding" of npm packages are pages for people; the head of a .txt tells how it was made.
    told = [line for line in lines if not line.startswith("#") and "opencollective.com" not in line]
    assert [
        line for line in told if re.search(r"://|index-url|find-links|trusted-host|\bresolved\b", line)
    ] == []


def test_npm_keeps_registries_out_of_its_lock_file() -> None:
    rules = (ROOT / ".npmrc").read_text(encoding="utf-8").splitlines()
    assert {"omit-lockfile-registry-resolved=true", "ignore-scripts=true"} <= set(rules)


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_locked_requirement_has_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-zA-Z][\w.-]*==\S+(.*)$", text, flags=re.MULTILINE)
    assert pinned
    # A marker may stand between: for which Python or platform it is.
    assert all(re.fullmatch(r"(\s*;.+?)?\s*\\", rest) for rest in pinned)


def test_every_posted_topic_is_a_task() -> None:
    from smarketing.celery import app

    app.loader.import_default_modules()
    topics = {
        found
        for path in sources(*ROOMS)
        for found in re.findall(r"topic=\"([\w.]+)\"", path.read_text(encoding="utf-8"))
    }
    assert topics <= set(app.tasks)


def test_capture_is_entered_by_its_door_alone() -> None:
    """What a lead comes in by is named in leads/capture/__init__.py; its modules are its own affair."""
    inner = re.compile(r"(from|import) leads\.capture\.\w")
    found = [path.relative_to(ROOT) for path in sources(*ROOMS) if inner.search(path.read_text())]
    beside = [str(path) for path in found if path.parent != Path("leads/capture")]
    assert beside == [], "Import from leads.capture: its __init__ names what a door needs."


def notifications_in_any_language(source: str) -> list[int]:
    """Lines of calls of `notify` that stand in no `with translation.override(<its user>.language)`."""
    tree = ast.parse(source)
    worded = {
        call.lineno
        for block in ast.walk(tree)
        if isinstance(block, ast.With)
        for call, reader in calls_of_notify(block)
        if f"translation.override({reader}.language)" in ast.unparse(block.items[0])
    }
    return [call.lineno for call, _reader in calls_of_notify(tree) if call.lineno not in worded]


def calls_of_notify(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Each call with the expression that names its reader."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "notify":
            yield node, next(ast.unparse(word.value) for word in node.keywords if word.arg == "user")


def test_every_notification_is_worded_in_the_language_of_its_reader() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources(*ROOMS)
        for line in notifications_in_any_language(path.read_text(encoding="utf-8"))
    ]
    assert found == [], "Word it within `with translation.override(reader.language):`."


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ("with translation.override(rep.language):", []),
        ("with translation.override(actor.language):", [2]),
        ("if rep.is_active:", [2]),
    ],
)
def test_notification_in_another_language_is_found(block: str, lines: list[int]) -> None:
    assert notifications_in_any_language(f"{block}\n    notify(user=rep, kind='x', title=_('New'))") == lines


def test_nothing_is_enqueued_beside_the_outbox() -> None:
    """`delay()` in a request hangs when Redis stalls; only the relay speaks to it, and beat."""
    enqueues = re.compile(r"\.(apply_async|delay|send_task)\(")
    found = [str(path.relative_to(ROOT)) for path in sources(*ROOMS) if enqueues.search(path.read_text())]
    assert found == ["outbox/relay.py", "smarketing/beat.py"]


def test_dangerous_calls_give_their_reason() -> None:
    risky = re.compile(r"mark_safe\(|csrf_exempt|\.raw\(|filter\(\*\*request")
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(*ROOMS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if risky.search(line) and "#" not in line and not line.lstrip().startswith(("from ", "import "))
    ]
    assert bare == []
