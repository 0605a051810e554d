# Each target sets up what it needs: with Python 3.11+, git and an index of packages, `make demo` alone is enough.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: setup demo test check schema rights bench audit faults soak fuzz clients process-mining

setup: .venv/.ready

.venv/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: setup
	$(BIN)/casewright demo

# By and large each process runs whole modules: what a module or a session shares is then set up once.
test: setup
	$(BIN)/python -m pytest -n auto --dist worksteal --ignore=tests/faults

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/casewright check
	$(BIN)/casewright schema --compare gateway/casewright_gateway/schema.graphql

schema: setup
	$(BIN)/casewright schema --out gateway/casewright_gateway/schema.graphql

# Who is told what: the result is a text to be read, line by line, before it is committed.
rights: setup
	-CASEWRIGHT_TEST_AGREE=on $(BIN)/python -m pytest -q tests/rights
	git diff --stat -- tests/rights

bench: setup
	$(BIN)/python -m bench

# Licences, and known vulnerabilities of what is installed. The latter needs PyPI's own data: without them it fails
# rather than finding nothing.
audit: setup
	$(BIN)/python -m pytest -q tests/contracts/test_licences.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.10,<3'
	$(BIN)/pip-audit --local --skip-editable --strict

# Real processes killed and cut off from their servers. Four at a time: much of it is waiting.
faults: setup
	$(BIN)/python -m pytest -n 4 --dist load --maxschedchunk 1 tests/faults

# The same for hours.
soak: setup
	CASEWRIGHT_SOAK=1 $(BIN)/python -m pytest -rP tests/faults tests/stack/test_replay.py tests/stack/test_retention.py

# Whatever a client may send, for minutes and at random; `make test` asks a little of it, the same each time.
fuzz: setup
	CASEWRIGHT_TEST_FUZZ=$${CASEWRIGHT_TEST_FUZZ:-50} $(BIN)/python -m pytest -s tests/fuzz

# The clients that others wrote, and their test suites: from npm and PyPI, beside the environment.
clients: setup
	CASEWRIGHT_TEST_CLIENTS=on $(BIN)/python -m pytest -rA tests/clients

# The event log read by a process miner that is no dependency of ours (AGPL, large): it lives beside the environment.
process-mining: setup .venv/process-mining
	PYTHONPATH=.venv/process-mining $(BIN)/python -m pytest tests/process/test_process_mining.py

.venv/process-mining: | setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --target $@ 'pm4py>=2.7.23,<2.8'
