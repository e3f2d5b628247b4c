from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from values.moments import DateOrder, MomentColumn
from values.remarks import Remarked

BERLIN = ZoneInfo("Europe/Berlin")


def read(text: str, *others: str, declared: DateOrder | None = None) -> datetime:
    """The value in UTC, as a column reads it that also holds these others."""
    column = MomentColumn(BERLIN, declared=declared)
    for value in (text, *others):
        column.learn(value)
    return column.read(text).astimezone(UTC)


def refusal(text: str, *others: str) -> str | None:
    with pytest.raises(ValidationError) as error:
        read(text, *others)
    assert text[:20] in error.value.messages[0]
    return error.value.code


def words(text: str) -> str:
    """What a refusal says in English."""
    with translation.override("en"), pytest.raises(ValidationError) as error:
        read(text)
    return error.value.messages[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-31", datetime(2026, 12, 30, 23, tzinfo=UTC)),
        ("2026/7/1", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("20261231", datetime(2026, 12, 30, 23, tzinfo=UTC)),
        ("31.12.2026", datetime(2026, 12, 30, 23, tzinfo=UTC)),
        ("3.4.2026", datetime(2026, 4, 2, 22, tzinfo=UTC)),
        ("31.12.2026 14:30", datetime(2026, 12, 31, 13, 30, tzinfo=UTC)),
        ("31.12.2026, 14:30 Uhr", datetime(2026, 12, 31, 13, 30, tzinfo=UTC)),
        ("2018-02-26 19:58:54", datetime(2018, 2, 26, 18, 58, 54, tzinfo=UTC)),
        ("2026-10-09T14:02:11-04:00", datetime(2026, 10, 9, 18, 2, 11, tzinfo=UTC)),
        ("2022-02-03T16:16:51+0000", datetime(2022, 2, 3, 16, 16, 51, tzinfo=UTC)),
        ("2022-02-03T16:16:51.123Z", datetime(2022, 2, 3, 16, 16, 51, tzinfo=UTC)),
        ("13/04/2026", datetime(2026, 4, 12, 22, tzinfo=UTC)),
        ("04/13/2026 2:05 PM", datetime(2026, 4, 13, 12, 5, tzinfo=UTC)),
        ("04/13/2026 1:05 pm", datetime(2026, 4, 13, 11, 5, tzinfo=UTC)),
        ("04/13/2026 12:05 am", datetime(2026, 4, 12, 22, 5, tzinfo=UTC)),
        ("2026-10-09 14:00 +10:30", datetime(2026, 10, 9, 3, 30, tzinfo=UTC)),
        ("03/03/2026", datetime(2026, 3, 2, 23, tzinfo=UTC)),
        ("46022", datetime(2025, 12, 30, 23, tzinfo=UTC)),
        ("46022.75", datetime(2025, 12, 31, 17, tzinfo=UTC)),
        ("46022,75", datetime(2025, 12, 31, 17, tzinfo=UTC)),
        ("2000-01-01", datetime(1999, 12, 31, 23, tzinfo=UTC)),
        ("2099-12-31", datetime(2099, 12, 30, 23, tzinfo=UTC)),
    ],
)
def test_a_value_with_one_reading_is_read(text: str, expected: datetime) -> None:
    assert read(text) == expected


def test_a_value_with_two_readings_is_refused_and_never_guessed() -> None:
    assert refusal("03/04/2026") == "ambiguous"
    assert refusal("03-04-2026", "2026-04-03") == "ambiguous"
    assert [refusal("12/04/2026"), refusal("04/12/2026")] == ["ambiguous"] * 2


def test_the_column_decides_by_its_other_values() -> None:
    assert read("03/04/2026", "13/04/2026") == datetime(2026, 4, 2, 22, tzinfo=UTC)
    assert read("03/04/2026", "04/13/2026") == datetime(2026, 3, 3, 23, tzinfo=UTC)


def test_december_decides_like_any_other_month() -> None:
    assert read("03-04-2026", "13-12-2026") == datetime(2026, 4, 2, 22, tzinfo=UTC)
    assert read("03-04-2026", "12-13-2026") == datetime(2026, 3, 3, 23, tzinfo=UTC)


def test_dots_say_nothing_of_what_slashes_mean() -> None:
    assert refusal("03/04/2026", "13.04.2026 10:00 -04:00") == "ambiguous"


def test_a_column_that_contradicts_itself_decides_nothing() -> None:
    assert refusal("03/04/2026", "13/04/2026", "04/13/2026") == "ambiguous"
    assert read("13/04/2026", "04/13/2026") == datetime(2026, 4, 12, 22, tzinfo=UTC)
    assert read("13/12/2026", "04/13/2026") == datetime(2026, 12, 12, 23, tzinfo=UTC)
    assert read("04/13/2026", "13/04/2026") == datetime(2026, 4, 12, 22, tzinfo=UTC)


def test_the_user_may_declare_the_order() -> None:
    assert read("03/04/2026", declared="dmy") == datetime(2026, 4, 2, 22, tzinfo=UTC)
    assert read("03/04/2026", declared="mdy") == datetime(2026, 3, 3, 23, tzinfo=UTC)


def test_no_value_speaks_against_what_the_user_declared() -> None:
    assert read("03/04/2026", "04/13/2026", declared="dmy") == datetime(2026, 4, 2, 22, tzinfo=UTC)


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "31.12.1999", "2100-01-01", "20260", "99999"])
def test_years_out_of_range_are_refused(text: str) -> None:
    assert refusal(text) == "out_of_range"


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30", "31.04.2026", "14/14/2026", "2026-13-01", "12.2026", "1-2-26", "gestern", "NaN", "1e5",
        "2026",
        "2026-01-01 25:00", "2026-01-01 12:60", "01/13/2026 13:00 PM", "1767225600", "٣١.١٢.٢٠٢٦",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    assert refusal(text) == "invalid"


def test_a_time_the_clocks_skipped_is_read_an_hour_later_and_remarked(english: None) -> None:
    for text in ("2026-03-29 02:30", "46110.1041666667"):
        with pytest.raises(Remarked, match="put forward") as remarked:
            read(text)
        assert remarked.value.value == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert read("2026-03-29T02:30:00+01:00") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_time_that_was_twice_is_read_as_the_first_and_remarked(english: None) -> None:
    with pytest.raises(Remarked, match="put back") as remarked:
        read("2026-10-25 02:30")

    assert remarked.value.value == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert read("2026-10-25 02:30 +01:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"), [("31.12.25", (2025, 12, 31)), ("5.1.26", (2026, 1, 5)), ("3/14/26", (2026, 3, 14))]
)
def test_a_year_of_two_digits_is_one_from_2000_on(text: str, day: tuple[int, int, int]) -> None:
    assert read(text).astimezone(BERLIN).date() == date(*day)


def test_what_lies_behind_the_latest_moment_is_refused(english: None) -> None:
    column = MomentColumn(BERLIN, latest=datetime(2026, 3, 1, tzinfo=UTC))

    assert column.read("2026-03-01T01:00+01:00") == column.latest
    with pytest.raises(ValidationError) as error:
        column.read("2026-03-02")
    assert (error.value.code, error.value.messages) == ("future", ["“2026-03-02” lies in the future."])


def test_a_day_begins_where_midnight_is_skipped() -> None:
    column = MomentColumn(ZoneInfo("America/Sao_Paulo"))

    assert column.read("2017-10-15").astimezone(UTC) == datetime(2017, 10, 15, 3, tzinfo=UTC)


NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-31", datetime(2026, 12, 31, 5, tzinfo=UTC)),
        ("2026-12-31 14:30", datetime(2026, 12, 31, 19, 30, tzinfo=UTC)),
        ("46022", datetime(2025, 12, 31, 5, tzinfo=UTC)),
        ("46022.75", datetime(2025, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_a_value_without_an_offset_is_one_of_the_zone(text: str, expected: datetime) -> None:
    moment = MomentColumn(NEW_YORK).read(text)
    assert (moment, moment.tzinfo) == (expected, NEW_YORK)


def test_clocks_are_those_of_the_zone() -> None:
    with pytest.raises(Remarked, match="America/New_York") as remarked:
        MomentColumn(NEW_YORK).read("2026-11-01 01:30")
    assert remarked.value.value == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "03/04/2026",
            (
                "“03/04/2026” can be read in two ways, as 2026-04-03 or as 2026-03-04. "
                "Write it as year-month-day or say which order the column has."
            ),
        ),
        (
            "2026-01-01T10:00+99:99",
            "“2026-01-01T10:00+99:99” has the offset +99:99. Allowed are offsets from -14:00 to +14:00.",
        ),
        (
            "2026-01-01 10:00 -14:01",
            "“2026-01-01 10:00 -14:01” has the offset -14:01. Allowed are offsets from -14:00 to +14:00.",
        ),
        ("2100-01-01", "“2100-01-01” lies in the year 2100. Allowed are the years 2000 to 2099."),
        (
            "gestern",
            (
                "“gestern” is not a date. Allowed are for example 2026-12-31, 2026-12-31 14:30, "
                "31.12.2026, 31.12.2026 14:30."
            ),
        ),
    ],
)
def test_refusal_says_what_is_wrong_and_what_is_allowed(text: str, said: str) -> None:
    assert words(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "2026-03-29 02:30",
            "never was in Europe/Berlin: the clocks were put forward. It was read an hour later.",
        ),
        (
            "46110.1041666667",
            "never was in Europe/Berlin: the clocks were put forward. It was read an hour later.",
        ),
        (
            "2026-10-25 02:30",
            "was twice in Europe/Berlin: the clocks were put back. It was read as the first one.",
        ),
    ],
)
def test_remark_on_a_change_of_clocks_says_how_it_was_read(text: str, said: str, english: None) -> None:
    with pytest.raises(Remarked) as remarked:
        read(text)
    assert remarked.value.message == f"“{text}” {said}"
