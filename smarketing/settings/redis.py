"""How Redis is reached: the doorbell of the workers, nothing that a request needs."""

from __future__ import annotations

from smarketing.broker import read_broker
from smarketing.local import redis_url
from smarketing.settings.environment import VAR_DIR, required

REDIS_URL = required("REDIS_URL", local=redis_url(VAR_DIR))
_broker = read_broker(REDIS_URL)
CELERY_BROKER_URL = _broker.url
CELERY_BROKER_USE_SSL = _broker.tls or None
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for Redis however long it is away
CELERY_BROKER_CHANNEL_ERROR_RETRY = True  # … also for one that has no room on its disk
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "retry_on_timeout": False,
    **_broker.transport_options,
}
