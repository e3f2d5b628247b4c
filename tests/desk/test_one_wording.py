"""What a person had expected is said in the same words wherever it stands."""

from __future__ import annotations

import pytest
from django.utils import translation

from accounts.models import Notification, User
from desk.timeline.feedback import events_of_feedback
from feedback.forms.ratings import RatingForm
from feedback.lead_filters import LeadListForm
from feedback.models import ExpectationFit
from insights.behind_filters import BehindFilters
from pages.filters import choices_of
from tests.factories import client_for, make_campaign
from tests.feedback.saying import accepted_lead, say

WORDS = {"en": "Promised too much", "de": "Zu viel versprochen"}


@pytest.mark.parametrize(("language", "words"), WORDS.items())
def test_too_much_promised_is_said_alike_by_form_filters_timeline_and_mail(
    sven: User, mara: User, language: str, words: str
) -> None:
    User.objects.update(language=language)
    mara.refresh_from_db()
    lead = accepted_lead(sven, campaign=make_campaign(owner=mara))
    with translation.override(language):
        say(sven, lead, fit=ExpectationFit.TOO_HIGH)
        forms = (
            RatingForm(lead=lead),
            LeadListForm({}, viewer=mara),
            BehindFilters({}, campaign=None, sees_reps=True),
        )
        offered = [str(dict(choices_of(form.fields["fit"]))["too_high"]) for form in forms]  # type: ignore[arg-type]
        timeline = [event.text.splitlines() for event in events_of_feedback(lead, mara)][-1]
    assert offered == [words] * 3
    assert words in timeline
    assert words in Notification.objects.get(user=mara).body.splitlines()


@pytest.mark.parametrize(("language", "words"), WORDS.items())
def test_leads_behind_a_figure_say_it_in_the_same_words(sven: User, language: str, words: str) -> None:
    User.objects.update(language=language)
    lead = accepted_lead(sven)
    say(sven, lead, fit=ExpectationFit.TOO_HIGH)
    page = client_for(User.objects.get(pk=sven.pk)).get("/overview/leads/?figure=rated").content.decode()
    assert f"<small>{words}</small>" in page
