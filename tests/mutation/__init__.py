"""Whether the tests notice a changed rule: `make mutate`."""
