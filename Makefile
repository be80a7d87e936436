# The ways to work on statusgen; `make help` lists them. Needs Python 3.11 or later, nothing else.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/project-installed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
# Tests start the program thousands of times: without its bytecode each start would compile it anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: site test endure quick check fix lock screenshots weight bench growth clean help

site: $(READY) ## Build the demo shop's status page into output/
	@$(BIN)/statusgen build
	@echo
	@echo "The page is $(CURDIR)/output/index.html. To look at it, run"
	@echo "  $(BIN)/python -m http.server --bind 127.0.0.1 --directory output 8000"
	@echo "and open http://127.0.0.1:8000/ in a browser."

PURE := tests/unit tests/properties tests/cases tests/architecture
# The slowest first, so that no worker is left alone with them at the end.
ALL := tests/e2e tests/publish tests/browser tests/cli tests/conformance tests/checks $(PURE)
# One more than there are processors: much of a run is waiting for servers, browsers and time limits.
WORKERS := $$(($$(getconf _NPROCESSORS_ONLN) + 1))

test: $(READY) ## Run every test, after fetching the real parts that they use
	@tests/parts/fetch
	@$(BIN)/python -m pytest -q --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(ALL)

endure: $(READY) ## Repeat twenty times as often what kills, races and mixes things up
	@tests/parts/fetch
	@$(BIN)/python -m pytest --endure tests/e2e tests/publish tests/browser

quick: $(READY) ## Run the pure tests only, laws with a quarter of their examples, in under a minute
	@$(BIN)/python -m pytest -q --numprocesses auto --dist worksteal --hypothesis-profile quick $(PURE)

check: $(READY) ## Check style, types and layers
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fix: $(READY) ## Format the code and mend what can be mended by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

weight: $(READY) ## Weigh the pages as they are sent, and hold the goals
	@$(BIN)/python -m benchmarks.weight

bench: $(READY) ## Measure builds beside other programs, in under ten minutes
	@benchmarks/peers/fetch
	@$(BIN)/python -m benchmarks --write

growth: $(READY) ## Measure how builds grow from 1,000 to 100,000 entries
	@$(BIN)/python -m benchmarks --growth --write

screenshots: $(READY) ## Draw the pictures of the documentation anew
	@tests/parts/fetch
	@$(BIN)/python docs/pictures/draw.py

# Pins stay as they are unless UPGRADE is set. Registry addresses are never written down: a lock names
# files by their hashes, wherever they come from.
lock: $(READY) ## Bring the lock files up to date (UPGRADE=1: to the newest releases)
	$(BIN)/uv pip compile pyproject.toml --group dev --all-extras --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-config --quiet \
	  --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	$(BIN)/uv pip compile tests/parts/requirements.in --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --no-config --quiet \
	  --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) \
	  --output-file tests/parts/requirements.lock
	cd benchmarks/peers && ../../$(BIN)/uv pip compile requirements.in --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-config --quiet \
	  --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	cd benchmarks/peers && npm $(if $(UPGRADE),update,install) --package-lock-only --ignore-scripts \
	  --no-audit --no-fund --omit-lockfile-registry-resolved
	cd tests/parts && npm $(if $(UPGRADE),update,install) --package-lock-only --ignore-scripts \
	  --no-audit --no-fund --omit-lockfile-registry-resolved

clean: ## Remove everything that make has made
	rm -rf .venv .parts dist output .output.statusgen .statusgen
	rm -rf docs/pictures/pages src/statusgen/theme/templates.json
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The environment holds what requirements.lock names and nothing else. Only wheels: building one from
# source would fetch build tools that no lock pins.
.venv/lock-installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "statusgen needs Python 3.11 or later; say which one to use: make PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; \
	  exit 1; }
	@echo "Making .venv from requirements.lock"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
	  --only-binary :all: --requirement requirements.lock || { \
	  echo "The packages for $$($(BIN)/python --version) could not be installed. If no version of one was" \
	    "found, this Python is newer than they are; say another: make PYTHON=python3.14" >&2; exit 1; }
	@touch $@

# Installing writes the shipped templates as Python: whatever decides how, has them written again.
WRITING := $(wildcard src/hatch_build.py themes/*/templates/*.html src/statusgen/theme/*.py \
  src/statusgen/fingerprint.py src/statusgen/shipped.py)

$(READY): .venv/lock-installed pyproject.toml $(WRITING)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation \
	  --no-index --editable .
	@touch $@
