"""How old the last good back-up is, and who is told when one failed or is missing.

Whoever backs up writes a row for each try (deploy/backup/backup). No file is looked at here: web and worker
cannot reach it, and may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.kinds import Kind
from accounts.services.notifications import notify_administrators
from smarketing.models import Backup

logger = structlog.get_logger(__name__)
_TOLD: Final = "backup-told"
MISSING: Final = "missing"


@dataclass(frozen=True, kw_only=True)
class Backups:
    """When the last good one was taken, or else the portal set up, and what is wrong now; empty: nothing."""

    newest_at: datetime
    problem: str

    @property
    def age_seconds(self) -> float:
        return max(0.0, (timezone.now() - self.newest_at).total_seconds())


def look() -> Backups | None:
    """How it stands; None where the portal is told not to look (BACKUP_MAX_AGE_HOURS=0)."""
    if not settings.BACKUP_MAX_AGE_HOURS:
        return None
    last = Backup.objects.order_by("-taken_at", "-pk").first()
    good = Backup.objects.filter(problem="").order_by("-taken_at").values_list("taken_at", flat=True).first()
    found = Backups(newest_at=good or _set_up_at(), problem=last.problem if last else "")
    if not found.problem and found.age_seconds > settings.BACKUP_MAX_AGE_HOURS * 3600:
        return Backups(newest_at=found.newest_at, problem=MISSING)
    return found


def _set_up_at() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(applied), now()) FROM django_migrations")
        moment: datetime = cursor.fetchone()[0]
    return moment


def tell_troubles() -> None:
    """Log, and tell the administrators, once until there is a good back-up again."""
    found = look()
    told = bool(cache.get(_TOLD))
    if found and found.problem and not told:
        logger.warning("backup_in_trouble", problem=found.problem, hours=int(found.age_seconds // 3600))
        notify_administrators(kind=Kind.BACKUP_IN_TROUBLE, word=lambda: (_title(found), _body(found)))
        cache.set(_TOLD, True, timeout=None)
    elif told and not (found and found.problem):
        cache.delete(_TOLD)


def _title(found: Backups) -> str:
    if found.problem == MISSING:
        return _("The portal has not been backed up for %(hours)d hours") % {
            "hours": int(found.age_seconds // 3600)
        }
    return _("The portal's last back-up failed")


def _body(found: Backups) -> str:
    if found.problem == MISSING:
        return _(
            "If the machine were lost, so would be all that was entered since. Please see why none is made."
        )
    return _("It failed at “%(step)s”; its log says more. Earlier back-ups are kept until one succeeds.") % {
        "step": found.problem
    }
