"""Rows for walks over all pages: the demo company in small, and what it has none of."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

from allauth.mfa.recovery_codes.internal import auth as recovery_codes
from allauth.mfa.totp.internal import auth as totp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Role, User
from accounts.services import create_token, invite, notify
from campaigns.models import Campaign
from campaigns.services.ctas import propose_definition
from counting import job
from demo import story
from demo.load import load_demo_company
from files import services as imports
from files.kept_files import find_layout
from files.mapping import guess_mapping
from files.models import ImportRun
from files.targets import target_named
from handoff.services import ask_question
from leads.models import Lead, LeadStage
from tests.factories import make_campaign, make_cta, make_dispute, make_follow_up, make_lead, make_promise

PEOPLE = ("mara", "sven", "ada", "gero", "lena")
LEADS_PER_CAMPAIGN = 15
FILE = """id;Datum;Name;E-Mail;Telefon;Kampagne;Qualität
L-1;02.01.2025;Erika Muster;erika@example.org;030 1234567;Messe;A
L-2;heute;Max Beispiel;max@example.org;;Messe;B
L-3;04.01.2025;Otto Ohne;;keine;Messe;sehr gut
"""


def demo_people() -> list[User]:
    """One of each role."""
    return [User.objects.get(email=f"{name}@example.com") for name in PEOPLE]


def build_small_demo(*, leads_per_campaign: int = LEADS_PER_CAMPAIGN) -> None:
    """Some 200 leads with all that became of them, and everything else a page can show."""
    with patch.object(story, "PLOTS", tuple(replace(plot, leads=leads_per_campaign) for plot in story.PLOTS)):
        load_demo_company(now=timezone.now())
    add_what_the_demo_lacks()
    add_a_lead_of_each_stage()
    job.rebuild()


def add_a_lead_of_each_stage() -> None:
    """Leads of Sven that lie exactly where the pages of sales want them."""
    sven, campaign = User.objects.get(email="sven@example.com"), Campaign.objects.order_by("pk")[0]
    for stage in LeadStage:
        is_with_sales = stage not in {LeadStage.REGISTERED, LeadStage.RETURNED}
        cta = campaign.ctas.order_by("pk")[0]
        lead = make_lead(
            stage=stage, cta=cta, assigned_to=sven if is_with_sales else None, note="Bitte abends anrufen."
        )
        if stage == LeadStage.WON:
            make_dispute(lead, User.objects.get(email="mara@example.com"))
        if stage == LeadStage.CONTACTED:
            make_follow_up(lead, sven, days=0, note="Angebot nachfassen.")


def add_what_the_demo_lacks() -> None:
    """A campaign in preparation, a definition that waits, imports, tokens, invitations, news, a question."""
    mara, sven, ada, gero, lena = demo_people()
    draft = make_campaign(name="Frühjahr in Vorbereitung", status=Campaign.Status.DRAFT, owner=mara)
    make_promise(draft, "Beratung ohne Termin")
    cta = make_cta(draft, name="Beratung", is_signed=False)
    texts = {"lead_text": "Fragt nach Beratung.", "good_text": "Will in diesem Jahr bauen."}
    propose_definition(actor=mara, cta=cta, **texts)
    for person in (mara, ada):
        add_imports(person)
    for person in (mara, sven, gero, ada):
        create_token(actor=person, name="Website", scopes=["leads.view"])
        notify(
            user=person, kind="test", title="Ein Lead wartet auf Sie", body="Seit gestern.", path="/leads/"
        )
    totp.TOTP.activate(lena, totp.generate_totp_secret())
    recovery_codes.RecoveryCodes.activate(lena)
    invite(actor=ada, email="eingeladen@example.com", role=Role.MARKETER)
    waiting = Lead.objects.visible_to(sven).filter(assigned_to=sven, stage=LeadStage.HANDED_OVER).first()
    if waiting:
        ask_question(actor=sven, lead=waiting, text="Ist das Objekt im Liefergebiet?")


def add_imports(actor: User) -> None:
    """One import waits for its columns, one was tried out, one could not be done, one is in."""
    upload_file(actor)
    for is_started in (False, True):
        run = try_out_file(actor)
        if is_started:
            imports.perform(imports.start(actor=actor, run=run).pk)
    failed = upload_file(actor)
    report = {"message": "Die Datei dieses Imports liegt nicht mehr vor."}
    ImportRun.objects.filter(pk=failed.pk).update(state="failed", report=report, finished_at=timezone.now())


def upload_file(actor: User) -> ImportRun:
    file = SimpleUploadedFile("alte-leads.csv", FILE.encode(), content_type="text/csv")
    return imports.upload(actor=actor, target="leads", file=file)


def try_out_file(actor: User) -> ImportRun:
    run = upload_file(actor)
    mapping = guess_mapping(target_named("leads").fields(), find_layout(run).columns)
    imports.perform(imports.try_out(actor=actor, run=run, mapping=mapping, create=True, campaign="").pk)
    run.refresh_from_db()
    return run
