"""Counting: what is counted (`measures`), the counts kept of it, and the statistics of counts.

The way of a change: a trigger marks the cell in the transaction of the change, `job.compute` recounts the
marked cells a second later, `proof.verify` proves every night that nothing was forgotten; `queries` adds
the kept counts up for whoever shows them.
"""
