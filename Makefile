# Set up by itself: nothing but Python 3.11+ with venv, and make, is assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip -qq --disable-pip-version-check
WORKERS ?= 2
LOCK := requirements-lock.txt

.PHONY: demo test test-postgresql test-lowest test-newest test-pythons coverage fuzz mutants mutants-sample bench docs \
	check lint types locked lock upgrade clean

demo: $(VENV)/ready  ## both mocks, and a connector at work on them, narrated
	$(BIN)/concur-harness demo

test: $(VENV)/ready  ## the tests, in parallel; those that want a database have a PostgreSQL of their own
	$(BIN)/python -m pytest -n $(WORKERS) -q -m "not suite"

test-postgresql: $(VENV)/ready  ## the suite on two processes that serve one PostgreSQL
	$(BIN)/python -m pytest -q -m suite tests/concur_harness

# The same tests with other versions than the lock's, in an environment of their own: the lowest that pyproject.toml
# allows, and the newest that there are.
test-lowest: RESOLUTION := lowest-direct
test-newest: RESOLUTION := highest
test-lowest test-newest: test-%: $(VENV)/ready
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-$*
	$(BIN)/uv pip install --quiet --refresh --python $(VENV)-$*/bin/python --resolution $(RESOLUTION) \
		--editable '.[dev,postgresql]'
	$(VENV)-$*/bin/python -m pytest -n $(WORKERS) -q -m "not suite"

# A quick run with the locked versions on every other supported Python that this machine has, each in an environment of
# its own: all tests but the longest, which ask nothing of Python that the others do not.
test-pythons: $(VENV)/ready
	$(BIN)/python -m tools.pythons > $(VENV)/pythons
	while read version python; do \
		echo "Python $$version"; \
		$(MAKE) --no-print-directory coverage VENV=$(VENV)-$$version PYTHON=$$python </dev/null || exit 1; \
	done < $(VENV)/pythons
	test -s $(VENV)/pythons || $(MAKE) --no-print-directory coverage

# Python 3.12 and later measure at hardly any cost. What a test runs in the environment that is given to a connector is
# not measured: nothing of ours reaches it.
coverage: $(VENV)/ready  ## a quick run that fails where fewer lines are run than pyproject.toml has as the least
	rm -f $(VENV)/.coverage*
	COVERAGE_FILE=$(abspath $(VENV))/.coverage $(BIN)/coverage run -m pytest -n $(WORKERS) -q -m "not suite" \
		--ignore=tests/conformance/test_mutants.py --ignore=tests/fuzz
	COVERAGE_FILE=$(abspath $(VENV))/.coverage $(BIN)/coverage combine --quiet
	COVERAGE_FILE=$(abspath $(VENV))/.coverage $(BIN)/coverage report

REQUESTS ?= 500000
SEED ?= 1
fuzz: $(VENV)/ready  ## strange requests to everything that is served; the tests send a few of them
	$(BIN)/python -m tests.fuzz --requests $(REQUESTS) --seed $(SEED)

mutants: $(VENV)/ready  ## every mutant on every case, as a matrix; what is known already is not tried again
	$(BIN)/python -m conformance.mutation matrix

# Each run draws another sample, unless a seed is given: make mutants-sample SAMPLE='8 --seed 7'
SAMPLE ?= 8
mutants-sample: $(VENV)/ready  ## every mutant on a few cases that do not name it; the tests try those that do
	$(BIN)/python -m conformance.mutation sample --count $(SAMPLE)

bench: $(VENV)/ready  ## speed, as ratios in one run; AGAINST=REVISION compares with an older version
	$(BIN)/python -m bench $(if $(AGAINST),--against $(AGAINST))

docs: $(VENV)/ready  ## the pages that are made: of the behaviours, the kinds of faults and the fields of a scenario
	$(BIN)/python -m concur_harness.behaviours > docs/fidelity.tmp
	mv docs/fidelity.tmp docs/fidelity.md
	$(BIN)/python -m concur_harness.fault_page > docs/faults.tmp
	mv docs/faults.tmp docs/faults.md
	$(BIN)/python -m concur_harness.scenarios.documentation docs

check: lint types test  ## what a change must pass before it is handed in; .ci/run asks more

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo --no-cache

types: $(VENV)/ready
	$(BIN)/mypy

# What is installed: exactly what the lock says, checked by hash, and the project itself beside it.
# When a dependency changes: edit pyproject.toml, run `make lock`, commit both. The next target installs it.
$(VENV)/ready: $(VENV)/locked pyproject.toml
	$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/locked: $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --require-hashes --requirement $(LOCK)
	touch $@

locked: $(VENV)/ready  ## is what got installed what the lock says?
	$(BIN)/python -m tools.installed $(LOCK)

lock:  ## the lock anew, after a change of pyproject.toml; versions that still fit stay
	test -x $(BIN)/uv || $(MAKE) $(VENV)/locked
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' --no-emit-index-url --quiet $(LOCK_OPTIONS) --output-file $(LOCK)

upgrade:  ## the lock anew, with the newest version of everything
	$(MAKE) lock LOCK_OPTIONS=--upgrade

clean:
	rm -rf $(VENV) $(VENV)-* build dist *.egg-info
