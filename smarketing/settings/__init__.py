"""Every setting of the product, read from the environment; each module has one subject.

Nothing here has a secret default: `SECRET_KEY` is required in production and made once per `VAR_DIR` for a
local run. Unset `DATABASE_URL` and `REDIS_URL` mean the embedded servers below `VAR_DIR`.
"""

from __future__ import annotations

import django_stubs_ext

from smarketing.settings.api import *
from smarketing.settings.database import *
from smarketing.settings.environment import *
from smarketing.settings.jobs import *
from smarketing.settings.mail import *
from smarketing.settings.redis import *
from smarketing.settings.security import *
from smarketing.settings.sign_in import *
from smarketing.settings.storage import *
from smarketing.settings.watching import *
from smarketing.settings.web import *

django_stubs_ext.monkeypatch()  # lets classes like ModelForm[Lead] be written at run time too
