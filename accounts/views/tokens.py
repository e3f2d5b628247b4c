"""One's own keys to the API."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.forms import TokenForm
from accounts.models import ApiToken, User
from accounts.permissions import TOKEN_SCOPES, Action, requires
from accounts.services import create_token, revoke_token
from accounts.views.steps import saves


@requires(Action.VIEW_OWN_ACCOUNT, write=Action.EDIT_OWN_ACCOUNT)
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens and make another, whose text stands in the answer and nowhere else."""
    actor = request.user
    assert isinstance(actor, User)
    form = TokenForm(request.POST or None, user=actor)
    made: list[tuple[ApiToken, str]] = []
    if request.method == "POST" and saves(form, lambda: made.append(_create(actor, form))):
        form = TokenForm(user=actor)
    rows = [(token, scope_labels(token)) for token in ApiToken.objects.of_user(actor)]
    context = {
        "form": form,
        "rows": rows,
        "made": made[0][0] if made else None,
        "plain": made[0][1] if made else "",
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.is_bound else 200)


def _create(actor: User, form: TokenForm) -> tuple[ApiToken, str]:
    said = form.cleaned_data
    return create_token(actor=actor, name=said["name"], scopes=said["scopes"], expires_at=form.expires_at())


def scope_labels(token: ApiToken) -> list[str]:
    """What a token may do, in words."""
    return [str(label) for action, label in TOKEN_SCOPES.items() if token.allows(action)]


@requires(Action.EDIT_OWN_ACCOUNT)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    actor = request.user
    assert isinstance(actor, User)
    token = get_object_or_404(ApiToken.objects.of_user(actor), pk=pk)
    revoke_token(actor=actor, token=token)
    messages.success(request, _("The token “%(name)s” does not work any more.") % {"name": token})
    return redirect("accounts:tokens")
