# Each target sets up what it needs: on a machine with Python 3.11+ and git, `make demo` alone is enough.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: setup demo test check schema bench faults soak

setup: .venv/.ready

.venv/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: setup
	$(BIN)/casewright demo

test: setup
	$(BIN)/python -m pytest -n auto --ignore=tests/faults

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/casewright check
	$(BIN)/casewright schema --compare gateway/casewright_gateway/schema.graphql

schema: setup
	$(BIN)/casewright schema --out gateway/casewright_gateway/schema.graphql

bench: setup
	$(BIN)/python bench/foundation.py

# Real processes killed and cut off from their servers; needs PostgreSQL, Redis and quiet.
faults: setup
	$(BIN)/python -m pytest tests/faults

soak: setup
	CASEWRIGHT_SOAK=1 $(BIN)/python -m pytest tests/faults
