# One command runs what CI runs. `make help` lists them.
# PORT, VAR_DIR, DEMO, DATABASE_URL and REDIS_URL may stand in the environment or behind the target.

PYTHON ?= python3
PORT ?= 8000
VAR_DIR ?= var
export PORT
export VAR_DIR := $(abspath $(VAR_DIR))

VENV := .venv
PY := $(VENV)/bin/python
# Its holder's children hold it too: what a killed make left installing is waited for.
LOCKED := $(shell command -v flock >/dev/null && echo flock .venv.lock)
# The tests have servers of their own, so that they run beside `make run`.
TEST_ENV = VAR_DIR=$(VAR_DIR)/test
PYTEST = $(TEST_ENV) $(PY) -m pytest
CLOCKS = VAR_DIR=$(VAR_DIR)/clocks $(PY) -m tests.clocks $(ARGS)
# Sets `code`; a selection of ARGS without such tests is none that failed.
SOAK = code=0; $(PYTEST) --timeout 1800 -o faulthandler_timeout=2000 $(1) $(ARGS) || code=$$?; [ $$code != 5 ] || code=0
# Keeps the exit code while the servers are stopped; with STATUS_FILE the code goes there and make stays quiet.
FINISH = code=$$?; $(TEST_ENV) $(PY) manage.py stop_servers >/dev/null; \
	if [ -n "$(STATUS_FILE)" ]; then echo $$code > "$(STATUS_FILE)"; else exit $$code; fi

.DEFAULT_GOAL := help
.PHONY: help run stop test coverage mutate soak soak-odd soak-clocks rehearse pins sbom scan lint types bench screenshots messages lock base dev assets browser pango faketime neighbours age

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|' 2>/dev/null \
		|| grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST)

run: base pango ## Set up and start everything on http://127.0.0.1:8000 (PORT=…, DEMO=0, VAR_DIR=…); Ctrl-C stops it
	@exec $(PY) manage.py run

stop: base ## Stop a run of this VAR_DIR and its embedded servers
	@$(PY) manage.py stop_servers

test: dev assets browser pango ## Run the whole suite on embedded PostgreSQL and Valkey (ARGS=… for pytest)
	@$(PYTEST) -n 2 --dist loadgroup $(ARGS); $(FINISH)

coverage: dev assets pango ## Run the suite without its browser tests and show which lines no test runs; fails below the floor
	@$(PYTEST) -n 2 --dist loadgroup --ignore tests/browser --cov --cov-report=term-missing $(ARGS); $(FINISH)

mutate: dev assets ## Change the rules one by one and see a test fail (ten minutes); fails below 90 % of a module
	@VAR_DIR=$(VAR_DIR)/mutate $(PY) -m tests.mutation

# Two at a time, each with servers of its own; then, by itself, what measures how long somebody waits.
soak: dev assets browser pango faketime neighbours age ## Run the long tests: faults, races and kills, many times each (an hour)
	@$(call SOAK,-m "soak and not odd and not alone" -n 2 --dist loadgroup); first=$$code; \
	$(call SOAK,-m "soak and alone" -n 0); \
	(exit $$((first ? first : code))); $(FINISH)

soak-odd: dev assets pango ## Send every odd value to every field of every page and operation (half an hour)
	@VAR_DIR=$(VAR_DIR)/odd $(PY) -m pytest --timeout 3600 -o faulthandler_timeout=4000 -m "soak and odd" -n 2 $(ARGS); code=$$?; \
	VAR_DIR=$(VAR_DIR)/odd $(PY) manage.py stop_servers >/dev/null; exit $$code

soak-clocks: dev assets faketime pango ## Run the suite tomorrow, on 29 February, in the nights the clocks change … (an hour; MOMENTS=…)
	@$(CLOCKS)

rehearse: dev ## Build and run the compose stack for real, and break it; skipped without a container engine (ONLY=…, KEEP=1)
	@$(PY) -m tests.rehearsal

pins: ## Write today's digests of all base images into docker-compose.pins.yml (needs docker and the registries)
	@deploy/pins

sbom: dev ## Write what the image is made of as CycloneDX, into $VAR_DIR/sbom
	@deploy/sbom $(VAR_DIR)/sbom

scan: dev ## Ask for known weaknesses of what the image is made of; skipped where nobody answers
	@deploy/scan

lint: dev ## Check style, templates and the order of imports
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint templates --lint --profile django --quiet
	$(PY) -m djlint smarketing/jinja2 --lint --profile jinja --quiet
	$(VENV)/bin/lint-imports

types: dev ## Check the types (mypy strict)
	$(PY) -m mypy

bench: dev assets ## Measure against limits of the same run; writes $VAR_DIR/bench.json
	$(PY) -m bench $(ARGS)

screenshots: dev assets browser ## Make the pictures of the README (ARGS="--all DIR" for every page)
	$(PY) -m tests.browser.screenshots $(ARGS)

messages: dev ## Collect the texts to translate into locale/ (authors only; needs gettext)
	@command -v xgettext >/dev/null || { echo "xgettext is missing: apt-get install gettext"; exit 1; }
	$(PY) manage.py makemessages --locale de --no-location --no-obsolete --ignore 'node_modules/*' --ignore 'var/*' --ignore 'mutants/*'

lock: dev ## Lock the requirements again: for every Python we support, with hashes, without the name of any registry
	@for name in production base dev; do \
		UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$PIP_INDEX_URL}" UV_CUSTOM_COMPILE_COMMAND="make lock" \
		$(VENV)/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
			--generate-hashes --no-strip-extras --no-emit-index-url requirements/$$name.in --output-file requirements/$$name.txt \
		|| exit 1; \
	done

# What follows is made only where it is missing or stale.

base:
	@$(LOCKED) requirements/install base $(PYTHON)

dev: base
	@$(LOCKED) requirements/install dev $(PYTHON)

assets: base
	@$(PY) -m run.build

browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing chromium for the browser tests …"; \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
				chromium fonts-liberation; } >/dev/null 2>&1 \
			|| echo "chromium could not be installed: the browser tests will be skipped."; \
		else echo "No chromium, and only root with apt-get can install it: the browser tests will be skipped."; fi; }

# What WeasyPrint makes PDFs with, and fonts for them. Without it all else works.
pango:
	@{ ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q libpangoft2 || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Pango for PDFs …"; \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
				libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-dejavu-core; } >/dev/null 2>&1 \
			|| echo "Pango could not be installed: there will be no PDFs, and their tests will be skipped."; \
		else echo "No Pango, and only root with apt-get can install it: there will be no PDFs (docs/operations.md)."; fi; }

age:
	@command -v age >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing age for the tests of encrypted back-ups …"; \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq age; } >/dev/null 2>&1 \
			|| echo "age could not be installed: the tests of encrypted back-ups will be skipped."; \
		else echo "No age, and only root with apt-get can install it: the tests of encrypted back-ups will be skipped."; fi; }

faketime:
	@find /usr/lib* -path '*/faketime/libfaketime.so.1' 2>/dev/null | grep -q . || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing libfaketime for the runs at other times …"; \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libfaketime; } >/dev/null 2>&1 \
			|| echo "libfaketime could not be installed: the runs at other times will be skipped."; \
		else echo "No libfaketime, and only root with apt-get can install it: the runs at other times will be skipped."; fi; }

# Servers that stand beside the portal elsewhere, for tests of connections; none of them is started by it.
neighbours:
	@{ command -v pgbouncer && command -v redis-server; } >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing PgBouncer and a Redis that speaks TLS …"; \
			{ apt-get update -qq && SYSTEMD_OFFLINE=1 RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
				--no-install-recommends pgbouncer redis-server; } >/dev/null 2>&1 \
			|| echo "PgBouncer or Redis could not be installed: tests behind the one or with the other's TLS will be skipped."; \
		else echo "No PgBouncer or no redis-server, and only root with apt-get can install them: their tests will be skipped."; fi; }
