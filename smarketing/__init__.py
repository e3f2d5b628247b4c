"""Wiring: settings, addresses, the Celery application, health. It imports every app, no app imports it."""
