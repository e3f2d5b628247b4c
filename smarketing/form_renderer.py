"""Forms are drawn by Jinja2: Django's templates, and those in smarketing/jinja2/ in their place.

Processor time of a form, median of 150, as a share of what selects written by hand in Python took (and in
brackets Django's own template language): filter bar with 388 options 0.93 (5.1), a new lead with 310
0.65 (3.2), columns of a file with 734 0.88 (5.6).
"""

from __future__ import annotations

from typing import Any

from django.forms import renderers
from django.template.backends.jinja2 import Jinja2
from django.utils.functional import cached_property
from django.utils.html import conditional_escape
from django.utils.translation import gettext
from jinja2 import Environment


class Renderer(renderers.Jinja2):
    """Django's own looks into its own folder first; here the apps come in the order of INSTALLED_APPS."""

    @cached_property
    def engine(self) -> Jinja2:
        options = {"environment": "smarketing.form_renderer.make_environment"}
        return Jinja2({"NAME": "forms", "APP_DIRS": True, "DIRS": [], "OPTIONS": options})


def make_environment(**options: Any) -> Environment:
    environment = Environment(**options)
    # Jinja2 escapes every lazy text, one that is HTML too, such as the rules for a password.
    environment.globals |= {"_": gettext, "escape": conditional_escape}
    return environment
