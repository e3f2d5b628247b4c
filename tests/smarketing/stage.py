"""`python -m tests.smarketing.stage [rows]`: put people, leads and a call-to-action into a new database, and
say how to come in; or hand in a file of so many rows.
"""

from __future__ import annotations

import json
import os
import sys
import time

import django


def set_up() -> dict[str, object]:
    """Tokens for calls and for enquiries, a session, the numbers of the leads and of the call-to-action."""
    from accounts.models import Role
    from accounts.permissions import Action
    from accounts.services import create_token
    from leads.models import LeadStage
    from tests.factories import client_for, make_company, make_cta, make_lead, make_user

    make_company()
    sven, mara = make_user(Role.SALES_REP), make_user(Role.MARKETER)
    leads = [make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven).pk for _ in range(20)]
    scopes = [Action.LOG_ATTEMPTS.value, Action.VIEW_LEADS.value]
    _, calls = create_token(actor=sven, name="Test", scopes=scopes)
    _, enquiries = create_token(actor=mara, name="Test", scopes=[Action.CAPTURE_LEADS.value])
    session = client_for(sven).cookies["sessionid"].value
    return {
        "calls": calls,
        "enquiries": enquiries,
        "session": session,
        "leads": leads,
        "cta": make_cta().pk,
    }


def hand_in(rows: int) -> int:
    """Try a file out and start its import; the number of the import, which waits for a worker."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from accounts.models import Role, User
    from campaigns.models import Campaign
    from files import services
    from files.models import ImportRun, ImportState

    mara = User.objects.get(role=Role.MARKETER, full_name="Person 2")
    own = ImportRun.objects.count()
    lines = "".join(f"{own}-{number},n{own}.{number}@example.com\n" for number in range(rows))
    file = SimpleUploadedFile("leads.csv", f"id,E-Mail\n{lines}".encode())
    run = services.upload(actor=mara, target="leads", file=file)
    campaign = Campaign.objects.earliest("pk").name
    mapping = {"external_id": "id", "email": "E-Mail"}
    services.try_out(actor=mara, run=run, mapping=mapping, campaign=campaign)
    while ImportRun.objects.get(pk=run.pk).state == ImportState.RUNNING:
        time.sleep(0.1)  # a worker is at it
    return services.start(actor=mara, run=run).pk


def main() -> None:
    """Print what was done, as JSON, in the last line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarketing.settings")
    django.setup()
    json.dump(hand_in(int(sys.argv[1])) if sys.argv[1:] else set_up(), sys.stdout)


if __name__ == "__main__":
    main()
