"""What was pasted, spread or sent at once is taken back at once; what was said of a day since stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from campaigns.kept_lists import LISTS
from campaigns.models import Campaign, Channel, CostEntry, DailyCost
from campaigns.services import costs
from campaigns.services.costs import set_costs_of_channels, set_daily_costs, take_costs_back
from campaigns.services.lists import merge_entries
from counting import job
from counting.filters import Filters
from counting.queries import read_costs
from files.undoing import undo
from tests.api import api_for
from tests.campaigns.test_cost_imports_taken_back import costs_of, import_costs, line
from tests.factories import client_for, make_campaign, make_channel
from values.refusals import IllegalMove

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def fair() -> Campaign:
    return make_campaign(name="Fachmesse Leipzig")


def enter(
    actor: User, campaign: Campaign, of_days: Mapping[date, int | None], channel: Channel | None = None
) -> CostEntry:
    entry = set_daily_costs(actor=actor, campaign=campaign, costs=of_days, channel=channel).entry
    assert entry is not None
    return entry


def test_days_cost_again_what_they_cost_before_or_nothing(mara: User, fair: Campaign) -> None:
    enter(mara, fair, {FIRST: 100})
    pasted = enter(mara, fair, {FIRST: 900, SECOND: 800, THIRD: 700})
    back = take_costs_back(actor=mara, entry=pasted)
    assert (back.count, list(back.left), costs_of(fair)) == (3, [], {(FIRST, ""): 100})


def test_who_took_it_back_and_when_is_kept(mara: User, ada: User, fair: Campaign) -> None:
    entry = enter(mara, fair, {FIRST: 100})
    with time_machine.travel("2026-11-30T10:00:00Z", tick=False):
        CostEntry.objects.update(created_at=timezone.now())
        take_costs_back(actor=ada, entry=entry)
        assert (entry.user, entry.undone_by, entry.undone_at) == (mara, ada, timezone.now())


def test_day_somebody_changed_since_stays_and_is_named(mara: User, ada: User, fair: Campaign) -> None:
    pasted = enter(mara, fair, {FIRST: 900, SECOND: 800})
    enter(ada, fair, {SECOND: 55})
    back = take_costs_back(actor=mara, entry=pasted)
    assert (back.count, list(back.left), costs_of(fair)) == (1, [SECOND], {(SECOND, ""): 55})


def test_same_amount_said_again_is_a_word_of_its_own(mara: User, fair: Campaign) -> None:
    pasted = enter(mara, fair, {FIRST: 900, SECOND: 800})
    enter(mara, fair, {FIRST: 900})
    assert list(take_costs_back(actor=mara, entry=pasted).left) == [FIRST]


def test_day_a_file_said_since_stays(mara: User, fair: Campaign, tmp_path: Path) -> None:
    pasted = enter(mara, fair, {FIRST: 900, SECOND: 800})
    import_costs(tmp_path, mara, line(FIRST, "7,00"))
    assert list(take_costs_back(actor=mara, entry=pasted).left) == [FIRST]


def test_entry_whose_every_day_was_changed_is_refused_and_changes_nothing(mara: User, fair: Campaign) -> None:
    pasted = enter(mara, fair, {FIRST: 900})
    enter(mara, fair, {FIRST: 55})
    with pytest.raises(IllegalMove):
        take_costs_back(actor=mara, entry=pasted)
    assert (costs_of(fair), CostEntry.objects.standing().count()) == ({(FIRST, ""): 55}, 2)


def test_later_entry_is_taken_back_to_the_earlier_one_and_that_to_before(mara: User, fair: Campaign) -> None:
    earlier, later = enter(mara, fair, {FIRST: 100}), enter(mara, fair, {FIRST: 200})
    take_costs_back(actor=mara, entry=later)
    assert costs_of(fair) == {(FIRST, ""): 100}
    take_costs_back(actor=mara, entry=earlier)
    assert costs_of(fair) == {}


def test_earlier_entry_taken_back_first_leaves_nothing_behind_the_later_one(
    mara: User, fair: Campaign
) -> None:
    earlier = enter(mara, fair, {FIRST: 100, SECOND: 100})
    later = enter(mara, fair, {FIRST: 200})
    take_costs_back(actor=mara, entry=earlier)
    assert costs_of(fair) == {(FIRST, ""): 200}
    take_costs_back(actor=mara, entry=later)
    assert costs_of(fair) == {}


def test_entry_over_a_file_is_taken_back_to_what_the_file_said(
    mara: User, fair: Campaign, tmp_path: Path
) -> None:
    run = import_costs(tmp_path, mara, line(FIRST, "2,00"))
    take_costs_back(actor=mara, entry=enter(mara, fair, {FIRST: 100}))
    assert costs_of(fair) == {(FIRST, ""): 200}
    undo(actor=mara, run=run)
    assert costs_of(fair) == {}


def test_file_over_an_entry_is_taken_back_to_what_was_entered(
    mara: User, fair: Campaign, tmp_path: Path
) -> None:
    entry = enter(mara, fair, {FIRST: 100})
    undo(actor=mara, run=import_costs(tmp_path, mara, line(FIRST, "2,00")))
    assert costs_of(fair) == {(FIRST, ""): 100}
    take_costs_back(actor=mara, entry=entry)
    assert costs_of(fair) == {}


def test_entry_below_a_file_that_was_taken_back_first_is_not_brought_back_by_it(
    mara: User, fair: Campaign, tmp_path: Path
) -> None:
    entry = enter(mara, fair, {FIRST: 100, SECOND: 100})
    run = import_costs(tmp_path, mara, line(FIRST, "2,00"))
    take_costs_back(actor=mara, entry=entry)
    undo(actor=mara, run=run)
    assert costs_of(fair) == {}


def test_cost_that_was_taken_away_stands_there_again(mara: User, fair: Campaign, tmp_path: Path) -> None:
    run = import_costs(tmp_path, mara, line(FIRST, "2,00"))
    removed = enter(mara, fair, {FIRST: None})
    take_costs_back(actor=mara, entry=removed)
    assert costs_of(fair) == {(FIRST, ""): 200}
    undo(actor=mara, run=run)
    assert costs_of(fair) == {}


def test_day_that_was_taken_away_and_entered_anew_stays_as_it_is(mara: User, fair: Campaign) -> None:
    enter(mara, fair, {FIRST: 100, SECOND: 100})
    removed = enter(mara, fair, {FIRST: None, SECOND: None})
    enter(mara, fair, {FIRST: 7})
    assert list(take_costs_back(actor=mara, entry=removed).left) == [FIRST]
    assert costs_of(fair) == {(FIRST, ""): 7, (SECOND, ""): 100}


def test_nothing_taken_away_where_nothing_was_is_no_entry(mara: User, fair: Campaign) -> None:
    assert set_daily_costs(actor=mara, campaign=fair, costs={FIRST: None}).entry is None


def test_cost_taken_away_comes_back_to_the_channel_its_own_was_merged_into(
    mara: User, ada: User, fair: Campaign
) -> None:
    old, new = make_channel("Suche"), make_channel("Google")
    enter(mara, fair, {FIRST: 100}, old)
    removed = enter(mara, fair, {FIRST: None}, old)
    merge_entries(actor=ada, kept=LISTS["channels"], entry=old, into=new)
    take_costs_back(actor=mara, entry=removed)
    assert costs_of(fair) == {(FIRST, "Google"): 100}


def test_cost_taken_away_stays_away_where_the_merged_channel_has_one(
    mara: User, ada: User, fair: Campaign
) -> None:
    old, new = make_channel("Suche"), make_channel("Google")
    enter(mara, fair, {FIRST: 100, SECOND: 100}, old)
    removed = enter(mara, fair, {FIRST: None, SECOND: None}, old)
    enter(mara, fair, {FIRST: 7}, new)
    merge_entries(actor=ada, kept=LISTS["channels"], entry=old, into=new)
    assert list(take_costs_back(actor=mara, entry=removed).left) == [FIRST]


def test_costs_of_several_channels_are_one_entry(mara: User, fair: Campaign) -> None:
    search = make_channel("Suche")
    saved = set_costs_of_channels(
        actor=mara, campaign=fair, costs={None: {FIRST: 100}, search: {FIRST: 40, SECOND: 50}}
    )
    assert saved.entry is not None
    assert take_costs_back(actor=mara, entry=saved.entry).count == 3
    assert costs_of(fair) == {}


def test_second_press_changes_nothing(mara: User, fair: Campaign) -> None:
    pasted = enter(mara, fair, {FIRST: 900})
    take_costs_back(actor=mara, entry=pasted)
    enter(mara, fair, {FIRST: 5})
    assert take_costs_back(actor=mara, entry=pasted).count == 0
    assert costs_of(fair) == {(FIRST, ""): 5}


@pytest.mark.parametrize(("days", "is_taken"), [(29, True), (31, False)])
def test_it_is_possible_for_thirty_days(mara: User, fair: Campaign, days: int, is_taken: bool) -> None:
    pasted = enter(mara, fair, {FIRST: 900})
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        try:
            take_costs_back(actor=mara, entry=pasted)
        except IllegalMove:
            assert not is_taken
    assert DailyCost.objects.exists() is not is_taken


@pytest.mark.parametrize("who", ["sven", "lena", "gero"])
def test_only_marketing_takes_costs_back(
    who: str, request: pytest.FixtureRequest, mara: User, fair: Campaign
) -> None:
    pasted = enter(mara, fair, {FIRST: 900})
    with pytest.raises(PermissionDenied):
        take_costs_back(actor=request.getfixturevalue(who), entry=pasted)


def test_figures_follow(mara: User, fair: Campaign) -> None:
    enter(mara, fair, {FIRST: 100})
    pasted = enter(mara, fair, {FIRST: 900, SECOND: 900})
    take_costs_back(actor=mara, entry=pasted)
    job.compute()
    assert read_costs(Filters(), [])[None, None] == {"cost_cents": 100}


def paste(mara: User, campaign: Campaign, lines: str) -> str:
    sent = {"paste": "1", "lines": lines, "channel": ""}
    answer = client_for(mara).post(f"/campaigns/{campaign.pk}/costs/", sent, follow=True)
    return unescape(answer.content.decode()).replace("\xa0", " ")


def test_page_offers_what_was_just_pasted_and_takes_it_back(mara: User, fair: Campaign) -> None:
    page = paste(mara, fair, "01.03.2026;10,00\n02.03.2026;20,00")
    assert "2 Tage, 01.03.2026 bis 02.03.2026</b>: 30,00 €" in page
    address = f"/campaigns/{fair.pk}/costs/entries/{CostEntry.objects.get().pk}/take-back/"
    assert f'action="{address}"' in page
    answer = client_for(mara).post(address, follow=True)
    assert "2 Tage wurden zurückgenommen." in unescape(answer.content.decode())
    assert address not in answer.content.decode()


def test_page_says_which_days_stay(mara: User, fair: Campaign) -> None:
    paste(mara, fair, "01.03.2026;10,00\n02.03.2026;20,00")
    entry = CostEntry.objects.get()
    assert "1 davon seitdem geändert" in paste(mara, fair, "02.03.2026;7,00")
    answer = client_for(mara).post(f"/campaigns/{fair.pk}/costs/entries/{entry.pk}/take-back/", follow=True)
    assert "1 Tag wurde zurückgenommen. 02.03.2026 wurde seitdem geändert" in answer.content.decode()


def test_page_offers_nothing_of_which_every_day_was_changed(mara: User, fair: Campaign) -> None:
    paste(mara, fair, "01.03.2026;10,00")
    entry = CostEntry.objects.get()
    page = paste(mara, fair, "01.03.2026;11,00")
    assert f"/entries/{entry.pk}/take-back/" not in page
    address = f"/campaigns/{fair.pk}/costs/entries/{entry.pk}/take-back/"
    answer = client_for(mara).post(address, follow=True)
    assert "seitdem geändert" in answer.content.decode()
    assert costs_of(fair) == {(FIRST, ""): 1_100}


def test_who_only_reads_costs_finds_no_entries(mara: User, sven: User, fair: Campaign) -> None:
    enter(mara, fair, {FIRST: 100})
    assert "take-back" not in client_for(sven).get(f"/campaigns/{fair.pk}/costs/").content.decode()


def test_entry_of_another_campaign_is_not_found(mara: User, fair: Campaign) -> None:
    entry = enter(mara, make_campaign(), {FIRST: 100})
    address = f"/campaigns/{fair.pk}/costs/entries/{entry.pk}/take-back/"
    assert client_for(mara).post(address).status_code == 404


@pytest.mark.parametrize("many", [1, 4])
def test_statements_of_the_page_do_not_grow_with_the_entries(mara: User, fair: Campaign, many: int) -> None:
    for _number in range(many):
        enter(mara, fair, {FIRST: 100, SECOND: 100})
    client = client_for(mara)
    client.get(f"/campaigns/{fair.pk}/costs/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/campaigns/{fair.pk}/costs/")
    assert len(asked) == 10


def test_program_reads_what_was_entered_and_takes_it_back(mara: User, fair: Campaign) -> None:
    api, address = api_for(mara), f"/api/v1/campaigns/{fair.pk}/"
    days = [{"day": "2026-03-01", "amount_cents": 900}, {"day": "2026-03-02", "amount_cents": 800}]
    api.put(f"{address}costs/", days)
    enter(mara, fair, {SECOND: 55})
    _newest, sent = api.get(f"{address}cost-entries/").json()
    assert (sent["count"], sent["changed"], sent["total_cents"], sent["undone_at"]) == (2, 1, 1_700, None)
    answer = api.post(f"{address}cost-entries/take-back/", {"id": sent["id"]})
    assert answer.json() == {"count": 1, "left": ["2026-03-02"]}
    assert api.get(f"{address}cost-entries/").json()[1]["undone_at"] is not None


def test_program_is_refused_what_was_changed_whole_and_what_is_elsewhere(mara: User, fair: Campaign) -> None:
    entry, elsewhere = enter(mara, fair, {FIRST: 100}), enter(mara, make_campaign(), {FIRST: 100})
    enter(mara, fair, {FIRST: 200})
    address = f"/api/v1/campaigns/{fair.pk}/cost-entries/take-back/"
    answers = [
        api_for(mara).post(address, {"id": number}).status_code for number in (entry.pk, elsewhere.pk, 0)
    ]
    assert answers == [409, 404, 400]


def test_program_that_sends_no_day_enters_nothing(mara: User, fair: Campaign) -> None:
    assert api_for(mara).put(f"/api/v1/campaigns/{fair.pk}/costs/", []).status_code == 200
    assert not CostEntry.objects.exists()


def test_too_many_days_of_one_channel_write_nothing(
    mara: User, fair: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "MAX_DAYS", 1)
    with pytest.raises(ValidationError):
        enter(mara, fair, {FIRST: 1, SECOND: 2})
    assert not CostEntry.objects.exists()
