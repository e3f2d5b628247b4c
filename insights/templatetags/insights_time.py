"""Curves of leads by age: `{% load insights_time %}`, `{% curves picture sentence %}`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from insights.pages.curves import SIZE, CurvePicture, Run
from values.html import EMPTY, fill, join

register = template.Library()

_SAMPLES = {
    "ok": '<path class="run ok" d="M0,8 H28"/>',
    "lost": '<path class="run lost" d="M0,8 H28"/>',
    "unsure": '<rect class="unsure" width="28" height="16"/><path class="run" d="M0,8 H28"/>',
}
_PLOT = (
    '<div class="curve-plot"><ol class="curve-shares" reversed aria-hidden="true">{}</ol>'
    '<svg class="curve-field" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
    "{}</svg>"
    '<ol class="curve-ages" aria-hidden="true">{}</ol><p class="curve-unit" aria-hidden="true">{}</p></div>'
)


@register.simple_tag
def curve_sample(tone: str) -> SafeString:
    """How a curve looks, for the legend."""
    return fill(
        '<svg class="curve-sample" width="28" height="16" viewBox="0 0 28 16" aria-hidden="true">{}</svg>',
        SafeString(_SAMPLES[tone]),
    )


@register.simple_tag
def curves(picture: CurvePicture, sentence: str) -> SafeString:
    """Both curves with their bands; the field stretches with the page, its lines and the texts do not."""
    size = str(SIZE)
    middle = str(SIZE // 2)
    parts = [
        _unsure(picture.unsure_from),
        *(fill('<path class="ax" d="M0,{} H{}"/>', str(SIZE * step // 4), size) for step in range(5)),
        fill('<path class="cut" d="M{},0 V{}"/>', middle, size),
        *(fill('<polygon class="band {}" points="{}"/>', run.tone, run.band) for run in picture.runs),
        *(_line(run) for run in picture.runs),
    ]
    return fill(
        _PLOT,
        _ticks(reversed(picture.shares)),
        size,
        size,
        sentence,
        join(parts),
        _ticks(picture.ages),
        _("days since intake"),
    )


def _unsure(start: int | None) -> SafeString:
    if start is None:
        return EMPTY
    return fill(
        '<rect class="unsure" x="{}" y="0" width="{}" height="{}"/>', str(start), str(SIZE - start), str(SIZE)
    )


def _line(run: Run) -> SafeString:
    return fill(
        '<polyline class="run {}" points="{}"/><polyline class="run" points="{}"/>',
        run.tone,
        run.line,
        run.unsure,
    )


def _ticks(texts: Iterable[str]) -> SafeString:
    return join(fill("<li>{}</li>", text) for text in texts)
