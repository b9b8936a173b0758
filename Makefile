# Needs python3 (with venv), make and git; everything else is fetched by the targets.

PYTHON ?= python3
INSTANCE = $${ICF_INSTANCE:-instance}
PYTEST_ARGS ?= -n auto --maxprocesses 4

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet
RUNTIME = $(VENV)/runtime.stamp
TEST_TOOLS = $(VENV)/test-tools.stamp
PANGO = $(VENV)/pango.stamp
CHROMIUM = $(VENV)/chromium.stamp
NODE = $(VENV)/node.stamp

SOAK = --kills 1000 --saves 10000 --backups 100 --fuzz 100000

.PHONY: help setup run serve test browser core lint wheel check matrix soak bench messages docs lock clean
.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: $(RUNTIME) $(PANGO) ## Install what the toolkit needs into .venv

run: setup ## Set up the example partnership, write one PDF plan and serve on 127.0.0.1:8000
	$(BIN)/icf init
	$(BIN)/icf example
	tools/write-example-plan $(BIN)/icf "$(INSTANCE)/example-plan.pdf"
	$(BIN)/icf serve

serve: setup ## Serve without the example
	$(BIN)/icf init
	$(BIN)/icf serve

test: setup $(TEST_TOOLS) ## Run the tests, on SQLite and PostgreSQL
	$(BIN)/python -m pytest --database all $(PYTEST_ARGS)

browser: setup $(TEST_TOOLS) $(CHROMIUM) $(NODE) ## Run the tests that drive Chromium
	$(BIN)/python -m pytest tests/browser tests/security -m "browser and not soak" $(PYTEST_ARGS)

core: $(TEST_TOOLS) ## Run the tests of the pure core, in seconds
	$(BIN)/python -m pytest tests/core --doctest-modules icf/core

lint: setup $(TEST_TOOLS) ## Format, lint, types, import contracts, templates, drift of generated docs
	tools/lint $(BIN)

wheel: setup $(TEST_TOOLS) ## Build the wheel, install it elsewhere, fetch a page and write a PDF
	$(BIN)/python -m pytest tests/house -m wheel

check: lint test wheel ## Everything that CI runs, but the browser

matrix: setup $(TEST_TOOLS) ## Try who sees what: every route, role and foreign number; print leaks
	$(BIN)/python -m pytest tests/security/test_matrix.py -q -s --no-header

soak: setup $(TEST_TOOLS) $(CHROMIUM) $(NODE) ## The long versions: reliability, isolation, attacks (hours)
	$(BIN)/python -m pytest -m soak --database all
	$(BIN)/python -m pytest tests/reliability tests/packfile/test_fuzz.py $(SOAK)

bench: setup $(TEST_TOOLS) ## Print the benchmarks, as ratios
	$(BIN)/python -m benchmarks

messages: $(TEST_TOOLS) ## Collect the texts to translate into icf/translations/messages.pot
	@mkdir -p icf/translations
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --keywords _l \
		--no-location --sort-output --project icf-toolkit \
		--copyright-holder "the ICF toolkit contributors" --output-file icf/translations/messages.pot .

docs: setup ## Write the generated pages of docs/
	$(BIN)/python tools/hooks_reference.py
	$(BIN)/python tools/settings_reference.py

lock: $(TEST_TOOLS) ## Choose new versions of all packages and pin them, with hashes
	$(BIN)/python tools/lock.py

clean: ## Remove what the other targets made, but not the instance folder
	rm -rf $(VENV) node_modules build dist *.egg-info .*_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt setup.cfg pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes --requirement requirements.txt
	$(PIP) --no-deps --no-index --no-build-isolation --editable .
	@touch $@

$(TEST_TOOLS): requirements-dev.txt $(RUNTIME)
	$(PIP) --require-hashes --requirement requirements-dev.txt
	@touch $@

$(PANGO): $(RUNTIME)
	tools/install-pango $(BIN)/python && touch $@ || true

$(CHROMIUM):
	tools/install-chromium
	@touch $@

$(NODE): package-lock.json $(TEST_TOOLS)
	NODE_OPTIONS=--use-system-ca $(BIN)/python tools/npm_install.py
	@touch $@
