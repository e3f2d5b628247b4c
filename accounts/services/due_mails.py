"""Mails of notifications as they become due: each, those of a quiet night together, one digest a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from accounts.kinds import effective_way, way_for
from accounts.models import Digest, NoticeChoice, NoticeTimes, Notification, User, WaitingMail, Way
from accounts.notice_mails import send_notification, send_notifications
from accounts.own_company import company_zone
from accounts.quiet import digest_moment
from accounts.services.notice_choices import DIGEST, unsubscribe_secret
from accounts.services.notifications import hold_back, keep_for_digest
from outbox.models import OutboxMessage
from outbox.services import post

KEEP_DIGESTS: Final = timedelta(days=60)


def mail_notification(notification_id: int, *, of: OutboxMessage) -> None:
    """Mail one notification, and with it what waited for the end of the same quiet hours.

    Nothing is sent of what was mailed, read meanwhile, is wanted in another way by now, or is for somebody
    who may not sign in any more. In quiet hours it waits on.
    """
    notification = Notification.objects.to_mail().select_related("user").filter(pk=notification_id).first()
    if notification is None:
        return
    way = way_for(notification.user, notification.kind)
    if way is Way.DIGEST:
        keep_for_digest(notification)
    if way is not Way.MAIL or hold_back(notification):
        return
    lock_mails_of(notification.user)
    if not Notification.objects.to_mail().filter(pk=notification_id).exists():
        return  # somebody has mailed it since it was read, together with others
    if WaitingMail.objects.filter(notification=notification).exists():
        _mail_held(notification.user)
    else:
        secret = unsubscribe_secret(notification.user, [notification.kind])
        send_notification(notification, named_by=of, unsubscribe=secret)
        _note_mailed([notification])


def _mail_held(reader: User) -> None:
    """Send all that waited in one mail, named by the oldest: after a crash another message sends the same."""
    lock_mails_of(reader)
    waited = Notification.objects.filter(
        user=reader, mailed_at=None, waiting__held_until__lte=timezone.now()
    ).order_by("pk")
    rows = list(waited)
    wanted = _coming([row for row in rows if row.read_at is None], {Way.MAIL}, reader)
    secret = unsubscribe_secret(reader, [row.kind for row in wanted])
    if len(wanted) == 1:
        send_notification(wanted[0], named_by=rows[0], unsubscribe=secret)
    elif wanted:
        send_notifications(wanted, named_by=rows[0], unsubscribe=secret)
    _note_mailed(wanted)
    WaitingMail.objects.filter(notification__in=rows).delete()


def post_digests(now: datetime | None = None) -> int:
    """Post the digest of everybody whose hour has come today and for whom something waits; return how many.

    Whoever has had the one of today waits for tomorrow's, whatever hour they choose meanwhile.
    """
    moment, zone = now or timezone.now(), company_zone()
    WaitingMail.objects.filter(notification__read_at__isnull=False, held_until=None).delete()
    waiting = WaitingMail.objects.filter(held_until=None, user__is_active=True)
    since_when = waiting.values("user").annotate(oldest=Min("notification__created_at"))
    oldest = dict(since_when.values_list("user", "oldest"))
    times = NoticeTimes.objects.in_bulk(oldest)
    day, posted = moment.astimezone(zone).date(), 0
    for user_id, since in oldest.items():
        due = digest_moment(times.get(user_id) or NoticeTimes(user_id=user_id), day, zone)
        if due is not None and since < due <= moment:
            posted += post_digest(user_id, day, until=due)
    return posted


@transaction.atomic
def post_digest(user_id: int, day: date, *, until: datetime) -> bool:
    """Post the digest of this person's day; False where somebody has done so before."""
    digest, is_new = Digest.objects.get_or_create(user_id=user_id, day=day, defaults={"until": until})
    if is_new:
        post(topic="accounts.mail_digest", payload={"digest": digest.pk})
    return is_new


def mail_digest(digest_id: int, *, of: OutboxMessage) -> None:
    """Mail what waits for this digest and was not read meanwhile; nothing where nothing is left."""
    digest = Digest.objects.select_related("user").filter(pk=digest_id, user__is_active=True).first()
    if digest is None:
        return
    lock_mails_of(digest.user)
    rows = list(
        Notification.objects.to_mail()
        .filter(
            user=digest.user, waiting__held_until=None, waiting__isnull=False, created_at__lt=digest.until
        )
        .order_by("pk")
    )
    wanted = _coming(rows, {Way.MAIL, Way.DIGEST}, digest.user)
    if wanted:
        secret = unsubscribe_secret(digest.user, [DIGEST])
        send_notifications(wanted, named_by=of, unsubscribe=secret, day=digest.day)
        _note_mailed(wanted)
        Digest.objects.filter(pk=digest.pk).update(sent_at=timezone.now())
    WaitingMail.objects.filter(notification__in=rows).delete()


def forget_digests() -> int:
    """Delete what is known of digests long past; return how many there were."""
    return Digest.objects.filter(created_at__lt=timezone.now() - KEEP_DIGESTS).delete()[0]


def lock_mails_of(reader: User) -> None:
    """Let nobody else mail together what waits for this person, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"mails of {reader.pk}"])


def _coming(rows: list[Notification], ways: set[Way], reader: User) -> list[Notification]:
    """Those of kinds that come in one of these ways by now."""
    chosen = dict(NoticeChoice.objects.filter(user=reader).values_list("kind", "way"))
    return [row for row in rows if effective_way(row.kind, chosen.get(row.kind)) in ways]


def _note_mailed(rows: list[Notification]) -> None:
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=timezone.now())
