"""A line in the shape that each chat program takes; what looks like markup in it is none there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import ChatFormat, TeamLine


def shape(line: TeamLine) -> dict[str, Any]:
    """The message, worded in the active language, with a link to the page where the portal has one."""
    url = settings.PUBLIC_URL + line.path if line.path else ""
    return (_for_slack if line.chat.format == ChatFormat.SLACK else _for_teams)(line.text, url)


def _for_slack(text: str, url: str) -> dict[str, Any]:
    """Three signs mean something to Slack: without them nobody can be called out by a campaign's name."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": f"{text} <{url}|{_('Open in Smarketing')}>" if url else text}


def _for_teams(text: str, url: str) -> dict[str, Any]:
    """An Adaptive Card; a run of rich text knows no Markdown, as a plain block of text does."""
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "body": [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text}]}],
    }
    if url:
        card["actions"] = [{"type": "Action.OpenUrl", "title": _("Open in Smarketing"), "url": url}]
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [attachment]}
