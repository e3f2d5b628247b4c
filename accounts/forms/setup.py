from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import new_password_field, time_zone_field
from accounts.models import Company, Invitation, Role, User
from accounts.services import CompanyDetails, NewAdmin
from pages.model_forms import field_of
from values.columns import column_of

# Fields are named after whose they are.
COMPANY, ADMIN = "company_", "admin_"


class SetupCodeForm(forms.Form):
    """The door to the set-up page."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        help_text=_("It stands in the terminal the portal was started from, or run “manage.py setup_code”."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "mono",
            }
        ),
    )


class SetupForm(forms.Form):
    """The company and its first administrator."""

    company_name = field_of(Company, "name", widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    company_currency = field_of(Company, "currency")
    company_time_zone = time_zone_field(
        initial="Europe/Berlin", help_text=column_of(Company, "time_zone").help_text
    )
    company_country = field_of(Company, "country")
    company_land = field_of(Company, "land", label=_("Federal state"))
    admin_full_name = field_of(
        User, "full_name", label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    admin_email = field_of(
        User,
        "email",
        label=_("Your e-mail address"),
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    admin_password = new_password_field()

    @property
    def places(self) -> dict[str, str]:
        """Which field an error of the service is about."""
        return {
            name.removeprefix(prefix): name
            for name in self.fields
            for prefix in (ADMIN, COMPANY)
            if name.startswith(prefix)
        }

    def details(self) -> CompanyDetails:
        """What was said about the company, for the service."""
        return CompanyDetails(**self._part(COMPANY))

    def admin(self, *, language: str) -> NewAdmin:
        """The first administrator, who goes on in the language of the page."""
        return NewAdmin(**self._part(ADMIN), language=language)

    def _part(self, prefix: str) -> dict[str, Any]:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }


class InvitationLineForm(forms.Form):
    """One line of the set-up page: who is invited, as what."""

    hide_optional = True
    email = field_of(
        Invitation, "email", required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = field_of(Invitation, "role", choices=Role.choices, required=False)


class BaseInvitationLineFormSet(forms.BaseFormSet[InvitationLineForm]):
    """The lines with an address; the same address twice is an error beside its second line."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Offer every second line to sales: one team alone has nothing to pass on."""
        is_for_sales = index is not None and index % 2 == 1
        return {"initial": {"role": Role.SALES_REP if is_for_sales else Role.MARKETER}}

    def clean(self) -> None:
        """Refuse a repeated address."""
        seen: set[str] = set()
        for form in self.forms:
            email = form.cleaned_data.get("email", "").lower() if hasattr(form, "cleaned_data") else ""
            if email and email in seen:
                form.add_error("email", gettext("This address stands in another line already."))
            seen.add(email)

    def invitations(self) -> list[tuple[str, Role]]:
        """Address and role of every filled line."""
        lines = [form.cleaned_data for form in self.forms if form.cleaned_data.get("email")]
        return [(line["email"], Role(line["role"] or Role.MARKETER)) for line in lines]


InvitationLineFormSet = cast(
    "type[BaseInvitationLineFormSet]",
    forms.formset_factory(
        InvitationLineForm, formset=BaseInvitationLineFormSet, extra=4, max_num=20, absolute_max=20
    ),
)
