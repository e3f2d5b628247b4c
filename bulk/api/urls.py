from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path

from bulk.api.views import BulkViewSet
from bulk.deeds import DEEDS

# Whoever sends enquiries in by a token marks none: that is done by people, on the page.
STARTS = (
    *("hand_over", "pass_on", "release", "follow_up", "close_unreachable"),
    *("still_customer", "no_customer"),
)
# Begun when somebody's sign-in is taken away; here it is only taken back.
BEGUN_ELSEWHERE = ("move",)


def paths_of(start: str) -> Iterator[URLPattern]:
    """To start an action of this kind, and to take it back: each asks for the right to do it."""
    address, action = f"bulk/{start.replace('_', '-')}/", DEEDS[start].step.action
    undo = BulkViewSet.as_view({"post": "undo"}, deed=start, required_actions={"undo": action})
    if start in STARTS:
        yield path(address, BulkViewSet.as_view({"post": start}), name=f"bulk_{start}")
    yield path(f"{address}<int:pk>/undo/", undo, name=f"bulk_{start}_undo")


urlpatterns = [
    path("bulk/<int:pk>/", BulkViewSet.as_view({"get": "retrieve"}), name="bulk"),
    *(found for start in (*STARTS, *BEGUN_ELSEWHERE) for found in paths_of(start)),
]
