# Set up by itself: nothing but Python 3.11+ with venv, and make, is assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: demo test fuzz mutants bench check lint types clean

demo: $(VENV)/ready  ## both mocks, and a connector at work on them, narrated
	$(BIN)/concur-harness demo

test: $(VENV)/ready  ## the tests, in parallel
	$(BIN)/python -m pytest -n $(WORKERS) -q

REQUESTS ?= 500000
SEED ?= 1
fuzz: $(VENV)/ready  ## strange requests to everything that is served; the tests send a few of them
	$(BIN)/python -m tests.fuzz --requests $(REQUESTS) --seed $(SEED)

mutants: $(VENV)/ready  ## every mutant on every case, as a matrix
	$(BIN)/python -m conformance.proof

bench: $(VENV)/ready  ## speed, as ratios in one run; AGAINST=REVISION compares with an older version
	$(BIN)/python -m bench $(if $(AGAINST),--against $(AGAINST))

check: lint types test  ## what continuous integration asks

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready
	$(BIN)/mypy

$(VENV)/ready: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
