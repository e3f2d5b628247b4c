"""Forms of the import pages: the upload, and what each column means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from leads.imports.fields import Field, Kind
from leads.imports.table import fold_heading
from leads.imports.targets import all_targets
from leads.models import Campaign, ImportRun

COLUMN = "column_{}"
SAMPLES = 3


class UploadForm(forms.Form):
    """A CSV file and what it is."""

    target = forms.ChoiceField(
        label=gettext_lazy("What the file holds"), widget=forms.RadioSelect(attrs={"class": "seg two"})
    )
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy(
            "Text with separators (CSV), for example from Excel or your CRM. Encoding, separator and "
            "date format are found out. Nothing is imported before you have seen a trial run."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(target.name, target.label) for target in all_targets()]
        target_field = self.fields["target"]
        assert isinstance(target_field, forms.ChoiceField)
        target_field.choices = choices
        target_field.initial = choices[0][0]


class MappingForm(forms.Form):
    """What each column means, and what the file itself does not say. One select per column of the file."""

    hide_optional = True

    campaign = forms.ModelChoiceField(
        Campaign.objects.none(),
        label=gettext_lazy("Campaign of all rows that name none"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    new_campaign = forms.CharField(label=gettext_lazy("or a new campaign"), max_length=160, required=False)
    create = forms.BooleanField(
        label=gettext_lazy("Make campaigns and calls-to-action that do not exist yet"), required=False
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Dates such as 03/04/2026"),
        required=False,
        choices=[
            ("", gettext_lazy("find out from the column")),
            ("dmy", gettext_lazy("day first: 3 April")),
            ("mdy", gettext_lazy("month first: 4 March")),
        ],
    )
    mark = forms.ChoiceField(
        label=gettext_lazy("Amounts such as 1.234"),
        required=False,
        choices=[
            ("", gettext_lazy("find out from the column")),
            (",", gettext_lazy("decimal comma: 1.234,50")),
            (".", gettext_lazy("decimal point: 1,234.50")),
        ],
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        run: ImportRun,
        user: User,
        fields: Sequence[Field],
        columns: Sequence[str],
        mapping: Mapping[str, str],
    ) -> None:
        super().__init__(data, initial=dict(run.options))
        self.target_fields = fields
        self.columns = columns
        self._offer_campaigns(run, user)
        self._drop_what_does_not_apply(run)
        meaning = {fold_heading(column): name for name, column in mapping.items()}
        choices = [("", _("keep as it is")), *((field.name, field.label) for field in fields)]
        for place, column in enumerate(columns):
            self.fields[COLUMN.format(place)] = forms.ChoiceField(
                label=column, choices=choices, required=False, initial=meaning.get(fold_heading(column), "")
            )

    def _offer_campaigns(self, run: ImportRun, user: User) -> None:
        campaigns = Campaign.objects.visible_to(user).order_by("name")
        offered = self.fields["campaign"]
        assert isinstance(offered, forms.ModelChoiceField)
        offered.queryset = campaigns
        name = str(run.options.get("campaign", ""))
        known = campaigns.filter(name__iexact=name).first() if name else None
        self.initial["campaign"] = known
        self.initial["new_campaign"] = "" if known else name

    def _drop_what_does_not_apply(self, run: ImportRun) -> None:
        """Campaigns belong to leads; decimals matter only where there are amounts."""
        if run.target != ImportRun.Target.LEADS:
            for name in ("campaign", "new_campaign", "create"):
                del self.fields[name]
        if not any(field.kind is Kind.AMOUNT for field in self.target_fields):
            del self.fields["mark"]

    @cached_property
    def column_fields(self) -> list[forms.BoundField]:
        """The selects, one for each column in the order of the file."""
        return [self[COLUMN.format(place)] for place in range(len(self.columns))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        mapping: dict[str, str] = {}
        for place, column in enumerate(self.columns):
            name = cleaned.get(COLUMN.format(place))
            if not name:
                continue
            if name in mapping:
                message = _("“%(field)s” is taken by the column “%(column)s” already.")
                label = next(field.label for field in self.target_fields if field.name == name)
                self.add_error(COLUMN.format(place), message % {"field": label, "column": mapping[name]})
            mapping.setdefault(name, column)
        cleaned["mapping"] = mapping
        if cleaned.get("campaign") and cleaned.get("new_campaign"):
            self.add_error(
                "new_campaign", ValidationError(_("Choose a campaign or name a new one, not both."))
            )
        return cleaned

    def for_service(self) -> dict[str, Any]:
        """The keyword arguments of `leads.services.imports.try_out`."""
        cleaned = self.cleaned_data
        chosen = cleaned.get("campaign")
        new = cleaned.get("new_campaign", "")
        return {
            "mapping": cleaned["mapping"],
            "campaign": chosen.name if chosen else new,
            "create": bool(cleaned.get("create") or new),
            "order": cleaned.get("order", ""),
            "mark": cleaned.get("mark", ""),
        }
