"""Which rows can become leads at all: they say who they are about, and where the enquiry came in."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from files.problems import Report, RowProblem
from files.rows import Row
from files.targets import Context
from leads.imports.labels import Labels
from leads.imports.states import Place

IDENTIFYING = ("external_id", "email", "phone")


class Placer:
    """Gives each row its campaign, call-to-action and channel; rejects those that have none."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.labels = Labels(create=bool(context.options.own.get("create")))

    def place(self, rows: Sequence[Row], report: Report) -> list[tuple[Row, Place]]:
        """The rows that can be written; the others are in the report."""
        self._learn(rows)
        placed = []
        for row in rows:
            if problem := self._find_problem(row):
                report.reject([problem])
            else:
                placed.append((row, self._place_of(row)))
        return placed

    def _campaign_name(self, row: Row) -> str:
        return str(row.values.get("campaign", self.context.options.own.get("campaign", "")))

    def _learn(self, rows: Sequence[Row]) -> None:
        """Look up, or make, all names of these rows with a few queries."""
        self.labels.learn_campaigns(name for row in rows if (name := self._campaign_name(row)))
        self.labels.learn_channels(row.values["channel"] for row in rows if "channel" in row.values)
        known = [(self.labels.campaigns.get(self._campaign_name(row)), row.values.get("cta")) for row in rows]
        self.labels.learn_ctas((campaign.id, cta) for campaign, cta in known if campaign and cta)

    def _find_problem(self, row: Row) -> RowProblem | None:
        if not any(name in row.values for name in IDENTIFYING):
            message = _(
                "The row names nobody. It needs an external number, an e-mail address or a phone number."
            )
            name = next((name for name in IDENTIFYING if name in self.context.columns), IDENTIFYING[0])
            return self.context.problem(row, name, message)
        name = self._campaign_name(row)
        if not name:
            message = _("The row names no campaign. Fill the column, or name one campaign for all rows.")
            return self.context.problem(row, "campaign", message)
        if name not in self.labels.campaigns:
            message = _(
                "There is no campaign “%(name)s”. Make it first, or let the import create what is missing."
            )
            return self.context.problem(row, "campaign", message % {"name": name})
        cta = row.values.get("cta")
        if cta and (self.labels.campaigns[name].id, cta) not in self.labels.ctas:
            message = _(
                "The campaign “%(campaign)s” has no call-to-action “%(name)s”. Make it first, or let the "
                "import create what is missing."
            )
            return self.context.problem(row, "cta", message % {"campaign": name, "name": cta})
        return None

    def _place_of(self, row: Row) -> Place:
        campaign = self.labels.campaigns[self._campaign_name(row)]
        cta = row.values.get("cta")
        return Place(
            campaign_id=campaign.id,
            cta_id=self.labels.ctas[campaign.id, cta] if cta else None,
            channel_id=self._channel_id(row, campaign.channel_id),
        )

    def _channel_id(self, row: Row, of_campaign: int | None) -> int | None:
        """The row's own channel; where no column is mapped the campaign's; a blank cell is "no channel"."""
        if "channel" not in self.context.columns:
            return of_campaign
        name = row.values.get("channel")
        return self.labels.channels[name] if name else None
