"""Everything on one machine: the embedded servers, what is built before a start, and `make run`."""
