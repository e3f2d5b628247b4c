"""Handing leads to sales, one after another; who is away, and who stands in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.own_company import today
from accounts.permissions import Action, may, requires
from accounts.requests import SignedInRequest
from handoff import services
from handoff.forms import AbsenceForm, HandOverForm
from handoff.models import Absence
from leads.models import Lead
from leads.views.fetching import get_lead
from pages.addresses import address
from pages.answers import Press, Submission, done, posted


@requires(Action.HAND_OVER_LEADS)
def hand_over(request: SignedInRequest, lead_id: int) -> HttpResponse:
    """The form with which a lead goes to a rep or to the pool, and the way to the next one that waits."""
    row = get_lead(request, lead_id)
    # Who hands over several in a row gives them to the same rep more often than not.
    initial = {"expected_version": row.row_version, "to_user": request.GET.get("to_user", "")}
    form = HandOverForm(posted(request), initial=initial)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            handoff = services.hand_over(actor=request.user, lead=row, **form.cleaned_data)
            _confirm(request, row, receiver=str(handoff.to_user or _("the pool")))
            return _go_on(request, row)
    return _show(request, get_lead(request, lead_id) if submission.refusal else row, submission)


def _go_on(request: SignedInRequest, row: Lead) -> HttpResponse:
    """To the next lead that waits where that was asked for, else back to this one."""
    waiting = _find_next(request, row) if "next" in request.POST else None
    if waiting is not None:
        return redirect(address(reverse("hand_over", args=[waiting.pk]), to_user=request.POST.get("to_user")))
    if "next" in request.POST:
        messages.info(request, _("No further lead waits for a hand-over."))
    return redirect("lead", row.pk)


def _find_next(request: SignedInRequest, row: Lead) -> Lead | None:
    """The lead whose person has been waiting longest, apart from this one: of the same campaign, while it has
    some.
    """
    waiting = Lead.objects.visible_to(request.user).waiting().exclude(pk=row.pk)
    of_campaign = waiting.filter(campaign=row.campaign_id).order_by("received_at", "id").first()
    return of_campaign or waiting.order_by("received_at", "id").first()


def _confirm(request: SignedInRequest, row: Lead, *, receiver: str) -> None:
    text = _("%(person)s was handed over to %(receiver)s.")
    messages.success(request, text % {"person": row.contact, "receiver": receiver})


def _show(request: SignedInRequest, row: Lead, submission: Submission) -> HttpResponse:
    return submission.show(
        request,
        "handoff/hand_over.html",
        lead=row,
        can_hand_over=services.HAND_OVER.is_open_to(request.user, row),
        is_for_sales=row.kind in services.HANDED_OVER_KINDS,
        promises=row.campaign.promises.in_force_at(row.received_at),
        next_lead=_find_next(request, row),
    )


@requires(Action.VIEW_ABSENCES, write=Action.EDIT_ABSENCES)
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: SignedInRequest) -> HttpResponse:
    """Who is away today and later, and the form to enter it for oneself or, who may, for others."""
    people = services.find_editable(request.user)
    form = AbsenceForm(posted(request), people=people, initial=_wanted(request)) if people else None
    submission = Submission(form) if form else None
    if form is not None and submission is not None and form.is_valid():
        with submission:
            said = {"person": people[0], **form.for_service()}
            services.enter_absence(actor=request.user, **said)
            return done(request, _("Saved."), "absences")
    rows = Absence.objects.not_over(today()).with_names()
    shown = [(row, services.may_edit(request.user, row.person)) for row in rows]
    context = {"rows": shown, "today": today(), "leads_sales": may(request.user, Action.SPEAK_FOR_REPS)}
    if submission is None:
        return render(request, "handoff/absences.html", context)
    return submission.show(request, "handoff/absences.html", **context)


@requires(Action.EDIT_ABSENCES)
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: SignedInRequest, absence_id: int) -> HttpResponse:
    """Change days, deputy or note of one that is not over."""
    row = _get_absence(request, absence_id)
    form = AbsenceForm(posted(request), people=[row.person], instance=row)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            version = form.cleaned_data["expected_version"]
            services.change_absence(
                actor=request.user, absence=row, expected_version=version, **form.for_service()
            )
            return done(request, _("Saved."), "absences")
    return submission.show(request, "handoff/absence.html", absence=row, has_begun=row.first_day < today())


@requires(Action.EDIT_ABSENCES)
@require_POST
def absence_end(request: SignedInRequest, absence_id: int) -> HttpResponse:
    """Somebody is back, or stays after all."""
    row = _get_absence(request, absence_id)
    with Press(request):
        ended = services.end_absence(actor=request.user, absence=row)
        messages.success(
            request, _("The absence has ended.") if ended else _("The absence has been deleted.")
        )
    return redirect("absences")


def _get_absence(request: SignedInRequest, absence_id: int) -> Absence:
    row = get_object_or_404(Absence.objects.with_names(), pk=absence_id)
    if not services.may_edit(request.user, row.person):
        raise Http404
    return row


def _wanted(request: SignedInRequest) -> dict[str, User | str]:
    """Whom the address names is chosen already, else oneself."""
    return {"person": request.GET.get("person", "") or request.user}
