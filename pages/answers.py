"""How a page answers what somebody sent: it is done, or here is the form again with what was wrong.

A view reads: fetch with permission, validate, act, answer.

    row = get_campaign(request, campaign_id)
    form = CampaignForm(posted(request), campaign=row)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            services.update_campaign(actor=request.user, campaign=row, **form.for_service())
            return done(request, _("Saved."), "campaign", row.pk)
    return submission.show(request, "campaigns/campaign_form.html", campaign=row)
"""

from __future__ import annotations

from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from pages.forms import lift_hidden, put_errors, renew
from pages.once import mark_refused
from values.refusals import EditConflict, Refusal


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, or None where somebody only looks: a form's data."""
    return request.POST if request.method == "POST" else None


def done(request: HttpRequest, text: str, to: str, *args: object) -> HttpResponse:
    """Say on the next page that it went well."""
    messages.success(request, text)
    return redirect(to, *args)


class Submission:
    """A form on its way through a service: within the block, what is refused ends up in the form.

    A ValidationError stands beside its fields, a Refusal beside the field it names or above the form. An
    EditConflict is no error of the form: `conflict` has both values for components/conflict.html, and the
    same form sent again overwrites knowingly. Refusals other than `shown` pass on: their page cannot show
    them, or can no longer be shown.
    """

    def __init__(self, form: BaseForm, *, shown: type[Refusal] | tuple[()] = Refusal) -> None:
        self.form = form
        self.refusal: Refusal | None = None
        self._shown = shown
        lift_hidden(form)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if isinstance(error, ValidationError):
            put_errors(self.form, error)
        elif isinstance(error, self._shown):
            self._refuse(error)
        else:
            return False
        return True

    def _refuse(self, refusal: Refusal) -> None:
        self.refusal = refusal
        if isinstance(refusal, EditConflict):
            renew(self.form, refusal.seen_in, refusal.current)
        else:
            self.form.add_error(refusal.field if refusal.field in self.form.fields else None, refusal.message)

    @property
    def conflict(self) -> EditConflict | None:
        return self.refusal if isinstance(self.refusal, EditConflict) else None

    @property
    def status(self) -> int:
        """As its page is answered: a form that was sent and is shown again was not taken."""
        if self.refusal is not None:
            return self.refusal.status
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.form.is_bound else HTTPStatus.OK

    def show(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        """The page with the form; its status says how it went."""
        context = {"form": self.form, "conflict": self.conflict, **context}
        return render(request, template, context, status=self.status)


class Press:
    """A button without a form: within the block, what is refused is said at the top of the next page."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if isinstance(error, ValidationError):
            messages.error(self._request, " ".join(error.messages))
        elif isinstance(error, Refusal):
            messages.error(self._request, error.message)
        else:
            return False
        mark_refused(self._request)
        return True
