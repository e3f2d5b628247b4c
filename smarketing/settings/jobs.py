"""What is done beside the requests: tasks, when beat asks for them, the outbox that hands them over."""

from __future__ import annotations

from celery.schedules import crontab

from smarketing.settings.environment import VAR_DIR, env
from smarketing.settings.web import TIME_ZONE

CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # who can write into Redis must not stop workers with it
CELERY_WORKER_CONSUMER = "smarketing.worker:WatchedConsumer"
CELERY_BEAT_SCHEDULER = "smarketing.beat:WatchedScheduler"
CELERY_TASK_PUBLISH_RETRY = False  # the relay and beat come again by themselves
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "compute-conversion": {"task": "counting.compute_conversion", "schedule": 1.0, "options": {"expires": 5}},
    "verify-conversion": {"task": "counting.verify_conversion", "schedule": crontab(hour=3, minute=10)},
    "sweep-outbox": {"task": "outbox.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "take-in-enquiries": {"task": "leads.take_in", "schedule": 2.0, "options": {"expires": 5}},
    "place-persons": {"task": "leads.place_persons", "schedule": 5.0, "options": {"expires": 10}},
    "compare-firms": {"task": "firms.compare", "schedule": 5.0, "options": {"expires": 10}},
    "verify-customers": {"task": "leads.verify_customers", "schedule": crontab(hour=3, minute=5)},
    "tell-follow-ups": {"task": "feedback.tell_follow_ups", "schedule": 120.0, "options": {"expires": 120}},
    "ask-customers": {
        "task": "surveys.ask_customers",
        "schedule": crontab(minute=17),
        "options": {"expires": 3600},
    },
    "ask-second-opinions": {"task": "second_opinions.ask", "schedule": crontab(hour=4, minute=30)},
    "look-for-findings": {"task": "findings.look", "schedule": crontab(hour=4, minute=0)},
    "tell-weekly": {"task": "insights.tell_weekly", "schedule": 300.0, "options": {"expires": 300}},
    "forget-done-messages": {"task": "outbox.forget_done", "schedule": crontab(hour=2, minute=40)},
    "post-digests": {"task": "accounts.post_digests", "schedule": 60.0, "options": {"expires": 60}},
    "forget-digests": {"task": "accounts.forget_digests", "schedule": crontab(hour=2, minute=41)},
    "forget-team-lines": {"task": "accounts.forget_team_lines", "schedule": crontab(hour=2, minute=43)},
    "forget-allowances": {"task": "accounts.forget_allowances", "schedule": crontab(hour=2, minute=42)},
    "forget-receipts": {"task": "pages.forget_receipts", "schedule": crontab(hour=2, minute=45)},
    "watch-disk": {"task": "smarketing.watch_disk", "schedule": 60.0, "options": {"expires": 60}},
    "watch-backups": {"task": "smarketing.watch_backups", "schedule": 60.0, "options": {"expires": 60}},
    "forget-imports": {"task": "files.forget_old_imports", "schedule": crontab(hour=2, minute=55)},
    "forget-put-aside": {"task": "leads.forget_put_aside", "schedule": crontab(hour=2, minute=57)},
    "forget-bulk-actions": {"task": "bulk.forget_old", "schedule": crontab(hour=3, minute=0)},
    "clear-sessions": {"task": "smarketing.clear_sessions", "schedule": crontab(hour=2, minute=50)},
}
# A message not done after so many seconds is offered again; after so many failures it is parked.
OUTBOX_VISIBILITY_SECONDS = env.int("OUTBOX_VISIBILITY_SECONDS", 30)
OUTBOX_MAX_ATTEMPTS = env.int("OUTBOX_MAX_ATTEMPTS", 8)
OUTBOX_MAX_IN_FLIGHT = env.int("OUTBOX_MAX_IN_FLIGHT", 2000)
OUTBOX_KEEP_DAYS = env.int("OUTBOX_KEEP_DAYS", 14)
# Whether a team's chat may stand in the portal's own network; whoever enters addresses can then call there.
TEAM_CHATS_ALLOW_PRIVATE = env.bool("TEAM_CHATS_ALLOW_PRIVATE", False)
# So long an enquiry is kept that was put aside and could not be taken in afterwards.
PUT_ASIDE_DAYS = env.int("PUT_ASIDE_DAYS", 90)

# An open lead younger than this many days is "too young" to count as not converted.
MATURITY_DAYS = env.int("MATURITY_DAYS", 90)
