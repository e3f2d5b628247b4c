"""The whole suite at other times: `make soak-clocks`."""
