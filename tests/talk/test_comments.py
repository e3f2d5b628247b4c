"""Comments with mentions on leads, campaigns and calls-to-action: who is told, who reads them, what goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notification, Role, User
from desk.timeline import build_timeline
from leads.models import Lead, LeadStage
from talk.errors import NotEditable
from talk.mentions import suggest
from talk.models import EDITABLE_FOR, Comment, Thing
from talk.services import add_comment, delete_comment, edit_comment
from tests.api import api_for
from tests.factories import client_for, make_campaign, make_cta, make_lead, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def lead(sven: User) -> Lead:
    return make_lead(stage=LeadStage.ACCEPTED, assigned_to=sven)


def say(actor: User, thing: Thing, text: str = "Wie lief es?") -> Comment:
    return add_comment(actor=actor, thing=thing, text=text)


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ValidationError) as refusal:
        call()
    return " ".join(refusal.value.message_dict["text"])


@pytest.mark.parametrize("make", [make_campaign, make_cta])
def test_campaigns_and_ways_in_are_commented(mara: User, sven: User, make: Callable[[], Thing]) -> None:
    thing = make()
    comment = say(mara, thing, "@Sven Vertrieb, passt das?")
    assert (comment.thing, list(comment.mentioned.all())) == (thing, [sven])
    assert told(sven) == ["mention"]


def test_comment_is_on_one_thing_in_the_database_too(mara: User, lead: Lead) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(user=mara, text="Beides", lead=lead, campaign=lead.campaign)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(user=mara, text="Nichts")


@pytest.mark.parametrize(
    "text",
    ["@Sven Vertrieb bitte", "bitte @sven vertrieb!", "(@Sven)", "@SVEN, bitte", "@Sven @Sven"],
)
def test_colleague_is_meant_by_the_whole_or_the_first_name(
    mara: User, sven: User, lead: Lead, text: str
) -> None:
    assert list(say(mara, lead, text).mentioned.all()) == [sven]


def test_address_means_nobody(mara: User, sven: User, lead: Lead) -> None:
    assert not say(mara, lead, "Schreibt an erika@sven.example.org, 5 Stück @ 3 Euro").mentioned.exists()


def test_longest_name_is_meant(mara: User, lead: Lead) -> None:
    make_user(full_name="Anna Berg")
    longer = make_user(full_name="Anna Bergmann")
    assert list(say(mara, lead, "@Anna Bergmann?").mentioned.all()) == [longer]


def test_first_name_of_several_is_refused_with_their_names(mara: User, lead: Lead) -> None:
    make_user(full_name="Anna Berg")
    make_user(full_name="Anna Tal")
    said = refused(lambda: say(mara, lead, "@Anna, bitte"))
    assert said == "“@Anna” may be several people: Anna Berg, Anna Tal. Write the whole name."


def test_unknown_and_inactive_names_are_refused(mara: User, otto: User, lead: Lead) -> None:
    assert "“@Svenn” is nobody" in refused(lambda: say(mara, lead, "@Svenn"))
    assert "“@Otto” is nobody" in refused(lambda: say(mara, lead, "@Otto Draußen"))
    assert not Comment.objects.exists()


def test_who_may_not_see_the_lead_cannot_be_mentioned(mara: User, sina: User, lead: Lead) -> None:
    said = refused(lambda: say(mara, lead, "@Sina Vertrieb, nimmst du den?"))
    assert said.startswith("Sina Vertrieb cannot see this")
    assert told(sina) == []


def test_mentioned_is_told_without_the_words_in_the_subject(mara: User, sven: User, lead: Lead) -> None:
    say(mara, lead, "@Sven: 0171 2345678 anrufen")
    news = Notification.objects.get(user=sven)
    assert news.title == f"Mara Marketing hat Sie erwähnt: {lead.contact.title}"
    assert news.body.splitlines()[0] == "@Sven: ••• anrufen"
    assert news.path == f"/leads/{lead.pk}/#comments"


def test_whoever_took_part_is_told_of_an_answer_and_nobody_of_their_own(
    mara: User, sven: User, gero: User, lead: Lead
) -> None:
    say(mara, lead)
    say(gero, lead, "@Mara @Gero ja")
    say(sven, lead, "@Mara gut")
    assert told(mara) == ["mention", "mention"]
    assert told(gero) == ["comment"]
    assert told(sven) == []


def test_whoever_took_part_and_sees_the_lead_no_more_is_not_told(
    mara: User, sven: User, sina: User, lead: Lead
) -> None:
    say(sven, lead)
    Lead.objects.filter(pk=lead.pk).update(assigned_to=sina)
    say(mara, lead)
    assert told(sven) == []


def test_author_changes_it_for_ten_minutes(mara: User, sven: User, gero: User, lead: Lead) -> None:
    comment = say(mara, lead, "@Sven bitte")
    changed = edit_comment(actor=mara, comment=comment, text="@Sven und @Gero bitte")
    assert changed.edited_at is not None
    assert (told(sven), told(gero)) == (["mention"], ["mention"])
    before = timezone.now() - EDITABLE_FOR - timedelta(seconds=1)
    Comment.objects.filter(pk=comment.pk).update(created_at=before)
    with pytest.raises(NotEditable, match="could be changed until"):
        edit_comment(actor=mara, comment=comment, text="Zu spät")


def test_nobody_else_changes_or_deletes_it(mara: User, gero: User, lead: Lead) -> None:
    comment = say(mara, lead)
    with pytest.raises(NotEditable):
        edit_comment(actor=gero, comment=comment, text="Anders")
    with pytest.raises(NotEditable):
        delete_comment(actor=gero, comment=comment)
    assert client_for(gero).get(f"/comments/{comment.pk}/edit/").status_code == 404


def test_deleted_one_stays_without_its_words(mara: User, sven: User, lead: Lead) -> None:
    comment = say(mara, lead, "@Sven geheim")
    delete_comment(actor=mara, comment=comment)
    delete_comment(actor=mara, comment=comment)
    comment.refresh_from_db()
    assert (comment.text, list(comment.mentioned.all())) == ("", [])
    page = client_for(sven).get(f"/leads/{lead.pk}/").content.decode()
    assert "geheim" not in page
    assert "Selbst gelöscht" in page
    with pytest.raises(NotEditable):
        edit_comment(actor=mara, comment=comment, text="Doch")


def test_comments_stand_on_the_timeline_and_the_pages(mara: User, sven: User) -> None:
    cta = make_cta()
    lead = make_lead(cta=cta, stage=LeadStage.ACCEPTED, assigned_to=sven)
    for thing, text in ((lead, "Zum Lead"), (cta.campaign, "Zur Kampagne"), (cta, "Zum Weg")):
        say(mara, thing, text)
    assert "Zum Lead" in [event.text for event in build_timeline(lead=lead, viewer=sven)]
    client = client_for(sven)
    assert "Zum Lead" in client.get(f"/leads/{lead.pk}/").content.decode()
    assert "Zur Kampagne" in client.get(f"/campaigns/{cta.campaign_id}/").content.decode()
    assert "Zum Weg" in client.get(f"/ctas/{cta.pk}/").content.decode()


def test_numbers_are_covered_as_long_as_the_contact_is(mara: User, sven: User) -> None:
    lead = make_lead(stage=LeadStage.HANDED_OVER, assigned_to=sven)
    say(mara, lead, "Erreichbar unter 0171 2345678")
    client, api = client_for(sven), api_for(sven)
    for address in (f"/leads/{lead.pk}/", f"/leads/{lead.pk}/comments/"):
        assert "2345678" not in client.get(address).content.decode()
    assert "2345678" not in api.get(f"/api/v1/leads/{lead.pk}/comments/").content.decode()
    Lead.objects.filter(pk=lead.pk).update(stage=LeadStage.ACCEPTED)
    assert "2345678" in client.get(f"/leads/{lead.pk}/comments/").content.decode()


def test_foreign_leads_have_no_comments(mara: User, sina: User, lead: Lead) -> None:
    comment = say(mara, lead)
    assert client_for(sina).get(f"/leads/{lead.pk}/comments/").status_code == 404
    assert api_for(sina).get(f"/api/v1/leads/{lead.pk}/comments/").status_code == 404
    assert not Comment.objects.visible_to(sina).filter(pk=comment.pk).exists()


def test_words_are_escaped_and_names_stand_out(mara: User, sven: User, lead: Lead) -> None:
    say(mara, lead, "<script>1</script> @Sven Vertrieb\nzweite Zeile")
    page = client_for(mara).get(f"/leads/{lead.pk}/comments/").content.decode()
    assert "&lt;script&gt;1&lt;/script&gt; <b>@Sven Vertrieb</b><br>zweite Zeile" in page


def test_suggested_are_those_who_see_it(mara: User, sven: User, sina: User, gero: User, lead: Lead) -> None:
    assert suggest(lead, "vert", but=mara) == [sven]
    assert list(suggest(lead.campaign, "vert", but=mara)) == [sina, sven]
    assert "Gero Geschäft" in client_for(mara).get(f"/leads/{lead.pk}/comments/people/?q=ge").content.decode()


def test_refused_one_comes_back_with_its_words(mara: User, lead: Lead) -> None:
    answer = client_for(mara).post(f"/leads/{lead.pk}/comments/", {"comment-text": "@Niemand, bitte"})
    assert answer.status_code == 422
    assert "@Niemand, bitte" in answer.content.decode()


def test_list_is_read_page_by_page(mara: User, lead: Lead) -> None:
    for number in range(31):
        Comment.objects.create(user=mara, lead=lead, text=f"Nummer {number}.")
    page = client_for(mara).get(f"/leads/{lead.pk}/comments/").content.decode()
    assert "Nummer 30." in page and "Nummer 0." not in page
    whole = client_for(mara).get(f"/leads/{lead.pk}/").context["thread"]
    assert (len(whole.comments), whole.has_more) == (10, True)


def test_api_writes_reads_and_deletes(mara: User, lead: Lead) -> None:
    api = api_for(mara)
    for path in (f"leads/{lead.pk}", f"campaigns/{lead.campaign_id}", f"ctas/{make_cta().pk}"):
        made = api.post(f"/api/v1/{path}/comments/", {"text": "Aus dem Programm"})
        assert made.status_code == 201
        number = made.json()["id"]
        assert [one["id"] for one in api.get(f"/api/v1/{path}/comments/").json()["results"]] == [number]
        assert api.post(f"/api/v1/comments/{number}/delete/").status_code == 200
        assert api.get(f"/api/v1/{path}/comments/").json()["results"][0]["text"] == ""


def test_role_that_nobody_named_says_nothing(lead: Lead) -> None:
    nobody = make_user(Role.MARKETER)
    nobody.role = "auditor"
    with pytest.raises(PermissionDenied):
        say(nobody, lead)
