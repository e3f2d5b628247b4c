"""Changing tables beside a portal that runs: expand first, contract once nothing of the old code is left."""
