"""`python -m tests.faults.stage`: a company that is set up, and tokens for two of its people, as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django


def main() -> dict[str, Any]:
    """Make what the load needs in an empty, migrated database."""
    from accounts.models import Role
    from accounts.scopes import scopes_for
    from accounts.services import create_token
    from tests import factories

    factories.make_company()
    mara = factories.make_user(Role.MARKETER, email="mara@example.com")
    sven = factories.make_user(Role.SALES_REP, email="sven@example.com")
    cta = factories.make_cta()
    tokens = {}
    for name, user in (("marketing", mara), ("sales", sven)):
        scopes = [scope.action.value for scope in scopes_for(user)]
        _, tokens[name] = create_token(actor=user, name="Load", scopes=scopes)
    return {"cta": cta.pk, "rep": sven.pk, "tokens": tokens}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarketing.settings")
    django.setup()
    json.dump(main(), sys.stdout)
