"""One's own keys to the API."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.forms import TokenForm
from accounts.limits import Limit
from accounts.models import ApiToken
from accounts.permissions import Action, requires
from accounts.requests import SignedInRequest
from accounts.scopes import SCOPES
from accounts.services import create_token, revoke_token
from pages.answers import Submission, done, posted
from pages.once import shown_once


@requires(Action.VIEW_OWN_ACCOUNT, write=Action.EDIT_OWN_ACCOUNT, fresh="page")
@never_cache
def tokens(request: SignedInRequest) -> HttpResponse:
    """List one's tokens and make another, whose text stands in the answer and nowhere else."""
    form = TokenForm(posted(request), user=request.user)
    submission = Submission(form)
    if form.is_valid():
        with submission:
            said = form.cleaned_data
            made, plain = create_token(
                actor=request.user, name=said["name"], scopes=said["scopes"], expires_at=form.expires_at()
            )
            again = Submission(TokenForm(user=request.user))
            return shown_once(_show(request, again, made=made, plain=plain))
    return _show(request, submission)


def _show(request: SignedInRequest, submission: Submission, **made: object) -> HttpResponse:
    rows = [(token, scope_labels(token)) for token in ApiToken.objects.of_user(request.user)]
    limits = {"reads": Limit.READS.per_minute, "writes": Limit.WRITES.per_minute}
    return submission.show(request, "accounts/tokens.html", rows=rows, **limits, **made)


def scope_labels(token: ApiToken) -> list[str]:
    """What a token may do, in words."""
    return [str(scope.label) for scope in SCOPES if token.allows(scope.action)]


@requires(Action.EDIT_OWN_ACCOUNT, fresh="page")
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    token = get_object_or_404(ApiToken.objects.of_user(request.user), pk=pk)
    revoke_token(actor=request.user, token=token)
    text = _("The token “%(name)s” does not work any more.")
    return done(request, text % {"name": token}, "accounts:tokens")
