"""A finding in sentences, in the language in force: what it is, its counts and interval, what ratings say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from counting import formats
from findings.models import Finding, FindingDirection, FindingKind
from values.text import nest_quotes

UP, DOWN = FindingDirection.UP, FindingDirection.DOWN
_TITLES: Final[Mapping[tuple[str, str], str | Promise]] = {
    (FindingKind.FEW_DEALS, DOWN): gettext_lazy("“%(campaign)s” brings many leads and few deals"),
    (FindingKind.TOO_MUCH, UP): gettext_lazy("“%(campaign)s” promises too much"),
    (FindingKind.PROMISE, UP): gettext_lazy("“%(campaign)s”: the promise “%(promise)s” misleads"),
    (FindingKind.QUALITY, DOWN): gettext_lazy("“%(campaign)s”: fewer good leads since %(day)s"),
    (FindingKind.QUALITY, UP): gettext_lazy("“%(campaign)s”: more good leads since %(day)s"),
    (FindingKind.CONVERSION, DOWN): gettext_lazy("“%(campaign)s”: fewer leads become deals since %(day)s"),
    (FindingKind.CONVERSION, UP): gettext_lazy("“%(campaign)s”: more leads become deals since %(day)s"),
    (FindingKind.CONTACT, DOWN): gettext_lazy("Sales reaches fewer people within a day since %(day)s"),
    (FindingKind.CONTACT, UP): gettext_lazy("Sales reaches more people within a day since %(day)s"),
}
_OWN: Final[Mapping[str, str | Promise]] = {
    FindingKind.FEW_DEALS: gettext_lazy("Won within %(days)s days of intake: %(counts)s leads, %(share)s."),
    FindingKind.TOO_MUCH: gettext_lazy("“Promised too much”: %(counts)s ratings, %(share)s."),
    FindingKind.PROMISE: gettext_lazy("%(counts)s ratings of its time call it misleading, %(share)s."),
    FindingKind.QUALITY: gettext_lazy("Since then rated good: %(counts)s rated leads, %(share)s."),
    FindingKind.CONVERSION: gettext_lazy(
        "Since then won within %(days)s days of intake: %(counts)s leads, %(share)s."
    ),
    FindingKind.CONTACT: gettext_lazy("Since then reached within a day: %(counts)s leads, %(share)s."),
}


def say_title(finding: Finding) -> str:
    return str(_TITLES[finding.kind, finding.direction]) % {
        "campaign": nest_quotes(finding.campaign),
        "promise": nest_quotes(finding.promise),
        "day": say_day(finding.since),
    }


def say_counts(finding: Finding) -> str:
    """The figure and what it is held against, with the counts of both."""
    own = str(_OWN[finding.kind]) % {
        "days": finding.days,
        "counts": formats.counts(finding.rate),
        "share": formats.percent(finding.rate.value),
    }
    return f"{own} {say_other(finding)}"


def say_other(finding: Finding) -> str:
    if finding.is_change:
        text = _("Before, from %(day)s on: %(counts)s, %(share)s.")
    elif finding.kind == FindingKind.PROMISE:
        text = _("Of the other promises of the campaign: %(counts)s, %(share)s.")
    else:
        text = _("Of the other campaigns: %(counts)s, %(share)s.")
    return text % {
        "day": say_day(finding.start),
        "counts": formats.counts(finding.other),
        "share": formats.percent(finding.other.value),
    }


def say_interval(finding: Finding) -> str:
    """How far chance could move the difference."""
    if finding.kind == FindingKind.PROMISE:
        times = {"low": formats.decimal(finding.low, 1)}
        if finding.high is None:
            return _("At least %(low)s times as often as the others (95%% range).") % times
        times["high"] = formats.decimal(finding.high, 1)
        return _("%(low)s to %(high)s times as often as the others (95%% range).") % times
    values = {"low": formats.points(finding.low), "high": formats.points(finding.high or 0)}
    return _("Difference: %(low)s to %(high)s percentage points (95%% range).") % values


def say_beside(finding: Finding) -> list[str]:
    """What ratings of the same leads say: how many "promised too much", and what most of them name."""
    if finding.kind in {FindingKind.CONTACT, FindingKind.PROMISE}:
        return []
    said = []
    if finding.too_high and finding.kind != FindingKind.TOO_MUCH:
        said.append(
            _("%(counts)s ratings say “promised too much”.")
            % {"counts": formats.part(finding.too_high, finding.rated)}
        )
    if finding.promise is not None:
        text = _("Named most often: “%(promise)s”, by %(counts)s ratings of its time.")
        values = {
            "promise": nest_quotes(finding.promise),
            "counts": formats.part(finding.blamed, finding.heard),
        }
        said.append(text % values)
    if finding.reason is not None:
        text = ngettext(
            "Most frequent reason: “%(reason)s” (%(count)s rating).",
            "Most frequent reason: “%(reason)s” (%(count)s ratings).",
            finding.reason_count,
        )
        said.append(
            text % {"reason": nest_quotes(finding.reason), "count": formats.whole(finding.reason_count)}
        )
    return said


def say_whole(finding: Finding) -> str:
    """All of it in one paragraph, as a mail says it."""
    parts = [say_counts(finding), say_interval(finding), *say_beside(finding)]
    return " ".join([*parts, _("That is more than chance explains.")])


def say_leads(finding: Finding) -> str:
    """Of which leads it speaks."""
    first, last = say_day(finding.start), say_day(finding.end)
    return _("Leads that came in from %(first)s to %(last)s.") % {"first": first, "last": last}


def say_day(day: object) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""  # type: ignore[arg-type]
