from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import new_password_field, time_zone_choices
from accounts.models import Language, Role, Theme, User


class ProfileForm(forms.Form):
    """How the portal looks to one person."""

    full_name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, widget=forms.RadioSelect(attrs={"class": "seg two"})
    )
    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=Theme.choices,
        widget=forms.RadioSelect(attrs={"class": "seg three", "data-theme-switch": True}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zone_choices, help_text=_("Times are shown to you in this zone.")
    )


class InviteForm(forms.Form):
    """A seat for one more person."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    full_name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Please choose")), *Role.choices],
        help_text=_("You can change it later."),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=Language.choices)


class RoleForm(forms.ModelForm[User]):
    """Another role for one person."""

    class Meta:
        model = User
        fields = ("role",)

    def _post_clean(self) -> None:
        """The service writes the role; here it would be changed before anybody authorised it."""


class AcceptForm(forms.Form):
    """What an invited person says about themselves."""

    full_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = new_password_field()
