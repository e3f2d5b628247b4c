"""Lists people keep themselves: what a manager does to an entry, and what was said with it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.models import Role, User
from campaigns.directory import Directory
from campaigns.errors import EntryMerged, LastEntry
from campaigns.kept_lists import LISTS, find_uses
from campaigns.models import DailyCost, ListChange, Need
from campaigns.services.campaigns import channel_named
from campaigns.services.lists import (
    add_entry,
    change_entry,
    merge_entries,
    move_entry,
    set_offered,
    take_text,
)
from counting import job, proof
from handoff.models import Reason, ReasonUse
from leads.models import LeadStage
from tests.counting.recount import kept, kept_traits, recounted, traits_found
from tests.factories import make_campaign, make_channel, make_company, make_lead, make_user
from tests.feedback.saying import accepted_lead, lose, say
from values.refusals import StaleVersion

pytestmark = pytest.mark.django_db

NEEDS, CHANNELS = LISTS["needs"], LISTS["channels"]
RATING_REASONS, LOST_REASONS = LISTS["rating-reasons"], LISTS["lost-reasons"]


@pytest.fixture
def gero() -> User:
    make_company()
    return make_user(Role.MANAGER, full_name="Gero Groß")


@pytest.fixture
def sven(gero: User) -> User:
    return make_user(Role.SALES_REP)


def need(key: str) -> Need:
    return Need.objects.get(key=key)


def two_reasons() -> tuple[Reason, Reason]:
    one, other, *_ = Reason.objects.for_use(ReasonUse.RATING)
    return one, other


def changes(name: str) -> list[tuple[str, str, str, int]]:
    rows = ListChange.objects.filter(list_name=name)
    return list(rows.values_list("what", "was", "became", "uses"))


def test_added_entry_is_offered_at_the_end_and_is_a_fact(gero: User) -> None:
    entry = add_entry(actor=gero, kept=NEEDS, label_de="Leihgerät", label_en="Loan unit")
    assert list(Need.objects.active())[-1] == entry
    assert changes("needs") == [("added", "", "Leihgerät · Loan unit", 0)]


def test_word_that_is_there_already_is_refused_whatever_its_case(gero: User) -> None:
    with pytest.raises(ValidationError) as refused:
        add_entry(actor=gero, kept=NEEDS, label_de="FINANZIERUNG ODER RATEN", label_en="Credit")
    assert list(refused.value.message_dict) == ["label_de"]


def test_renamed_entry_says_what_it_was(gero: User) -> None:
    entry = change_entry(
        actor=gero,
        kept=NEEDS,
        entry=need("financing"),
        expected_version=1,
        label_de="Finanzierung",
        label_en="Financing",
    )
    assert (str(entry), entry.row_version) == ("Finanzierung", 2)
    was = "Finanzierung oder Raten · Financing or instalments"
    assert changes("needs") == [("changed", was, "Finanzierung · Financing", 0)]


def test_second_of_two_who_rename_is_told_both_words(gero: User) -> None:
    words = {"label_de": "Kredit", "label_en": "Credit"}
    entry = need("financing")
    change_entry(actor=gero, kept=NEEDS, entry=entry, expected_version=1, **words)
    with pytest.raises(StaleVersion) as conflict:
        change_entry(
            actor=gero, kept=NEEDS, entry=entry, expected_version=1, label_de="Raten", label_en="Credit"
        )
    assert [(one.theirs, one.yours) for one in conflict.value.conflicts] == [("Kredit", "Raten")]


def test_archived_entry_is_kept_and_comes_back(gero: User) -> None:
    entry = need("financing")
    set_offered(actor=gero, kept=NEEDS, entry=entry, is_offered=False)
    assert (entry in Need.objects.active(), entry in Need.objects.kept()) == (False, True)
    set_offered(actor=gero, kept=NEEDS, entry=entry, is_offered=True)
    assert entry in Need.objects.active()
    assert [what for what, *_ in changes("needs")] == ["restored", "archived"]


def test_last_reason_for_a_lost_deal_stays(gero: User) -> None:
    first, *others = Reason.objects.for_use(ReasonUse.LOST)
    for other in others:
        set_offered(actor=gero, kept=LOST_REASONS, entry=other, is_offered=False)
    with pytest.raises(LastEntry):
        set_offered(actor=gero, kept=LOST_REASONS, entry=first, is_offered=False)


def test_moved_entry_changes_places_with_its_neighbour(gero: User) -> None:
    before = list(Need.objects.active())
    move_entry(actor=gero, kept=NEEDS, entry=before[1], by=-1)
    assert list(Need.objects.active()) == [before[1], before[0], *before[2:]]
    assert changes("needs") == [("moved", "Niedrigerer Preis · Lower price", "1", 0)]


def test_first_entry_has_nowhere_further_up_to_go(gero: User) -> None:
    before = list(Need.objects.active())
    move_entry(actor=gero, kept=NEEDS, entry=before[0], by=-1)
    assert (list(Need.objects.active()), changes("needs")) == (before, [])


def test_merged_reason_takes_all_that_was_said_along_and_stays_explained(gero: User, sven: User) -> None:
    one, other = two_reasons()
    rating = say(sven, accepted_lead(sven), reason=one)
    assert merge_entries(actor=gero, kept=RATING_REASONS, entry=one, into=other) == 1
    rating.refresh_from_db()
    one.refresh_from_db()
    assert (rating.reason, one.merged_into, one.is_active) == (other, other, False)
    assert [(what, uses) for what, _was, _became, uses in changes("rating-reasons")] == [("merged", 1)]


def test_counts_are_right_after_a_merge_of_reasons(gero: User, sven: User) -> None:
    one, other = two_reasons()
    say(sven, accepted_lead(sven), reason=one)
    say(sven, accepted_lead(sven), reason=other)
    job.compute()
    merge_entries(actor=gero, kept=RATING_REASONS, entry=one, into=other)
    assert proof.verify() == {"cells": 0, "examples": []}
    assert kept_traits() == traits_found()


def test_who_named_both_needs_names_the_one_once(gero: User, sven: User) -> None:
    one, other = need("financing"), need("lower-price")
    both = say(sven, accepted_lead(sven), needs=[one, other])
    single = say(sven, accepted_lead(sven), needs=[one])
    campaign = make_campaign()
    campaign.needs.set([one])
    job.compute()
    assert merge_entries(actor=gero, kept=NEEDS, entry=one, into=other) == 3
    assert [list(row.needs.all()) for row in (both, single, campaign)] == [[other]] * 3
    assert proof.verify() == {"cells": 0, "examples": []}
    assert kept_traits() == traits_found()


def test_merged_channel_takes_leads_campaigns_and_cells_along(gero: User) -> None:
    old, new = make_channel("Google"), make_channel("Suche")
    campaign = make_campaign(channel=old)
    lead = make_lead(campaign=campaign, channel=old, stage=LeadStage.WON)
    make_lead(campaign=campaign, channel=new)
    job.compute()
    assert merge_entries(actor=gero, kept=CHANNELS, entry=old, into=new) == 2
    lead.refresh_from_db()
    campaign.refresh_from_db()
    assert (lead.channel, campaign.channel) == (new, new)
    assert proof.verify() == {"cells": 0, "examples": []}
    assert {key[2] for key in kept()} == {new.pk}
    assert kept() == recounted()


def test_costs_of_one_day_in_two_merged_channels_add_up(gero: User) -> None:
    old, new = make_channel("Google"), make_channel("Suche")
    campaign = make_campaign()
    for day, channel, cents in [(1, old, 100), (1, new, 20), (2, old, 3), (3, new, 5)]:
        DailyCost.objects.create(
            campaign=campaign, day=date(2026, 1, day), channel=channel, amount_cents=cents
        )
    merge_entries(actor=gero, kept=CHANNELS, entry=old, into=new)
    costs = campaign.daily_costs.order_by("day").values_list("day__day", "channel", "amount_cents")
    assert list(costs) == [(1, new.pk, 120), (2, new.pk, 3), (3, new.pk, 5)]


def test_name_of_a_merged_channel_finds_the_other_by_hand_and_by_file(gero: User) -> None:
    old, new = make_channel("Google"), make_channel("Suche")
    merge_entries(actor=gero, kept=CHANNELS, entry=old, into=new)
    directory = Directory(create=True)
    directory.learn_channels(["google"])
    assert (channel_named("GOOGLE"), directory.channels) == (new, {"google": new.pk})


def test_name_of_an_archived_channel_still_finds_it(gero: User) -> None:
    fair = make_channel("Messe")
    set_offered(actor=gero, kept=CHANNELS, entry=fair, is_offered=False)
    directory = Directory(create=True)
    directory.learn_channels(["messe"])
    assert (channel_named("Messe"), directory.channels) == (fair, {"messe": fair.pk})


def test_name_of_a_merged_channel_is_not_given_again(gero: User) -> None:
    old, new = make_channel("Google"), make_channel("Suche")
    merge_entries(actor=gero, kept=CHANNELS, entry=old, into=new)
    with pytest.raises(ValidationError):
        add_entry(actor=gero, kept=CHANNELS, name="google")


def test_words_of_a_merged_need_are_free_for_the_one_that_goes_on(gero: User) -> None:
    one, other = need("financing"), need("lower-price")
    merge_entries(actor=gero, kept=NEEDS, entry=one, into=other)
    words = {"label_de": one.label_de, "label_en": one.label_en}
    renamed = change_entry(actor=gero, kept=NEEDS, entry=other, expected_version=None, **words)
    assert str(renamed) == one.label_de


def test_merging_on_leads_to_the_last_and_never_back(gero: User) -> None:
    first, second, third = make_channel("A"), make_channel("B"), make_channel("C")
    merge_entries(actor=gero, kept=CHANNELS, entry=first, into=second)
    merge_entries(actor=gero, kept=CHANNELS, entry=second, into=third)
    assert channel_named("A") == third
    with pytest.raises(EntryMerged):
        merge_entries(actor=gero, kept=CHANNELS, entry=third, into=first)


def test_entry_cannot_be_merged_into_itself_or_an_archived_one(gero: User) -> None:
    one, other = need("financing"), need("lower-price")
    set_offered(actor=gero, kept=NEEDS, entry=other, is_offered=False)
    for into in (one, other):
        with pytest.raises(ValidationError):
            merge_entries(actor=gero, kept=NEEDS, entry=one, into=into)


def test_reason_read_before_its_merge_is_said_as_the_other(gero: User, sven: User) -> None:
    one, other, *_ = Reason.objects.for_use(ReasonUse.LOST)
    merge_entries(actor=gero, kept=LOST_REASONS, entry=one, into=other)
    lost = lose(sven, accepted_lead(sven), reason=Reason.objects.get(pk=one.pk))
    assert lost.reason == other


def test_need_in_their_own_words_waits_and_becomes_one_of_the_list(gero: User, sven: User) -> None:
    ratings = [say(sven, accepted_lead(sven), need_text=text) for text in ("Leasing", "Leasing", "Anbau")]
    assert NEEDS.queue is not None
    assert NEEDS.queue.find_waiting(10) == [("Leasing", 2), ("Anbau", 1)]
    job.compute()
    financing = need("financing")
    assert take_text(actor=gero, kept=NEEDS, text="LEASING", into=financing) == 2
    assert [list(rating.needs.all()) for rating in ratings] == [[financing], [financing], []]
    assert NEEDS.queue.find_waiting(10) == [("Anbau", 1)]
    assert ratings[0].need_text == "Leasing"
    assert proof.verify() == {"cells": 0, "examples": []}
    assert kept_traits() == traits_found()


def test_text_that_is_no_need_of_ours_waits_no_longer(gero: User, sven: User) -> None:
    rating = say(sven, accepted_lead(sven), need_text="???")
    assert take_text(actor=gero, kept=NEEDS, text="???", into=None) == 1
    assert NEEDS.queue is not None
    assert (NEEDS.queue.find_waiting(10), list(rating.needs.all())) == ([], [])
    assert changes("needs") == [("heard", "???", "", 1)]


@pytest.mark.parametrize("role", [Role.MARKETER, Role.SALES_REP, Role.SALES_LEAD])
def test_lists_are_kept_by_managers_only(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        set_offered(actor=make_user(role), kept=NEEDS, entry=need("financing"), is_offered=False)


def test_every_column_that_names_an_entry_follows_a_merge() -> None:
    """A new one needs its trigger, or what is written beside a merge stays behind."""
    named = {
        (column.model._meta.db_table, f"follow_merged_{column.column}")
        for model in {kept.model for kept in LISTS.values()}
        for column in find_uses(model)
        if column.model is not model
    } | {("leads_person", "follow_merged_organisation_id")}  # firms are merged as entries of lists are
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'follow_merged_%'"
        )
        assert set(cursor.fetchall()) == named
