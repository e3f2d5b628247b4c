"""An enquiry as a door hands it over: what was said, not yet whose it is nor what it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NewType
from uuid import UUID

from leads.fields import UTM_FIELDS
from leads.models import LeadKind

USUAL: Final = "usual"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewTouch:
    """Where somebody came from; `click_ids` {name of ClickId: value} are kept byte for byte."""

    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_term: str = ""
    utm_content: str = ""
    utm_id: str = ""
    click_ids: Mapping[str, str] = field(default_factory=dict)
    page_url: str = ""
    referrer: str = ""
    happened_at: datetime | None = None

    @property
    def is_blank(self) -> bool:
        return not (
            self.click_ids
            or self.page_url
            or self.referrer
            or any(getattr(self, name) for name in UTM_FIELDS)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class NewConsent:
    """One consent: by which channel (ConsentChannel), to which version of the wording, given where."""

    channel: str
    text_version: str
    source: str = ""
    given_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """When an enquiry came that could not be taken in at once, and the receipt its sender got."""

    at: datetime
    receipt: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Enquiry:
    """One enquiry of one person through one call-to-action, or history of a campaign without one.

    `values` are texts by the names of `leads.fields`, those of a person and of a lead; what is blank may be
    missing. `channel_id` None is "no channel", `USUAL` the campaign's. `received_at` None means now. `raw` is
    what came along and has no field. `also_reached_by` are addresses and numbers that were given in one go
    with the first, `phone_as_typed` a number that says more than its digits. `contact` is there of a lead we
    wrote into a file: what it says otherwise than its person, whose `values` and `other_names` then are;
    None where that is to be found out. `key` is the sender's own name
    for this enquiry: again, it is the same. One that `only_adds` says too little to be a lead of its own.
    `arrival` is there of one that was put aside; it is nothing the sender said.
    """

    values: Mapping[str, str]
    cta_id: int | None = None
    campaign_id: int | None = None
    channel_id: int | Literal["usual"] | None = USUAL
    answers: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    first_touch: NewTouch | None = None
    last_touch: NewTouch | None = None
    consents: tuple[NewConsent, ...] = ()
    also_reached_by: tuple[str, ...] = ()
    phone_as_typed: str = ""
    contact: Mapping[str, str] | None = field(default=None, compare=False)
    other_names: tuple[str, ...] = field(default=(), compare=False)
    received_at: datetime | None = None
    kind: str = LeadKind.REAL
    key: str | None = None
    only_adds: bool = False
    arrival: Arrival | None = field(default=None, compare=False)

    def get(self, name: str) -> str:
        """What was said in this field, "" for nothing."""
        return self.values.get(name, "")

    @property
    def came_in_at(self) -> datetime | None:
        """When it came in, by what was said or noted; None is now."""
        return self.received_at or (self.arrival.at if self.arrival else None)

    @property
    def emails(self) -> list[str]:
        """Every address that was given, the one to write to first."""
        given = self.get("email")
        if not self.also_reached_by:  # nearly always
            return [given] if given else []
        return [one for one in (given, *self.also_reached_by) if "@" in one]

    @property
    def phones(self) -> list[str]:
        """Every number that was given, the one to call first."""
        given = self.get("phone")
        if not self.also_reached_by:
            return [given] if given else []
        return [one for one in (given, *self.also_reached_by) if one and "@" not in one]


# Every value is in the form we keep: read by `capture.check`, or cell by cell by the field that was mapped.
Checked = NewType("Checked", Enquiry)
