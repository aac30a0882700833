# Everything starts here. `make demo` and `make test` work on a fresh machine that has
# python3.11 or newer, pip and make; nothing else is installed by hand.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Many commands are started, each of which would translate every library again if no translation were kept.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
STAMP := .venv/.ready
LOCK := requirements.lock
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys, venv, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)

DEMO_OUT := results/demo
DEMO := scenarios/sussex-2017.yaml scenarios/ring-fenced.yaml \
	scenarios/redeploy-when-queue-long.yaml

.PHONY: help
help: ## say what each target does
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

.PHONY: setup
setup: $(STAMP) ## create .venv with the locked versions and the sixhubs command

# Sync removes whatever the lock does not name, so uv itself is in the lock; pip fetches it first,
# with its hashes, because pip alone needs a minute for what uv does in two seconds.
$(STAMP): pyproject.toml $(LOCK)
	@if ! { $(BIN)/python -c '' && $(BIN)/uv --version; } >/dev/null 2>&1; then \
		test -n "$(PYTHON)" || { echo "needs Python 3.11 or newer with pip" >&2; exit 2; }; \
		echo "$(PYTHON) -m venv .venv"; \
		$(PYTHON) -m venv --clear --without-pip .venv; \
		sed -n '/^uv==/,/[^\\]$$/p' $(LOCK) > .venv/uv.txt; \
		$(PYTHON) -m pip --python $(BIN)/python install --quiet --no-deps \
			--disable-pip-version-check --require-hashes -r .venv/uv.txt; \
	fi
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes $(LOCK)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: lock
lock: ## bring the lock in line with pyproject.toml; newer versions with UPGRADE=--upgrade
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate $(UPGRADE) --quiet \
		--output-file $(LOCK)

.PHONY: demo
demo: setup ## compare three arrangements of the same force, print the table, write results/demo
	$(BIN)/sixhubs compare $(DEMO) --replications 6 --executor processes --out $(DEMO_OUT) --overwrite

.PHONY: results
results: setup ## compare the baseline with its main alternatives, write results/alternatives (a minute)
	$(BIN)/python -m docs.generators.alternatives

.PHONY: lever
lever: setup ## write what follows from a new lever and its scenario: figures, pages, example, bytes
	$(BIN)/python -m calibration.check --accept
	$(MAKE) docs
	$(BIN)/python -m tests.runs.shipped_bytes --missing
	$(BIN)/python -m calibration.scenario_page --missing

# In this order: later pages quote what earlier steps write.
.PHONY: baseline
baseline: setup ## write again all that follows from a changed baseline (ten minutes)
	$(BIN)/python -m calibration.build
	$(BIN)/python -m calibration.service_reference --write
	$(BIN)/python -m calibration.reference_hours --write
	$(BIN)/python -m calibration.check --accept
	$(MAKE) docs
	$(BIN)/python -m calibration.validate
	$(MAKE) results tutorial gallery
	$(BIN)/python -m calibration.story --path
	$(BIN)/python -m tests.runs.shipped_bytes
	$(BIN)/python -m benches.pin
	SIXHUBS_UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q tests/report/test_terminal.py
	$(MAKE) pictures

.PHONY: gallery
gallery: setup ## run every shipped scenario, write docs/scenario-results.md (some minutes)
	$(BIN)/python -m calibration.scenario_page

.PHONY: tutorial
tutorial: setup ## run the commands of docs/tutorial.md again, write what they print (a minute)
	$(BIN)/python -m docs.generators.tutorial

.PHONY: pictures
pictures: setup ## take the pictures of the pages again, with Chromium, write docs/pictures/
	$(BIN)/python -m docs.generators.pictures

.PHONY: site
site: setup ## build the documentation as a site in site/, which is read without a network
	$(BIN)/python -m docs.generators.site

.PHONY: test
test: setup lint check-docs ## every check and the whole test suite
	$(BIN)/python -m pytest -n 2 --dist worksteal --durations=15

MINUTES ?= 30

.PHONY: nightly
nightly: setup ## look for faults with fresh seeds for half an hour, or MINUTES=90
	$(BIN)/python -m tests.nightly --minutes $(MINUTES)

# What differs between Pythons: the locked NumPy, its annotations, and machine code made with it.
OTHER_PYTHONS := 3.12 3.13
PYTHON_TESTS := tests/engine/test_pointers.py tests/engine/test_linking.py \
	tests/engine/test_code_cache.py tests/engine/test_code_cache_damage.py \
	tests/engine/test_machine_code.py tests/engine/test_engine.py tests/world/test_streams.py

.PHONY: test-pythons
test-pythons: setup ## run what depends on it on each other promised Python found here
	@for v in $(OTHER_PYTHONS); do \
		other=$$(PYENV_VERSION=$$(pyenv latest $$v 2>/dev/null) \
			python$$v -c 'import sys; print(sys.executable)' 2>/dev/null) \
			|| { echo "Python $$v is not here and was not tested"; continue; }; \
		env=.venv/python$$v; $$other -m venv --clear --without-pip $$env; \
		$(BIN)/uv pip sync --quiet --python $$env/bin/python --require-hashes $(LOCK); \
		$(BIN)/uv pip install --quiet --python $$env/bin/python --no-deps --no-build-isolation -e .; \
		$$env/bin/python -m pytest -q -m "not slow" $(PYTHON_TESTS); \
	done

.PHONY: lint
lint: setup ## style, types, layers, spelling, dependencies, dead code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/deptry .
	$(BIN)/vulture

.PHONY: format
format: setup ## rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: setup ## measure speed; benches also check exact counts of events and instructions
	$(BIN)/python -m benches

# Pages of docs/ that are made from the code and the calibration: made elsewhere first, so that a
# failure leaves the old page as it was.
PAGES := scenario-reference.md assumptions.md
MAKE_PAGES = new=$$(mktemp -d); trap 'rm -rf "$$new"' EXIT; \
	$(BIN)/python -m docs.generators.scenario_reference > "$$new/scenario-reference.md"; \
	$(BIN)/python -m calibration.assumptions > "$$new/assumptions.md"

.PHONY: docs
docs: setup ## write the generated pages of docs/, and what the example of all levers lacks
	@$(BIN)/python -m tests.scenario.example; $(MAKE_PAGES); cd "$$new"; cp $(PAGES) "$(CURDIR)/docs/"

.PHONY: check-docs
check-docs: setup ## say whether the generated pages are current
	@$(MAKE_PAGES); for page in $(PAGES); do diff -u "docs/$$page" "$$new/$$page" \
		|| { echo "docs/$$page is out of date: make docs" >&2; exit 1; }; done

# Two minutes of simulation, so not part of `docs`: the tests hold that the page is current.
.PHONY: theory
theory: setup ## write docs/theory.md: run the cases of the theory tests (two minutes)
	@new=$$(mktemp); trap 'rm -f "$$new"' EXIT; \
	$(BIN)/python -m docs.generators.theory > "$$new"; cp "$$new" docs/theory.md

.PHONY: validate
validate: setup ## hold the baseline against published figures, write docs/validation.md (a minute)
	$(BIN)/python -m calibration.validate

.PHONY: clean
clean: ## remove the environment, caches and builds; results stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		.benchmarks .coverage build dist site *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
