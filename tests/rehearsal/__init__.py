"""`make rehearse`: builds and runs the compose stack for real, breaks it, releases and restores it.

`workplace` makes a copy of what git knows with an `.env` of its own, `stack` speaks to the engine, each
module in `steps` checks one subject, and `visitor` runs inside a container: somebody who calls from outside.
"""
