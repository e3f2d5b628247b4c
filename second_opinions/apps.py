from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SecondOpinionsConfig(AppConfig):
    name = "second_opinions"
    verbose_name = _("Second opinions")
