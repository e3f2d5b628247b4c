"""Django's `csrf_token` with the token by which a form is taken once: built in, so no template forgets it."""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from pages.once import FIELD, token_of

register = template.Library()


class FormTokensNode(CsrfTokenNode):
    """Both hidden fields; neither where no request is answered, as in a mail."""

    def render(self, context: Context) -> str:
        # A page that asks for no cookie says that it has no token of Django's (`csrf_token` is empty there).
        field = "" if context.get("csrf_token") == "" else super().render(context)
        request = context.get("request")
        if request is None:
            return field
        token = format_html('<input type="hidden" name="{}" value="{}">', FIELD, token_of(request))
        return field + token


@register.tag("csrf_token")
def draw_tokens(_parser: Parser, _token: Token) -> FormTokensNode:
    return FormTokensNode()
