"""Run as a program inside the stack of its own: a company, its people and tokens, and a file to import."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402  # needs the apps

from accounts.models import Role  # noqa: E402
from accounts.scopes import scopes_for  # noqa: E402
from accounts.services import create_token, notify  # noqa: E402
from files import services as imports  # noqa: E402
from files.mapping import guess_mapping  # noqa: E402
from files.targets import target_named  # noqa: E402
from tests.factories import make_company, make_cta, make_user  # noqa: E402


def main(name: str, email: str, note: str) -> None:
    make_company()
    mara = make_user(Role.MARKETER, email="mara@example.com", full_name="Mara Marketing")
    sven = make_user(Role.SALES_REP, email="sven@example.com", full_name="Sven Vertrieb")
    rows = f"id,name,email,Frage\n7,{name},{email},{note}\n7,{name},zweit.{email},\n8,{name},ohne,{note}\n"
    run = imports.upload(actor=mara, target="leads", file=SimpleUploadedFile("leads.csv", rows.encode()))
    mapping = guess_mapping(target_named("leads").fields(), run.layout["columns"])
    imports.try_out(actor=mara, run=run, mapping=mapping, campaign="Messe", create=True)
    notify(user=sven, kind="test", title=name, body=note, path="/inbox/")
    tokens = {
        user.role: create_token(
            actor=user, name="Kanari", scopes=[scope.action.value for scope in scopes_for(user)]
        )[1]
        for user in (mara, sven)
    }
    print(json.dumps({"cta": make_cta().pk, "sven": sven.pk, **tokens}))


if __name__ == "__main__":
    main(*sys.argv[1:])
