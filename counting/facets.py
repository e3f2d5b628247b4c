"""What stands on a lead itself and tells it from others, as SQL: its answers, its page, where it came from.

A form may ask anything, and nobody says what kind of question it is. So each answer says it for itself:

- digits, with or without a unit, count by a band of `EDGES`: `#100 m²` is 100 to 199 m²;
- the answer to a question for the postcode by its first digit: `~0`;
- a short text that holds nothing by which somebody can be reached, by itself: `=gas`;
- all else with the rest of its question.

An answer of several lines, or with semicolons, is several. How many texts of a question are kept by name is
limited; one that has more is taken for asked in free words (`figures.facets`).

A lead is counted once for each value, by one number that also says what became of it (`pack`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from counting.models import Facet, FacetKind, FacetValue, Subject, TraitTotal
from leads.models import Touch, TouchPosition

FACETS: Final = Facet._meta.db_table
VALUES: Final = FacetValue._meta.db_table

# By 1, 2 and 5, and years by decades.
EDGES: Final = (
    *(0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000),
    *range(1900, 2110, 10),
    *(digit * 10**power for power in range(3, 9) for digit in (1, 2, 5) if digit * 10**power > 2100),
)
TEXT, BAND, ZONE = "=", "#", "~"
POSTCODE: Final = ("plz", "postleitzahl", "postcode", "postal code", "zip", "zip code")
LONGEST_TEXT: Final = 60
LONGEST_ADDRESS: Final = 200
MOST_FACETS: Final = 300
MOST_VALUES: Final = {FacetKind.ANSWER: 60, FacetKind.PAGE: 500, FacetKind.SOURCE: 200}

# What became of the lead: it tells its age, a deal came in time, it is rated, and rated good.
TELLING, WON, RATED, GOOD = 1, 2, 4, 8
ROOM: Final = 16


class Told(NamedTuple):
    """What one number says: a value, or the rest of a facet, and what became of the lead."""

    value: int | None
    rest_of: int | None
    became: int


def unpack(number: int) -> Told:
    """Raises ValueError for 0, which names neither."""
    key, became = divmod(abs(number), ROOM)
    if not key:
        raise ValueError(f"{number} names no value")
    return Told(key, None, became) if number > 0 else Told(None, key, became)


def unpack_again(number: int) -> tuple[int, int]:
    """The facet of which a lead gives one value more, and what became of the lead."""
    return divmod(number, ROOM)


def _fold(text: str) -> str:
    return f"lower(btrim({text}))"


# A number by which somebody can be called, or that may be one. Asked only of what holds one of these signs,
# since a pattern takes longer than all else here.
_REACHABLE: Final = r"(\+|\m0)[0-9][0-9 /()-]{4,}|[0-9]{6}|@|\u002540"
_SIGNS: Final = "0123456789@"
_DIGITS: Final = r"(?:0|[1-9][0-9]{0,8})"
_UNIT: Final = r"[[:alpha:]²³€$\u0025][[:alpha:]²³€$\u0025/]{0,11}"
_NUMBER: Final = rf"^{_DIGITS}(?: ?({_UNIT}))?$"
_POSTCODES: Final = ", ".join(f"'{name}'" for name in POSTCODE)
_EDGES: Final = f"'{{{','.join(map(str, EDGES))}}}'::int[]"


def _text_key(text: str, *, longest: int) -> str:
    return f"""
        WHEN length({text}) <= {longest}
            AND ({text} = translate({text}, '{_SIGNS}', '') OR {text} !~ '{_REACHABLE}')
        THEN '{TEXT}' || {text} ELSE ''
    """


_ANSWER_KEY: Final = rf"""CASE
    WHEN facet_key IN ({_POSTCODES}) AND folded ~ '^[0-9]{{4,5}}$' THEN '{ZONE}' || left(folded, 1)
    WHEN ascii(folded) BETWEEN {ord("0")} AND {ord("9")} AND folded ~ '{_NUMBER}' THEN '{BAND}' || ({_EDGES})[
        width_bucket(substring(folded FROM '^[0-9]+')::int, {_EDGES})
    ] || coalesce(' ' || substring(folded FROM '{_NUMBER}'), '')
    {_text_key("folded", longest=LONGEST_TEXT)}
END"""
_ADDRESS_KEY: Final = f"CASE {_text_key('said', longest=LONGEST_ADDRESS)} END"
_PAGE: Final = """
    rtrim(split_part(split_part(
        substr({lead}.page_url, strpos({lead}.page_url, '://') + 3), '?', 1
    ), '#', 1), '/')
"""


def said_of(lead: str) -> str:
    """Rows of `kind`, `facet_key`, `asked`, `said` and `key` of the lead of this alias.

    A key that is blank belongs to the rest. One value may come twice. The fences (OFFSET 0) keep what is made
    of a text from being made anew wherever it is used.
    """
    answers = f"CASE WHEN jsonb_typeof({lead}.answers) = 'object' THEN {lead}.answers ELSE '{{}}' END"
    return rf"""
        SELECT {FacetKind.ANSWER} AS kind, facet_key, asked, said, {_ANSWER_KEY} AS key
        FROM (
            SELECT asked, said, {_fold("asked")} AS facet_key, {_fold("said")} AS folded
            FROM jsonb_each_text({answers}) AS answer (asked, answered)
            CROSS JOIN LATERAL unnest(string_to_array(translate(answered, chr(10), ';'), ';')) AS piece (said)
            OFFSET 0
        ) AS read
        WHERE folded <> '' AND facet_key <> ''
        UNION ALL
        SELECT {FacetKind.PAGE}, '', '', said, {_ADDRESS_KEY}
        FROM (
            SELECT lower(host) || substr(page, length(host) + 1) AS said
            FROM (SELECT {_PAGE.format(lead=lead)} AS page WHERE {lead}.page_url <> '' OFFSET 0) AS address
            CROSS JOIN LATERAL (SELECT split_part(page, '/', 1) AS host OFFSET 0) AS of_address
            OFFSET 0
        ) AS read
        WHERE said <> ''
        UNION ALL
        SELECT {FacetKind.SOURCE}, '', '', said, {_ADDRESS_KEY}
        FROM (
            SELECT {_fold("utm_source")} || coalesce(' / ' || nullif({_fold("utm_medium")}, ''), '') AS said
            FROM {Touch._meta.db_table} AS touch
            WHERE touch.lead_id = {lead}.id AND touch.position = '{TouchPosition.LAST}' AND utm_source <> ''
            OFFSET 0
        ) AS read
    """


def found_on(lead: str) -> str:
    """Rows of `facet_id` and `value_id` of the lead of this alias, each once; NULL is the rest."""
    return f"""
        SELECT DISTINCT facet.id AS facet_id, value.id AS value_id
        FROM ({said_of(lead)}) AS said
        JOIN {FACETS} AS facet ON facet.kind = said.kind AND facet.key = said.facet_key
        LEFT JOIN {VALUES} AS value ON value.facet_id = facet.id AND value.key = said.key
    """


def numbers_of(value: int) -> tuple[int, int]:
    """The first and the last number by which leads with this value are counted."""
    return value * ROOM, value * ROOM + ROOM - 1


def traits_of(lead: str, *, became: dict[int, str]) -> str:
    """The traits of the lead of this alias; `became` are the conditions of the four bits."""
    bits = " + ".join(f"CASE WHEN {condition} THEN {bit} ELSE 0 END" for bit, condition in became.items())
    return f"""
        SELECT trait.subject, trait.number
        FROM (
            SELECT facet_id, value_id, row_number() OVER (PARTITION BY facet_id) AS place, {bits} AS became
            FROM ({found_on(lead)}) AS found
        ) AS told
        CROSS JOIN LATERAL (VALUES
            ({Subject.FACET}, coalesce(value_id * {ROOM} + became, -(facet_id * {ROOM} + became))),
            ({Subject.FACET_AGAIN}, CASE WHEN place > 1 THEN facet_id * {ROOM} + became END)
        ) AS trait (subject, number)
        WHERE trait.number IS NOT NULL
    """


_MOST: Final = " ".join(f"WHEN {kind} THEN {most}" for kind, most in MOST_VALUES.items())


def register(leads: str) -> str:
    """Give a number to whatever is new on these leads, as far as there is room for it.

    `leads` are rows called `lead`. The caller holds the lock of the counts.
    """
    return f"""
        WITH said AS MATERIALIZED (
            SELECT said.kind, facet_key, key, min(asked) AS asked, min(btrim(said)) AS said
            FROM {leads} CROSS JOIN LATERAL ({said_of("lead")}) AS said
            GROUP BY said.kind, facet_key, key
        ),
        made AS (
            INSERT INTO {FACETS} (kind, key, text, is_full)
            SELECT kind, facet_key, min(btrim(asked)),
                count(*) FILTER (WHERE said.key <> '') > CASE kind {_MOST} END
            FROM said WHERE NOT EXISTS (
                SELECT FROM {FACETS} AS known WHERE known.kind = said.kind AND known.key = facet_key
            )
            GROUP BY kind, facet_key ORDER BY kind DESC, facet_key
            LIMIT greatest(0, {MOST_FACETS} - (SELECT count(*) FROM {FACETS}))
            RETURNING id, kind, key
        ),
        fresh AS MATERIALIZED (
            SELECT facet.id, said.key, said.said,
                row_number() OVER (PARTITION BY facet.id ORDER BY said.key)
                    + (SELECT count(*) FROM {VALUES} AS value WHERE value.facet_id = facet.id)
                    <= CASE facet.kind {_MOST} END AS has_room
            FROM (
                SELECT id, kind, key FROM {FACETS} WHERE NOT is_full UNION ALL SELECT id, kind, key FROM made
            ) AS facet
            JOIN said ON said.kind = facet.kind AND said.facet_key = facet.key
            WHERE said.key <> '' AND NOT EXISTS (
                SELECT FROM {VALUES} AS value WHERE value.facet_id = facet.id AND value.key = said.key
            )
        ),
        filled AS (
            UPDATE {FACETS} AS facet SET is_full = TRUE FROM fresh WHERE fresh.id = facet.id AND NOT has_room
        )
        INSERT INTO {VALUES} (facet_id, key, text) SELECT id, key, said FROM fresh WHERE has_room
    """


# A value that no lead gives any more is forgotten: it may have been somebody's name.
FORGET: Final = f"""
    DELETE FROM {VALUES} WHERE id NOT IN (
        SELECT number / {ROOM} FROM {TraitTotal._meta.db_table}
        WHERE subject = {Subject.FACET} AND number > 0
    )
"""
