"""Every bad file through the import: never an exception, never half written, never silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from accounts.models import Company
from campaigns.models import Campaign
from files.problems import ImportRefused
from leads.models import Lead, Person
from tests.corpus.csv_files import READ, UNUSABLE, BadFile, Unusable
from tests.importing import counts, run, write

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("bad", READ, ids=lambda bad: bad.name)
def test_a_bad_file_loses_only_what_is_bad(company: Company, tmp_path: Path, bad: BadFile) -> None:
    path = write(tmp_path, bad.content)

    report = run(path)

    assert tuple((error.row, error.column) for error in report.errors) == bad.errors
    assert tuple((remark.row, remark.column) for remark in report.remarks) == bad.remarks
    assert (report.created, report.rejected) == (bad.created, len({row for row, _column in bad.errors}))
    assert Lead.objects.count() == bad.created
    assert [error for error in (*report.errors, *report.remarks) if not error.message] == []
    assert counts(run(path))[:2] == (0, 0)


@pytest.mark.parametrize("bad", UNUSABLE, ids=lambda bad: bad.name)
def test_an_unusable_file_is_refused_whole(company: Company, tmp_path: Path, bad: Unusable) -> None:
    with translation.override("en"), pytest.raises(ImportRefused) as refusal:
        run(write(tmp_path, bad.content))

    assert bad.says in refusal.value.message
    assert (Lead.objects.count(), Person.objects.count(), Campaign.objects.count()) == (0, 0, 0)
