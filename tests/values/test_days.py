from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from values.days import check_day, check_moment, months_later, parse_day, written

FIRST_MOMENT, LAST_MOMENT = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("31.12.2026", "de", date(2026, 12, 31)),
        ("1.2.2026", "de", date(2026, 2, 1)),
        ("2026-12-31", "de", date(2026, 12, 31)),
        ("2026-12-31", "en", date(2026, 12, 31)),
        ("31.12.2026", "en", date(2026, 12, 31)),
        ("31/12/2026", "en", date(2026, 12, 31)),
        ("12/31/2026", "en", date(2026, 12, 31)),
        ("05/05/2026", "en", date(2026, 5, 5)),
        (" 1.1.2000 ", "de", date(2000, 1, 1)),
        ("31.12.2099", "de", date(2099, 12, 31)),
    ],
)
def test_day_is_read_in_the_form_of_the_language(text: str, language: str, day: date) -> None:
    assert parse_day(text, language) == day


def test_day_with_two_readings_is_refused_with_both() -> None:
    with pytest.raises(ValidationError, match=r"2026-05-06.*2026-06-05") as caught:
        parse_day("05/06/2026", "en")
    assert caught.value.code == "ambiguous"


@pytest.mark.parametrize(
    "text", ["30.02.2026", "31.12.26", "1.1.0001", "31.12.9999", "gestern", "٣١.١٢.٢٠٢٦"]
)
def test_what_is_no_day_is_named(text: str) -> None:
    with pytest.raises(ValidationError, match=text):
        parse_day(text, "de")


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        (
            " 05/06/2026 ",
            "en",
            "“05/06/2026” can be read as two days, 2026-05-06 or 2026-06-05. Write it as year-month-day.",
        ),
        (" gestern ", "de", "“gestern” is not a day. Allowed are days from 2000 to 2099 like 31.12.2026."),
        (
            "05/06/2026",
            "de",
            "“05/06/2026” is not a day. Allowed are days from 2000 to 2099 like 31.12.2026.",
        ),
        (
            "1999-12-31",
            "en",
            "“1999-12-31” is not a day. Allowed are days from 2000 to 2099 like 2026-12-31.",
        ),
        ("1.1.2100", "de", "“1.1.2100” is not a day. Allowed are days from 2000 to 2099 like 31.12.2026."),
    ],
)
def test_refusal_says_what_is_wrong_and_what_is_allowed(
    text: str, language: str, said: str, english: None
) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_day(text, language)
    assert refused.value.messages == [said]


def test_what_is_no_day_is_invalid() -> None:
    with pytest.raises(ValidationError) as refused:
        parse_day("gestern", "de")
    assert refused.value.code == "invalid"


def test_days_of_the_century_we_plan_in_are_let_pass() -> None:
    check_day(date(2000, 1, 1))
    check_day(date(2099, 12, 31))


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2100, 1, 1)])
def test_day_of_another_century_is_refused(day: date, english: None) -> None:
    with pytest.raises(ValidationError) as refused:
        check_day(day)
    assert refused.value.code == "out_of_range"
    assert refused.value.messages == [f"“{day}” is out of reach. Allowed are days from 2000 to 2099."]


@pytest.mark.parametrize("moment", [FIRST_MOMENT, LAST_MOMENT])
def test_moment_that_has_no_day_in_other_zones_is_refused(moment: datetime) -> None:
    with pytest.raises(ValidationError):
        check_moment(moment)
    check_moment(datetime(2026, 11, 26, tzinfo=UTC))


def test_day_is_written_as_its_reader_writes_it() -> None:
    with translation.override("de"):
        assert written(date(2026, 12, 31)) == "31.12.2026"
    with translation.override("en"):
        assert written(date(2026, 12, 31)) == "31 Dec 2026"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -13, "2024-12-15"),
        ("2026-11-30", 12, "2027-11-30"),
        ("2026-05-07", 0, "2026-05-07"),
    ],
)
def test_day_months_later_is_the_same_or_the_last_of_its_month(day: str, months: int, later: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)
