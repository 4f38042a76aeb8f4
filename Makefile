# Tamizdat: everything that a person or a machine does with this checkout. `make` alone tells.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test check golden newsroom bench docs long clean

help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/runtime ## make .venv with what Tamizdat needs to run

demo: $(VENV)/runtime ## mirror the bundled newspaper and serve the result (ARGS=--once ends at once)
	@$(BIN)/tamizdat demo $(ARGS)

test: check ## all checks and tests (installs Chromium where it may)
	@.ci/chromium
	@$(BIN)/python -m pytest -n auto $(ARGS)

check: $(VENV)/test ## style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

golden: $(VENV)/test ## rewrite the expected results; the diff is the review
	@$(BIN)/python -m pytest --update tests/extract tests/pipeline/test_seed_page.py
	@git diff --stat -- tests

newsroom: $(VENV)/runtime ## serve the demo newspaper, to try things on
	@$(BIN)/python -m tamizdat.newsroom

bench: $(VENV)/bench ## quality against the gold beside the peers, and the cost of pages and updates
	@$(BIN)/python bench/update.py
	@$(BIN)/python bench/build.py
	@$(BIN)/python bench/gold.py
	@$(BIN)/python bench/extract.py --peers $(ARGS)
	@$(BIN)/python bench/learned.py

docs: $(VENV)/test ## test that the documentation tells the truth
	@$(BIN)/python -m pytest tests/test_docs.py tests/cli

long: $(VENV)/test ## what takes longer than a test may: goes on where it was, results in bench/results
	@$(BIN)/python bench/long.py

clean: ## take away what was made (not a press)
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/runtime: requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "error: $(PYTHON) is older than 3.11"; echo "hint: make PYTHON=/path/to/a/newer/python3"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
	  || { echo "error: no virtual environment could be made"; echo "hint: on Debian: apt install python3-venv"; exit 2; }
	@echo "setting up .venv (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test: $(VENV)/runtime requirements/test.txt
	@echo "setting up the tools of the tests (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/bench: $(VENV)/test requirements/bench.txt
	@echo "setting up the peers that the bench compares with (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.txt
	@touch $@
