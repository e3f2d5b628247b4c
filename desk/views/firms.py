"""The page of a firm, and what is said there: customer or not, name, domains, whose people, what is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import limit_searches
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from desk.firm_pairs import find_apart
from desk.firms import FirmPage
from desk.forms import SearchForm
from firms.forms import CustomerForm, DomainForm, FirmForm, MergeForm, NameForm, PlaceForm
from firms.models import FirmDomain, FirmMerge, FirmPair, Organisation, OrganisationQuerySet
from firms.services import changes
from firms.services.customers import say_customer
from firms.services.merging import merge_firms, undo_merge
from leads.models import Lead, Person
from leads.services.firms import firms_visible_to, place_person
from pages.answers import Press, Submission, done, posted
from pages.cursors import NUMBER
from values.names import fold_company

CANDIDATES: Final = 10


@requires(Action.VIEW_LEADS)
@require_safe
def firm(request: SignedInRequest, firm_id: int) -> HttpResponse:
    """One firm: its people and leads as far as the reader sees them, customer or not, what was said of it."""
    row = _get_firm(request, firm_id)
    if row.merged_into_id is not None:
        return redirect("firm", row.merged_into_id)
    return _show(request, row)


@requires(Action.SET_CUSTOMERS)
@require_POST
def firm_customer(request: SignedInRequest, firm_id: int) -> HttpResponse:
    """Say since when the firm is a customer, or no more."""
    return _say(request, firm_id, CustomerForm, say_customer)


@requires(Action.EDIT_FIRMS)
@require_POST
def firm_name(request: SignedInRequest, firm_id: int) -> HttpResponse:
    """Call the firm otherwise."""
    return _say(request, firm_id, NameForm, changes.rename_firm)


@requires(Action.EDIT_FIRMS)
@require_POST
def firm_domain(request: SignedInRequest, firm_id: int) -> HttpResponse:
    """Give the firm a further domain."""
    return _say(request, firm_id, DomainForm, changes.add_domain)


@requires(Action.EDIT_FIRMS)
@require_POST
def firm_domain_take(request: SignedInRequest, firm_id: int, domain_id: int) -> HttpResponse:
    """Say that many share a domain: nobody is of the firm because of it any more."""
    row = _get_firm(request, firm_id)
    domain = get_object_or_404(FirmDomain.objects.select_related("organisation"), pk=domain_id)
    owner = domain.organisation
    if owner is not None and owner.current.pk != row.pk:
        return redirect("firm", row.pk)
    with Press(request):
        changes.take_domain(actor=request.user, firm=row, domain=domain)
        messages.success(request, _("“%(domain)s” finds nobody any more.") % {"domain": domain})
    return redirect("firm", row.pk)


@requires(Action.EDIT_FIRMS)
def firm_person(request: SignedInRequest, firm_id: int, person_id: int) -> HttpResponse:
    """Say of which firm a person is, or of none."""
    row = _get_firm(request, firm_id)
    seen = Lead.objects.visible_to(request.user).values("person")
    person = get_object_or_404(Person.objects.filter(organisation=row, pk__in=seen), pk=person_id)
    form = PlaceForm(posted(request))
    submission = Submission(form)
    if form.is_valid():
        with submission:
            placing = place_person(actor=request.user, person=person, **form.cleaned_data)
            text = _("%(person)s is of “%(firm)s” from now on.")
            if placing.became is None:
                text = _("%(person)s is of no company from now on.")
            return done(request, text % {"person": person.title, "firm": placing.became}, "firm", row.pk)
    return submission.show(request, "desk/firm_person.html", firm=row, person=person)


@requires(Action.EDIT_FIRMS)
@limit_searches("q")
def firm_merge(request: SignedInRequest, firm_id: int) -> HttpResponse:
    """Look for the firm that this one is too, see both side by side, and merge."""
    row = _get_firm(request, firm_id)
    others = firms_visible_to(request.user).exclude(pk=row.pk)
    form = MergeForm(posted(request), firm=row)
    submission = Submission(form)
    if form.is_valid():
        into = get_object_or_404(others, pk=form.cleaned_data["into"])
        with submission:
            version = form.cleaned_data["expected_version"]
            merge_firms(actor=request.user, firm=row, into=into, expected_version=version)
            text = _("“%(firm)s” is “%(into)s” from now on.")
            return done(request, text % {"firm": row, "into": into}, "firm", into.pk)
    search = SearchForm(request.GET)
    search.fields["q"].widget.attrs["placeholder"] = _("Name or domain")
    words = search.cleaned_data["q"] if search.is_valid() else ""
    found = _find_candidates(request, row, others, words)
    apart = {one.other.pk: one.said for one in find_apart(row)}
    pairs = [
        (
            one,
            FirmPage(firm=one, user=request.user),
            MergeForm(firm=one, initial={"into": one.pk}),
            apart.get(one.pk),
        )
        for one in found
        if words or one.pk not in apart
    ]
    return submission.show(
        request,
        "desk/firm_merge.html",
        firm=row,
        about=FirmPage(firm=row, user=request.user),
        search=search,
        words=words,
        pairs=pairs,
    )


def _find_candidates(
    request: SignedInRequest, row: Organisation, others: OrganisationQuerySet, words: str
) -> list[Organisation]:
    """What the words find; without any, those it looks like, and whose names begin with the same word.

    The one the address names comes first.
    """
    alike = FirmPair.objects.open().concerning(row.pk).order_by("why", "-pk")
    numbers = [pair.high if pair.low == row.pk else pair.low for pair in alike[:CANDIDATES]]
    first = request.GET.get("other", "")
    chosen = [int(first)] if NUMBER.fullmatch(first) else []
    known = others.in_bulk({*chosen, *(() if words else numbers)})
    begin = words or " ".join(fold_company(row.name).split()[:1])
    found = others.matching(begin).exclude(pk__in=known).order_by("name", "pk")[:CANDIDATES]
    ordered = dict.fromkeys([*chosen, *numbers])
    return [*(known[pk] for pk in ordered if pk in known), *found]


@requires(Action.EDIT_FIRMS)
@require_POST
def firm_merge_undo(request: SignedInRequest, merge_id: int) -> HttpResponse:
    """Take a merge apart again."""
    merge = get_object_or_404(FirmMerge.objects.select_related("organisation", "into"), pk=merge_id)
    _get_firm(request, merge.into_id)
    with Press(request):
        source = undo_merge(actor=request.user, merge=merge)
        messages.success(request, _("“%(firm)s” stands for itself again.") % {"firm": source})
        return redirect("firm", source.pk)
    return redirect("firm", merge.into_id)


def _get_firm(request: SignedInRequest, firm_id: int) -> Organisation:
    """404 for whom it does not exist; one that was merged is found by whoever sees the other."""
    merged = Organisation.objects.filter(pk=firm_id, merged_into__in=firms_visible_to(request.user)).first()
    return merged or get_object_or_404(firms_visible_to(request.user), pk=firm_id)


def _say(
    request: SignedInRequest, firm_id: int, kind: type[FirmForm], service: Callable[..., Organisation]
) -> HttpResponse:
    """Let a form of the page act; what is refused is shown there."""
    row = _get_firm(request, firm_id)
    form = kind(posted(request), firm=row)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            service(actor=request.user, firm=row, **form.for_service())
            return done(request, _("Saved."), "firm", row.pk)
    return _show(request, row, refused=submission)


def _show(request: SignedInRequest, row: Organisation, *, refused: Submission | None = None) -> HttpResponse:
    forms: dict[str, Any] = {
        "customer_form": CustomerForm(firm=row) if may(request.user, Action.SET_CUSTOMERS) else None,
        "name_form": NameForm(firm=row) if may(request.user, Action.EDIT_FIRMS) else None,
        "domain_form": DomainForm(firm=row) if may(request.user, Action.EDIT_FIRMS) else None,
    }
    page = refused or Submission(FirmForm(firm=row))
    if refused is not None:
        forms[f"{refused.form.prefix}_form"] = refused.form
    about = FirmPage(firm=row, user=request.user)
    can_edit = may(request.user, Action.EDIT_FIRMS)
    doubt = {"apart": find_apart(row), "is_doubtful": _is_doubtful(row)} if can_edit else {}
    return page.show(request, "desk/firm.html", firm=row, about=about, can_edit=can_edit, **forms, **doubt)


def _is_doubtful(row: Organisation) -> bool:
    """Whether it may be the same as another one, of which nobody has said otherwise."""
    return FirmPair.objects.open().concerning(row.pk).exists()
