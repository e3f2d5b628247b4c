from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.model_forms import field_of
from talk.models import Comment


class CommentForm(forms.Form):
    """What somebody wants to say; “@” and a name tells a colleague."""

    text = field_of(
        Comment,
        "text",
        label=_("Comment"),
        help_text=_("@ and a name tells a colleague."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write what you want to say.")},
    )
    prefix = "comment"
