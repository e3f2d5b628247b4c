"""Speed as ratios: what we do beside a limit of the same machine, measured in the same run.

`python -m bench` fills a database of its own below `$VAR_DIR/bench`, starts the portal and a bare Django
beside it, prints a table and writes `$VAR_DIR/bench.json`.
"""
