"""An operation of the API that changes something takes an `Idempotency-Key`, like a form its token."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import APIView

from pages.receipts import Claim, check_key, digest

HEADER = "Idempotency-Key"


class AnsweredOnce(APIView):
    """Do what a request with a key asks for once; the same again gets the first answer.

    The same key with another content is refused (KeyReused); what was refused leaves the key free.
    `keeps_receipts` names the actions that write their own.
    """

    keeps_receipts: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks is known and let in from here on; what is called next is the handler of the method."""
        super().initial(request, *args, **kwargs)
        key, method = request.headers.get(HEADER), str(request.method)
        if key is None or method in SAFE_METHODS or getattr(self, "action", None) in self.keeps_receipts:
            return
        handler = getattr(self, method.lower(), None)
        if handler is not None:
            setattr(self, method.lower(), partial(self._answer_once, _read_key(key), handler))

    def _answer_once(
        self, key: str, handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any
    ) -> Response:
        token = getattr(request.auth, "pk", "")
        place = f"{request.method} {request.get_full_path()}"
        content = digest(json.dumps(request.data, sort_keys=True))
        claim = Claim("api", str(request.user.pk), str(token), place, key=key, fingerprint=content)
        with transaction.atomic():
            first = claim.take()
            if first is not None:
                return Response(first["data"], status=first["status"])
            response = handler(request, *args, **kwargs)
            claim.settle(_keep(response))
        return response


def _read_key(key: str) -> str:
    try:
        return check_key(key)
    except ValidationError as error:
        raise ValidationError({"idempotency_key": error}) from error


def _keep(response: Response) -> dict[str, Any] | None:
    if response.status_code >= 300:
        return None
    data = json.loads(json.dumps(response.data, cls=JSONEncoder))
    return {"status": response.status_code, "data": data}
