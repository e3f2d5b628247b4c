"""What the demo's sales people say of ads and definitions themselves, without a lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from campaigns.models import DefinitionObjection
from demo.stage import Stage
from feedback.models import CampaignJudgement, ExpectationFit


@dataclass(frozen=True, kw_only=True, slots=True)
class Voice:
    """One judgement: whose, of which campaign, so many days ago, and the places of the promises named."""

    who: str
    campaign: str
    fit: ExpectationFit
    text: str
    days: int
    promises: tuple[int, ...] = ()


VOICES: Final = (
    Voice(
        who="sven",
        campaign="Gratis-Audit Herbst",
        fit=ExpectationFit.TOO_HIGH,
        text="Gratis ist nur das Gespräch. Alle erwarten eine Messung vor Ort, und die verkaufen wir.",
        days=9,
        promises=(0,),
    ),
    Voice(
        who="aylin",
        campaign="Gratis-Audit Herbst",
        fit=ExpectationFit.TOO_HIGH,
        text="Ohne Anzahlung setzen wir nichts um. Das muss ich in jedem Gespräch zurücknehmen.",
        days=5,
        promises=(2,),
    ),
    Voice(
        who="emma",
        campaign="Gratis-Audit Herbst",
        fit=ExpectationFit.OTHER,
        text="Viele halten uns für eine Behörde, die Fördergeld vergibt.",
        days=4,
    ),
    Voice(who="tobias", campaign="Partner Nord", fit=ExpectationFit.REALISTIC, text="", days=12),
)
OBJECTION: Final = "Wer nur eine Adresse hinterlässt, hat noch nichts gefragt. Es braucht eine Telefonnummer."


def let_sales_speak(stage: Stage, *, now: datetime) -> None:
    """Write the judgements, and one objection to a definition in force."""
    for voice in VOICES:
        judgement = CampaignJudgement.objects.create(
            campaign=stage.campaigns[voice.campaign],
            user=stage.users[voice.who],
            fit=voice.fit,
            text=voice.text,
            created_at=now - timedelta(days=voice.days),
        )
        judgement.promises.set(stage.promises[voice.campaign][place] for place in voice.promises)
    cta = next(cta for (name, _cta), cta in stage.ctas.items() if name == VOICES[0].campaign)
    objector = stage.users["tobias"]
    team, definition = objector.team, cta.definition_in_force
    assert team is not None and definition is not None
    DefinitionObjection.objects.create(
        definition=definition, user=objector, team=team, text=OBJECTION, created_at=now - timedelta(days=3)
    )
