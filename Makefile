# Two commands: `make run` starts everything on this machine, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# In memory where the machine has it: the tests commit to disk some ten thousand times.
SCRATCH := $(shell test -w /dev/shm && echo /dev/shm || echo /tmp)
# Of matching, scheduling, handlers and storage, branches included. Not 100 to the last branch: which way a time limit
# falls in scheduling depends on the machine, and a gate must not.
COVERED := 99.9
SOURCES := bot handlers storage matching scheduling locales events tests benchmarks

.PHONY: run test check lint types imports catalogues format setup clean

run: $(VENV)/runtime.stamp
	@$(BIN)/mawid run

setup: $(VENV)/runtime.stamp

test: check
	PYTEST_DEBUG_TEMPROOT=$(SCRATCH) $(BIN)/python -W error -m pytest -n 2 -m "not soak" --doctest-modules --cov --cov-report=term-missing:skip-covered --cov-fail-under=$(COVERED)

check: lint types imports catalogues

lint: $(VENV)/test.stamp
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)

types: $(VENV)/test.stamp
	$(BIN)/mypy

imports: $(VENV)/test.stamp
	$(BIN)/lint-imports

catalogues: $(VENV)/test.stamp
	$(BIN)/python -m locales check

format: $(VENV)/test.stamp
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Mawid needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements-test.lock $(VENV)/runtime.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@
