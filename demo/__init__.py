"""The demo company: fictitious, generated, the same on every machine for the same last day."""
