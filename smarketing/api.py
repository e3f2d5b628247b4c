"""The API's policy: one form of error, strict JSON, pages by cursor.

Errors are problem details after RFC 9457: `title`, `status`, `detail`, and `errors` with the place, the
message and the code of each refused value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from math import isfinite
from typing import IO, Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.exceptions import APIException, ErrorDetail, NotFound, ParseError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from values.errors import beside, field_error
from values.refusals import EditConflict, Refusal, TooManyCalls
from values.text import check_storable, shorten

PROBLEM = "application/problem+json"
LARGEST_BODY = 1_000_000
PLACE = re.compile(r"\d{1,18}", re.ASCII)  # a number of ours
SIZE = re.compile(r"[1-9]\d{0,8}", re.ASCII)


class StrictJSONParser(JSONParser):
    """JSON with one reading only: no doubled keys, no NaN, no endless nesting, no character that cannot be
    kept, at most 1 MB.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise ParseError(_("The body is larger than %(limit)d bytes.") % {"limit": LARGEST_BODY})
        try:
            found = json.loads(
                body.decode("utf-8"),
                object_pairs_hook=refuse_twins,
                parse_constant=refuse_number,
                parse_float=read_finite,
            )
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not UTF-8: byte %(place)d.") % {"place": error.start}) from error
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error
        except ValueError as error:
            raise ParseError(_("The body is not JSON: %(why)s") % {"why": str(error)[:200]}) from error
        if b"\\u" in body:  # only an escape can bring in what no column can keep
            refuse_unstorable(found)
        return found


def refuse_unstorable(value: Any, place: str = "") -> None:
    """Refuse NUL and lone surrogates wherever they stand, keys included; names the place."""
    if isinstance(value, str):
        with beside(place or NON_FIELD_ERRORS):
            check_storable(value)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            refuse_unstorable(inner, f"{place}.{index}".lstrip("."))
    elif isinstance(value, dict):
        for key, inner in value.items():
            with beside(place or NON_FIELD_ERRORS):
                check_storable(key)
            refuse_unstorable(inner, f"{place}.{key}".lstrip("."))


def refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ParseError(_("The key “%(key)s” stands twice in one object.") % {"key": shorten(key)})
        found[key] = value
    return found


def refuse_number(text: str) -> Any:
    raise ParseError(_("“%(value)s” is not a number that can be kept.") % {"value": shorten(text)})


def read_finite(text: str) -> float:
    """A float; one too large to be one, such as 1e400, is refused."""
    number = float(text)
    return number if isfinite(number) else refuse_number(text)


class NewestFirst(CursorPagination):
    """Pages by cursor, so that page 1,000 costs what page 1 costs; no total is counted.

    A cursor or a size that we never gave out answers 400.
    """

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Where a page begins. Raises ValidationError (`cursor`) for what `encode_cursor` never writes."""
        written = request.query_params.get(self.cursor_query_param, "")
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            raise self._refuse(written) from None
        if cursor is not None and cursor.position is not None and not PLACE.fullmatch(str(cursor.position)):
            raise self._refuse(written)
        return cursor

    def get_page_size(self, request: Request) -> int | None:
        """At most 200. Raises ValidationError (`page_size`) for what is no number of rows."""
        written = request.query_params.get(self.page_size_query_param)
        if written is not None and not SIZE.fullmatch(written):
            message = _("“%(value)s” is no number of rows. Allowed are 1 to %(limit)d.")
            values = {"value": shorten(written), "limit": self.max_page_size}
            raise field_error(self.page_size_query_param, message % values, "page_size")
        return super().get_page_size(request)

    def _refuse(self, written: str) -> DjangoValidationError:
        message = _("“%(cursor)s” is not a place in this list. Take it from `next` or `previous`.")
        return field_error(self.cursor_query_param, message % {"cursor": shorten(written)}, "cursor")


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn any error of a view or a service into a problem; None leaves a bug to be a 500."""
    if isinstance(error, TooManyCalls):
        response = problem(
            status=error.status, detail=error.message, headers={"Retry-After": str(error.wait)}
        )
    elif isinstance(error, Refusal):
        response = problem(status=error.status, detail=error.message, code=type(error).__name__)
        if isinstance(error, EditConflict):
            response.data["conflicts"] = [
                {"place": conflict.field, "theirs": conflict.theirs, "yours": conflict.yours}
                for conflict in error.conflicts
            ]
    elif isinstance(error, DjangoValidationError):
        response = problem(
            status=400, detail=_("Some values are not allowed."), errors=list(places_of(error))
        )
    elif isinstance(error, exceptions.ValidationError):
        errors = list(flatten(error.detail))
        response = problem(status=400, detail=_("Some values are not allowed."), errors=errors)
    else:
        translated = as_api_exception(error)
        if translated is None:
            return None
        headers = headers_of(translated)
        response = problem(status=translated.status_code, detail=str(translated.detail), headers=headers)
    return response


def as_api_exception(error: Exception) -> APIException | None:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, DjangoPermissionDenied):
        return exceptions.PermissionDenied(str(error) or None)
    return error if isinstance(error, APIException) else None


def headers_of(error: APIException) -> dict[str, str]:
    auth_header = getattr(error, "auth_header", None)
    return {"WWW-Authenticate": auth_header} if auth_header else {}


def problem(
    *,
    status: int,
    detail: str,
    code: str = "",
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body = problem_body(status=status, detail=detail, code=code)
    if errors:
        body["errors"] = errors
    return Response(body, status=status, headers=headers, content_type=PROBLEM)


def problem_body(*, status: int, detail: str, code: str = "") -> dict[str, Any]:
    """The members every problem has; for what answers before or behind the views, too."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": int(status)}
    body["detail"] = detail
    if code:
        body["code"] = code
    return body


def places_of(error: DjangoValidationError) -> Iterator[dict[str, str]]:
    """Each message of a Django ValidationError with the field it is about ("" for the whole)."""
    fields = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for field, mistakes in fields.items():
        for mistake in mistakes:
            place = "" if field == NON_FIELD_ERRORS else str(field)
            yield {"place": place, "message": mistake.messages[0], "code": mistake.code or "invalid"}


def flatten(detail: Any, place: str = "") -> Iterator[dict[str, str]]:
    """Each message of a DRF ValidationError with a path such as `touches.0.utm_source`."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            inner = "" if key == "non_field_errors" else str(key)
            yield from flatten(value, ".".join(filter(None, (place, inner))))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            inner = place if isinstance(value, ErrorDetail) else ".".join(filter(None, (place, str(index))))
            yield from flatten(value, inner)
    else:
        yield {"place": place, "message": str(detail), "code": getattr(detail, "code", "invalid")}
