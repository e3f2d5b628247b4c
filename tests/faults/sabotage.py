"""Settings under which one guard of the product is switched off, for the twins of the fault tests.

SABOTAGE names it. Nothing of the product knows of this module: the twins start it by DJANGO_SETTINGS_MODULE.
"""

from __future__ import annotations

from smarketing.settings import *  # noqa: F403 - every setting of the product, with an app more
from smarketing.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.faults.saboteur.Saboteur"]
