"""Everything that writes the outbox: posting, handing out, working off, offering again and forgetting.

At least once, in any order: a task may be delivered twice and late. `consume` makes that harmless, because
the message is marked done in the transaction that does the work.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from errno import errorcode
from typing import Any

import structlog
from django.conf import settings
from django.db import DataError, connection, transaction
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Now
from django.utils import timezone

from outbox.models import Heartbeat, OutboxMessage

logger = structlog.get_logger(__name__)

IDENTIFIER = re.compile(r"[A-Za-z0-9_.:+-]{1,64}")
FIRST_RETRY_SECONDS = 5
LONGEST_RETRY_SECONDS = 900
FORGET_PROCESS_AFTER = timedelta(minutes=15)
LONGEST_ASKED_SECONDS = 3600
LONGEST_ERROR = 100


# They lie in the data or in the code: the same again ends the same, so the first time is the last.
HOPELESS = (DataError, ValueError, TypeError, LookupError, AssertionError)


class NoTransactionError(RuntimeError):
    """A message was posted outside a transaction, where it could be kept while its cause is lost."""


class TryLater(Exception):
    """Raised by work that somebody else is not ready for: it is tried again `after` that, an hour at most."""

    after: timedelta = timedelta()


class PayloadError(ValueError):
    """A payload held something else than ids; the message names the key and the value's type."""


def post(*, topic: str, payload: Mapping[str, Any], delay: timedelta | None = None) -> OutboxMessage:
    """Write down work for the task named `topic`, in the caller's transaction.

    The relay hands it out after the commit, `delay` later if given. Nothing here speaks to Redis. Raises
    NoTransactionError outside a transaction, PayloadError when the payload holds more than ids.
    """
    if not connection.in_atomic_block:
        raise NoTransactionError(f"Post {topic!r} inside transaction.atomic(), together with what causes it.")
    context = structlog.contextvars.get_contextvars()
    now = timezone.now()
    return OutboxMessage.objects.create(
        topic=topic,
        payload={key: _identifier(key, value) for key, value in payload.items()},
        request_id=str(context.get("request_id", ""))[:64],
        created_at=now,
        available_at=now + (delay or timedelta()),
    )


def _identifier(key: str, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_identifier(key, item) for item in value]
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, int) or (isinstance(value, str) and IDENTIFIER.fullmatch(value)):
        return value
    raise PayloadError(
        f"The payload's {key!r} is a {type(value).__name__} that is no id. Allowed are whole numbers, UUIDs "
        "and names of up to 64 letters, digits and _ . : + -; what they stand for is read by the task."
    )


def claim_due(*, limit: int) -> list[OutboxMessage]:
    """Take up to `limit` due messages for handing out; two relays never take the same one.

    Committed before anything is sent: a task that starts at once must not find its message locked. No more
    than OUTBOX_MAX_IN_FLIGHT are out at once, so that a slow worker has a queue that it can finish before the
    sweeper offers it again.
    """
    now = timezone.now()
    room = settings.OUTBOX_MAX_IN_FLIGHT - OutboxMessage.objects.in_flight().count()
    if room <= 0:
        return []
    with transaction.atomic():
        due = OutboxMessage.objects.due(now).select_for_update(skip_locked=True)
        messages = list(due.only("pk", "topic", "request_id")[: min(limit, room)])
        OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(claimed_at=now)
    return messages


def release(messages: Collection[OutboxMessage]) -> None:
    """Put back messages that could not be handed out."""
    OutboxMessage.objects.in_flight().filter(pk__in=[message.pk for message in messages]).update(
        claimed_at=None
    )


@contextmanager
def consume(message_id: int) -> Iterator[OutboxMessage | None]:
    """Do the work of one message exactly once: `with consume(id) as message: if message is None: return`.

    Yields None when the message is done, parked, gone, or in the hands of another worker. Otherwise the block
    runs in a transaction that holds the message's row and marks it done at its end. An exception rolls the
    work back, is written to `last_error`, sends the message round again later and is raised on; one that
    would come again each time (`HOPELESS`) parks it at once.
    """
    if not _count_attempt(message_id):
        yield None
        return
    try:
        with transaction.atomic():
            message = _lock(message_id)
            if message is None:
                yield None
                return
            with structlog.contextvars.bound_contextvars(
                request_id=message.request_id, message_id=message_id
            ):
                yield message
            OutboxMessage.objects.filter(pk=message_id).update(done_at=timezone.now(), last_error="")
    except Exception as error:
        _record_failure(message_id, error)
        raise


def _lock(message_id: int) -> OutboxMessage | None:
    return OutboxMessage.objects.open().filter(pk=message_id).select_for_update(skip_locked=True).first()


def _count_attempt(message_id: int) -> bool:
    """Count before the work and commit: a task that kills its worker leaves no other trace."""
    with transaction.atomic():
        message = _lock(message_id)
        if message is None or message.attempts >= settings.OUTBOX_MAX_ATTEMPTS:
            return False
        now = timezone.now()
        OutboxMessage.objects.filter(pk=message_id).update(attempts=F("attempts") + 1, claimed_at=now)
    return True


def _record_failure(message_id: int, error: Exception) -> None:
    message = OutboxMessage.objects.open().filter(pk=message_id).first()
    if message is None:
        return
    now = timezone.now()
    text = _name(error)
    if message.attempts >= settings.OUTBOX_MAX_ATTEMPTS or isinstance(error, HOPELESS):
        OutboxMessage.objects.filter(pk=message_id).update(parked_at=now, claimed_at=None, last_error=text)
        logger.error("outbox_message_parked", message_id=message_id, topic=message.topic)
        return
    later = now + max(retry_delay(attempts=message.attempts), _asked_for(error))
    OutboxMessage.objects.filter(pk=message_id).update(claimed_at=None, available_at=later, last_error=text)


def _asked_for(error: Exception) -> timedelta:
    asked = error.after if isinstance(error, TryLater) else timedelta()
    return min(asked, timedelta(seconds=LONGEST_ASKED_SECONDS))


def _name(error: Exception) -> str:
    """By which a person finds it in the log, and what is full or refuses; its words repeat values."""
    return " ".join([type(error).__name__, *_codes(error)])[:LONGEST_ERROR]


def _codes(error: Exception) -> list[str]:
    """PostgreSQL's, the mail server's, or the system's name for what is wrong, such as ENOSPC; or our own,
    where an error has an `outbox_code`.
    """
    refused = getattr(error, "recipients", None)
    if isinstance(refused, dict):  # SMTPRecipientsRefused: reply code and words of each address
        return sorted({str(reply[0]) for reply in refused.values()})
    number = getattr(error, "errno", None)
    system = errorcode.get(number) if isinstance(number, int) else None
    code = getattr(error.__cause__ or error, "pgcode", None) or getattr(error, "smtp_code", None) or system
    code = code or getattr(error, "outbox_code", None)
    return [str(code)] if code else []


def retry_delay(*, attempts: int) -> timedelta:
    """How long to wait after so many failures: 5 s, 10 s, 20 s … at most a quarter of an hour."""
    return timedelta(seconds=min(FIRST_RETRY_SECONDS * 2 ** max(attempts - 1, 0), LONGEST_RETRY_SECONDS))


def sweep() -> dict[str, int]:
    """Offer again what was handed out and not heard of since, and park what has failed too often.

    A message whose row is locked is being worked on and left alone, however long it takes. Returns how many
    were `offered` and `parked`.
    """
    now = timezone.now()
    silent_since = now - timedelta(seconds=settings.OUTBOX_VISIBILITY_SECONDS)
    with transaction.atomic():
        silent = OutboxMessage.objects.in_flight().filter(claimed_at__lte=silent_since)
        found = list(silent.select_for_update(skip_locked=True).values_list("pk", "attempts")[:5000])
        poison = [pk for pk, attempts in found if attempts >= settings.OUTBOX_MAX_ATTEMPTS]
        lost = [pk for pk, attempts in found if attempts < settings.OUTBOX_MAX_ATTEMPTS]
        OutboxMessage.objects.filter(pk__in=poison, last_error="").update(
            last_error="The worker died doing it."
        )
        OutboxMessage.objects.filter(pk__in=poison).update(parked_at=now, claimed_at=None)
        OutboxMessage.objects.filter(pk__in=lost).update(claimed_at=None, available_at=now)
    return {"offered": len(lost), "parked": len(poison)}


def unpark(message_ids: Collection[int]) -> int:
    """Send parked messages round again, after their cause was mended; return how many there were."""
    parked = OutboxMessage.objects.parked().filter(pk__in=message_ids)
    return parked.update(parked_at=None, attempts=0, available_at=timezone.now())


@transaction.atomic
def discard(message_ids: Collection[int], *, by: int | None = None) -> list[int]:
    """Give up on messages for good, parked ones and such as wait for another try; return which they were.

    `by` is the id of whoever decided it, None for a command. One that a worker has in hand, that is done or
    discarded already is left alone. What the message was about reads from it that it ended.
    """
    now = timezone.now()
    unfinished = OutboxMessage.objects.filter(pk__in=message_ids, done_at=None, discarded_at=None)
    found = list(unfinished.select_for_update(skip_locked=True))
    for message in found:
        message.parked_at, message.discarded_at, message.discarded_by = message.parked_at or now, now, by
        message.claimed_at = None
        message.save(update_fields=["parked_at", "discarded_at", "discarded_by", "claimed_at"])
        logger.warning("outbox_message_discarded", message_id=message.pk, topic=message.topic, by=by)
    return [message.pk for message in found]


def forget_done() -> int:
    """Delete messages done or discarded more than OUTBOX_KEEP_DAYS ago, and what is known of processes long
    gone.

    Returns how many messages there were.
    """
    Heartbeat.objects.before(FORGET_PROCESS_AFTER).delete()
    before = timezone.now() - timedelta(days=settings.OUTBOX_KEEP_DAYS)
    ended = Q(done_at__lt=before) | Q(discarded_at__lt=before)
    return OutboxMessage.objects.filter(ended).delete()[0]


def measure_backlog(now: datetime | None = None) -> dict[str, float]:
    """Return `depth` (waiting and in flight), `lag_seconds` of the oldest due message, and `parked`.

    A message delayed on purpose is no lag: it is counted from when it became due.
    """
    moment = now or timezone.now()
    oldest = OutboxMessage.objects.open().filter(available_at__lte=moment).order_by("available_at").first()
    return {
        "depth": OutboxMessage.objects.open().count(),
        "lag_seconds": (moment - oldest.available_at).total_seconds() if oldest else 0.0,
        "parked": OutboxMessage.objects.parked().count(),
    }


def measure_progress(kind: str) -> dict[str, float]:
    """Return how many processes of a kind are `getting_on` and `silent`, and the longest `silent_seconds`.

    One that ended in order took its row along. One that was killed is missed for a quarter of an hour, or
    until its successor on the same machine is there.
    """
    patience = timedelta(seconds=settings.HANG_SECONDS)
    is_silent = Q(progressed_at__lt=Now() - patience)
    found = (
        Heartbeat.objects.filter(kind=kind)
        .since(FORGET_PROCESS_AFTER)
        .aggregate(
            getting_on=Count("pk", filter=~is_silent),
            silent=Count("pk", filter=is_silent),
            longest=Max(Now() - F("progressed_at"), filter=is_silent),
        )
    )
    longest = found.pop("longest")
    return {**found, "silent_seconds": longest.total_seconds() if longest else 0.0}
