"""Counting: the one definition of a cell's counts, the job that follows the changes, rebuild and proof.

The way of a change: a trigger marks the cell in the transaction of the change, `compute` recounts the
marked cells a second later, `verify` proves every night that nothing was forgotten.
"""

from __future__ import annotations

from insights.counting.job import catch_up, compute, pending_since, rebuild
from insights.counting.proof import verify

__all__ = ["catch_up", "compute", "pending_since", "rebuild", "verify"]
