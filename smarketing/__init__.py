"""Wiring only: settings, addresses, the Celery application, health. It may import every app; no app imports it."""
