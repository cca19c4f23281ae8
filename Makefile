# Everything a newcomer needs: Python 3.11 or newer, and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WEB    := $(shell find api/web api/templates api/static -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null) \
          $(wildcard hrv/beats.py sensors/beat_clock/*.py sensors/heart_rate/*.py)  # constants that the browser shares

RUN    := -m pytest -n auto --maxprocesses 4 --dist worksteal
REPORT ?= .cache/tests.xml

# Hundreds of programs are started by the tests; compiling Pulsro anew in each of them takes longer than the tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test skips coverage nightly setup lint format bench lock messages clean

demo: $(VENV)/.runtime          ## a simulated workplace with sign-in links
	$(BIN)/pulsro demo

test: $(VENV)/.dev              ## every kind of test; DURATIONS=1 prints the 20 slowest
	$(BIN)/python $(RUN) --junitxml=$(REPORT) $(if $(DURATIONS),--durations=20) $(PYTEST_ARGS)

skips: $(VENV)/.dev             ## each test that the last run skipped, and why
	$(BIN)/python -m tests.reports $(REPORT)

coverage: $(VENV)/.dev          ## make test, and whether its lines and branches are enough of the program's
	$(BIN)/coverage erase
	$(BIN)/coverage run $(RUN) --junitxml=$(REPORT) $(PYTEST_ARGS)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

nightly: $(VENV)/.nightly       ## what is too long for every run; PARTS="mutants bluetooth" runs some of it
	PARTS="$(PARTS)" SINCE="$(SINCE)" $(BIN)/python -m tests.nightly

setup: $(VENV)/.dev             ## the environment for working on Pulsro, in .venv

lint: $(VENV)/.dev              ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tools.structure

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev             ## side-by-side measurements
	$(BIN)/python -m benchmarks

lock:                           ## new lock files: hashes, no addresses
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install -q uv
	cd requirements && ../$(VENV)/lock/bin/python lock.py

messages: $(VENV)/.dev         ## collect every text and update the catalogues; LANGUAGE=da begins a new one
	$(BIN)/python -m messages.extraction $(LANGUAGE)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python requirements/runtime.txt pyproject.toml $(WEB)
	@echo "Setting up Pulsro in $(VENV); the first time takes a minute or two."
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

$(VENV)/.nightly: $(VENV)/.dev requirements/nightly.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/nightly.txt
	touch $@

clean:
	rm -rf $(VENV) api/static/dist api/web/node_modules
