"""The calendar against the rules of RFC 5545 (the numbers are its sections) and of RFC 7986."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from values.calendars import LONGEST_LINE, Entry, write_calendar

STAMP = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 30)


def calendar_of(*entries: Entry, name: str = "Wiedervorlagen") -> bytes:
    return write_calendar(entries, name=name, product="Smarketing")


def entry(**said: object) -> Entry:
    return Entry(**{"uid": "1@example.com", "stamp": STAMP, "when": DAY, "title": "Erika", **said})  # type: ignore[arg-type]


def unfold(calendar: bytes) -> list[str]:
    """The lines as a reader puts them together again (3.1)."""
    return calendar.replace(b"\r\n ", b"").decode().split("\r\n")


def values_of(calendar: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in unfold(calendar) if line.partition(":")[0] == name]


def read_text(value: str) -> str:
    """A value of type TEXT as a reader takes it (3.3.11)."""
    read, characters = "", iter(value)
    for character in characters:
        if character == "\\":
            escaped = next(characters)
            read += "\n" if escaped in "nN" else escaped
        else:
            read += character
    return read


def test_calendar_without_entries_is_one_still() -> None:
    assert unfold(calendar_of()) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Smarketing//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Wiedervorlagen",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "END:VCALENDAR",
        "",
    ]


def test_day_is_a_whole_day_that_keeps_nobody_busy() -> None:
    assert unfold(calendar_of(entry(url="https://portal.example.com/leads/7/")))[7:-2] == [
        "BEGIN:VEVENT",
        "UID:1@example.com",
        "DTSTAMP:20261126T090000Z",
        "DTSTART;VALUE=DATE:20261130",
        "SUMMARY:Erika",
        "DESCRIPTION:https://portal.example.com/leads/7/",
        "URL:https://portal.example.com/leads/7/",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def test_moment_is_written_in_utc_and_takes_a_quarter_of_an_hour() -> None:
    when = datetime(2026, 11, 30, 14, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    calendar = calendar_of(entry(when=when))
    assert values_of(calendar, "DTSTART") == ["20261130T133000Z"]
    assert values_of(calendar, "DURATION") == ["PT15M"]


def test_every_line_ends_in_carriage_return_and_line_feed() -> None:
    calendar = calendar_of(entry(title="a\nb\rc\r\nd"))
    assert calendar.endswith(b"END:VCALENDAR\r\n")
    assert calendar.count(b"\n") == calendar.count(b"\r") == calendar.count(b"\r\n")


def test_what_means_something_in_a_text_is_escaped() -> None:
    assert values_of(calendar_of(entry(title="a\\b;c,d\ne:f")), "SUMMARY") == ["a\\\\b\\;c\\,d\\ne:f"]


def test_control_characters_are_left_out_but_the_tab() -> None:
    assert values_of(calendar_of(entry(title="a\x00b\x07\tc\x7f")), "SUMMARY") == ["ab\tc"]


def test_line_of_75_bytes_is_not_folded_and_one_of_76_is() -> None:
    fits, too_long = ("x" * (LONGEST_LINE - len("SUMMARY:") + more) for more in (0, 1))
    assert f"SUMMARY:{fits}\r\n".encode() in calendar_of(entry(title=fits))
    assert f"SUMMARY:{fits}\r\n x\r\n".encode() in calendar_of(entry(title=too_long))


def test_no_character_is_torn_apart_where_a_line_is_folded() -> None:
    calendar = calendar_of(entry(title="ä€😀" * 40))
    assert [line.decode() for line in calendar.split(b"\r\n")]
    assert max(map(len, calendar.split(b"\r\n"))) <= LONGEST_LINE
    assert values_of(calendar, "SUMMARY") == ["ä€😀" * 40]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=300))
def test_whatever_is_said_comes_back_and_adds_no_line(title: str) -> None:
    calendar = calendar_of(entry(title=title))
    assert read_text(values_of(calendar, "SUMMARY")[0]) == title
    assert max(map(len, calendar.split(b"\r\n"))) <= LONGEST_LINE
    assert len(unfold(calendar)) == len(unfold(calendar_of(entry())))
