"""What beat asks for: every second the marked cells, every night the proof. Each is one call."""

from __future__ import annotations

from celery import shared_task

from counting import job, proof


@shared_task(name="counting.compute_conversion")
def compute_conversion() -> None:
    """Recount the marked cells; a second run beside this one leaves at once."""
    job.compute()


@shared_task(name="counting.verify_conversion")
def verify_conversion() -> None:
    """Prove the counts against all leads, mend and report what differs."""
    proof.verify()
