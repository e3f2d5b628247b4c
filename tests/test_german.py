"""The German catalogue is complete and speaks with Sie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

FAMILIAR = re.compile(r"\b(du|dich|dir|dein\w*|euch|euer\w*)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    path = Path(settings.LOCALE_PATHS[0]) / "de" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale="de")


def texts_of(message: Message) -> Iterator[str]:
    german = message.string or ""
    yield from (german,) if isinstance(german, str) else german


def test_every_text_has_its_german(catalogue: Catalog) -> None:
    missing = [message.id for message in catalogue if message.id and not all(texts_of(message))]
    assert len(catalogue) > 1000
    assert missing == []


def test_no_german_text_is_a_guess(catalogue: Catalog) -> None:
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_german_keeps_every_placeholder(catalogue: Catalog) -> None:
    assert [(message.id, errors) for message, errors in catalogue.check()] == []


def test_german_addresses_people_with_sie(catalogue: Catalog) -> None:
    familiar = [text for message in catalogue for text in texts_of(message) if FAMILIAR.search(text)]
    assert familiar == []
