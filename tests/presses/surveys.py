from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.models import Role
from surveys.links import ANSWER_LINK, OPT_OUT_LINK
from surveys.services.settings import survey_settings
from tests.factories import make_user
from tests.presses.sending import Data, Press, form, press_of
from tests.surveys.saying import make_survey


@form("surveys:settings")
def settings() -> Press:
    version = survey_settings().row_version
    said: Data = {"delay_days": "10", "language": "de", "reply_to": "antwort@example.com", "is_on": "on"}
    return press_of(make_user(Role.MANAGER), "surveys:settings", **said, expected_version=version)


@form("surveys:answer")
def answer() -> Press:
    address = reverse("surveys:answer", args=[ANSWER_LINK.sign(make_survey().pk)])
    return Press(client=Client(), address=address, data={"mark": "4", "promise_kept": "yes", "text": "Gut."})


@form("surveys:stop_mails")
def stop_mails() -> Press:
    address = reverse("surveys:stop_mails", args=[OPT_OUT_LINK.sign(["f" * 64, "de"])])
    return Press(client=Client(), address=address, data={"List-Unsubscribe": "One-Click"})
