# `make demo` and `make test` are all that a newcomer needs; `make` alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help install demo test check fix bench lock

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --no-input
STAMP := $(VENV)/.installed
LOCKS := requirements/run.txt requirements/dev.txt package-lock.json

help:  ## Say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1  /'

install: $(STAMP)  ## Set everything up in .venv, with pinned packages

$(STAMP): $(LOCKS) pyproject.toml requirements/vendor_assets.py requirements/preflight.sh
	@sh requirements/preflight.sh
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	$(PIP) install -q --require-hashes -r requirements/dev.txt
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@sh requirements/front_end.sh $(BIN)
	@touch $@

demo: install  ## Start the tool, its worker and a small LMS, and print one address to open
	@$(BIN)/lti-tool demo

test: install  ## Run the tests of what the tool does (those of the house are among the checks)
	$(BIN)/pytest -n 2 -m "not long" --ignore=tests/house

check: install  ## Format, types, import rules, dead code, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/pytest -q tests/house

fix: install  ## Format, and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install  ## Measure what is claimed of speed, and of the check for patient identifiers
	$(BIN)/python -m bench
	$(BIN)/python -m bench scores
	$(BIN)/python -m bench identifiers

lock:  ## Pin the newest packages (needs uv)
	for name in run dev node peer; do uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
		requirements/$$name.in -o requirements/$$name.txt || exit 1; done
