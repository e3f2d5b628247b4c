"""What people say how they heard of the company, beside the channel that was measured."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from random import Random

import pytest
from django.test import Client

from accounts.models import User
from campaigns.kept_lists import LISTS
from campaigns.models import Channel
from campaigns.services.lists import merge_entries
from counting import job
from counting.filters import Filters
from counting.models import Subject
from counting.queries import read_traits
from counting.said_numbers import said_number
from counting.said_sources import OTHER
from figures.said_sources import said_sources
from leads.models import Lead
from tests.api import api_for
from tests.factories import client_for, make_channel, make_lead
from tests.figures.test_true import choose_filters, make_history, meant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
SHEET = "/overview/money/?period=all"
LINK = re.compile(r'href="(/overview/leads/\?[^"]*heard=[^"]+)"[^>]*>(?:<b>)?([\d.]+)<')


@pytest.fixture
def manager(gero: User) -> Client:
    return client_for(gero)


def say(lead: Lead, text: str) -> None:
    Lead.objects.filter(pk=lead.pk).update(said_source=text)


def let_people_speak(random: Random) -> None:
    texts = ["suche", "Suche", "MESSE", "von Müllers", "Google", ""]
    for lead in Lead.objects.all():
        say(lead, random.choice(texts))
    Channel.objects.create(name="Google", is_active=False, merged_into=make_channel("Suche"))
    job.compute()


def channel_said(text: str) -> int:
    rows = Channel.objects.all()
    channels = {channel.name.lower(): channel.merged_into_id or channel.pk for channel in rows}
    return channels.get(text.lower(), OTHER)


@pytest.mark.parametrize("seed", range(4))
def test_matrix_is_a_recount_of_the_leads(seed: int) -> None:
    random = Random(seed)
    ctas = make_history(random)
    let_people_speak(random)
    for filters in (Filters(), *(choose_filters(random, ctas) for _ in range(4))):
        leads = meant(filters)
        expected = Counter(
            (lead.channel_id, channel_said(lead.said_source)) for lead in leads if lead.said_source
        )
        found = said_sources(filters)
        assert {
            (row.id, channel): count for row in found.rows for channel, count in row.said.items()
        } == expected
        assert (found.leads, found.asked) == (len(leads), sum(expected.values()))
        both = {key: count for key, count in expected.items() if key[0] and key[1] != OTHER}
        assert found.same.of == sum(both.values())
        assert found.same.count == sum(count for (one, other), count in both.items() if one == other)
        assert sum(found.said_in_all(channel) for channel in found.columns) == found.asked


def test_text_has_one_number_in_both_places_whatever_its_case() -> None:
    lead = make_lead()
    say(lead, "Über Bekannte")
    job.compute()
    assert read_traits(Filters())[Subject.SAID_SOURCE] == {said_number("über bekannte"): 1}


def test_what_is_said_later_is_counted_by_the_job() -> None:
    lead = make_lead()
    job.compute()
    say(lead, "Messe")
    job.compute()
    assert said_sources(Filters()).asked == 1
    say(lead, "")
    job.compute()
    assert said_sources(Filters()).asked == 0


def test_channel_made_after_it_was_said_is_known_at_once() -> None:
    say(make_lead(), "Podcast")
    job.compute()
    assert said_sources(Filters()).columns == (OTHER,)
    podcast = make_channel("Podcast")
    job.compute()
    assert said_sources(Filters()).columns == (podcast.pk,)


def test_name_of_a_merged_channel_means_the_other(ada: User) -> None:
    adwords, search = make_channel("Adwords"), make_channel("Suche")
    say(make_lead(channel=search), "adwords")
    merge_entries(actor=ada, kept=LISTS["channels"], entry=adwords, into=search)
    job.compute()
    found = said_sources(Filters())
    assert (found.columns, found.same.count) == ((search.pk,), 1)


def test_every_figure_opens_exactly_its_leads(manager: Client) -> None:
    random = Random(3)
    make_history(random)
    let_people_speak(random)
    links = LINK.findall(manager.get(SHEET).content.decode())
    assert len(links) > 8
    for address, figure in links:
        answer = manager.get(unescape(address))
        assert answer.status_code == 200, address
        assert len(answer.context["lines"]) == int(figure), address


def test_sentence_opens_the_leads_where_both_are_one_channel(manager: Client) -> None:
    search = make_channel("Suche")
    say(make_lead(channel=search), "suche")
    say(make_lead(channel=search), "Radio")
    make_lead(channel=search)
    job.compute()
    page = manager.get(SHEET).content.decode()
    assert "Wo beides ein Kanal ist, ist es in 1 von 1 derselbe" in page
    assert len(manager.get("/overview/leads/?period=all&heard=same").context["lines"]) == 1
    assert len(manager.get("/overview/leads/?period=all&heard=any").context["lines"]) == 2


def test_without_any_answer_there_is_no_matrix(manager: Client) -> None:
    make_lead()
    job.compute()
    assert "said-title" not in manager.get(SHEET).content.decode()


def test_name_of_a_channel_is_text(manager: Client) -> None:
    say(make_lead(channel=make_channel("<b>Fett</b>")), "<b>fett</b>")
    job.compute()
    page = manager.get(SHEET).content.decode()
    assert "&lt;b&gt;Fett&lt;/b&gt;" in page
    assert "<b>Fett" not in page


def test_programs_read_the_same(gero: User) -> None:
    search = make_channel("Suche")
    say(make_lead(channel=search), "Suche")
    say(make_lead(channel=search), "Radio")
    make_lead(channel=None)
    job.compute()
    answer = api_for(gero).get("/api/v1/conversion/money/").json()["said_sources"]
    assert (answer["leads"], answer["said"], answer["same"]["count"], answer["same"]["of"]) == (3, 2, 1, 1)
    assert answer["pairs"] == [
        {"channel": "Suche", "said": "Suche", "leads": 1},
        {"channel": "Suche", "said": None, "leads": 1},
    ]
