"""Rows as no demo has them: every text that people type fills its column, numbers have seven digits."""

from __future__ import annotations

from typing import Any, Final

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, F, Field, Model, PositiveIntegerField, TextField, Value
from django.db.models.functions import Cast, Concat, Left

from accounts.models import Role, User
from campaigns.models import Campaign, DailyCost
from counting import job
from counting.models import ConversionCell, ConversionMonth
from feedback.models import LeadStanding, Outcome
from files import services as imports
from files.kept_files import find_layout
from files.mapping import guess_mapping
from files.targets import target_named
from leads.models import Lead

SIGNS: Final = 200
WORD: Final = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandsmitglied"
)
TEXT: Final = (
    f"{WORD} und dahinter viele gewöhnliche Wörter bis zum letzten Zeichen, wie man sie in Formularen findet."
)
APPS: Final = {"accounts", "campaigns", "leads", "handoff", "feedback", "files"}
# Nobody types them: keys and what a machine wrote for itself. A telephone number is always short.
NOT_TYPED: Final = frozenset(
    "password prefix time_zone target kind path stored_path headings_key text_version external_source"
    " phone".split()
)
CENTS: Final = 123_456_789
TIMES: Final = 20_000


def fill_every_text() -> None:
    """Make all that people typed as long as its column takes, at most 200 signs, half of them one word."""
    for model in apps.get_models():
        texts = {column.name: fill(column) for column in model._meta.concrete_fields if is_typed(column)}
        if texts and model._meta.app_label in APPS:
            model._base_manager.update(**texts)
    Lead.objects.update(answers={TEXT: WORD * 2, "Frage": TEXT})
    upload_long_files(User.objects.filter(role=Role.MARKETER)[0])


def is_typed(column: Field[Any, Any]) -> bool:
    is_text = isinstance(column, CharField | TextField) and not column.choices
    return is_text and column.editable and not column.unique and column.name not in NOT_TYPED


def fill(column: Field[Any, Any]) -> Left:
    """The text of this column, another one in each row."""
    number = Cast("pk", CharField())
    text = Concat(Value("N"), number, Value(TEXT))
    if column.name == "email":
        text = Concat(Value("erika"), number, Value(f".{'x' * 40}@{'y' * 60}.{'z' * 60}.example.com"))
    elif column.name.endswith("url"):
        text = Concat(Value("https://www.example.com/"), number, Value(f"/{'pfad' * 42}"))
    return Left(text, min(column.max_length or SIGNS, SIGNS))


def upload_long_files(actor: User) -> None:
    """One import waits for its columns, one was tried out, one is in: of a long file with long columns."""
    text = TEXT.replace(",", "")
    rows = [
        f"Name,E-Mail,{text}",
        *(f"{number} {text},kein {WORD} {number},{WORD * 2}" for number in range(5)),
    ]
    campaign = Campaign.objects.order_by("pk")[0].name
    for end in ("uploaded", "tried", "done"):
        file = SimpleUploadedFile(f"{WORD * 2}.csv", "\n".join(rows).encode(), content_type="text/csv")
        run = imports.upload(actor=actor, target="leads", file=file)
        if end != "uploaded":
            mapping = guess_mapping(target_named("leads").fields(), find_layout(run).columns)
            imports.perform(
                imports.try_out(actor=actor, run=run, mapping=mapping, create=True, campaign=campaign).pk
            )
            run.refresh_from_db()
        if end == "done":
            imports.perform(imports.start(actor=actor, run=run).pk)


def raise_every_number() -> None:
    """Counts and amounts of a company a thousand times as large."""
    DailyCost.objects.update(amount_cents=CENTS // 100)
    for model in (Outcome, LeadStanding):
        model._base_manager.filter(value_cents__isnull=False).update(value_cents=CENTS)
    job.rebuild()
    for counts in (ConversionCell, ConversionMonth):
        multiply(counts)


def multiply(model: type[Model]) -> None:
    names = [one.name for one in model._meta.concrete_fields if isinstance(one, PositiveIntegerField)]
    model._base_manager.update(**{name: F(name) * TIMES for name in names})
