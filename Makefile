# Everything a newcomer needs: Python 3.11 or newer, and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/pip --disable-pip-version-check
BUILD  := .cache/build
WEB    := $(shell find api/web api/templates api/static -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null) \
          $(wildcard hrv/beats.py hrv/breath/*.py hrv/numeric/normal.py sensors/beat_clock/*.py sensors/heart_rate/*.py sensors/ble/polar/*.py)  # constants that the browser shares

RUN    := -m pytest -n auto --maxprocesses 4 --dist worksteal
REPORT ?= .cache/tests.xml

# Hundreds of programs are started by the tests; compiling Pulsro anew in each of them takes longer than the tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test skips coverage nightly pictures mutants setup lint format bench wheel lock messages clean

# Whoever works on Pulsro has Node in the environment, and demo keeps to that.
demo: $(if $(wildcard $(VENV)/.dev),$(VENV)/.dev,$(VENV)/.runtime)  ## a simulated workplace with sign-in links
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

pictures: $(VENV)/.dev          ## the README's pictures of three pages, into docs/pictures
	PULSRO_PICTURES=docs/pictures $(BIN)/python -m pytest -q -m nightly tests/api/test_browser_pictures.py

mutants: $(VENV)/.nightly       ## mistakes put into the core, that a test has to notice; MODULES="kalman quality" tries some
	MODULES="$(MODULES)" PROCESSES="$(PROCESSES)" $(BIN)/python -m tests.nightly.core_mutants

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

wheel: $(BUILD)/.tools          ## the package with its pages, in dist
	PYTHONPATH=$(BUILD) $(BIN)/python -m hatchling build -t wheel -d dist
	rm -rf $(BUILD)

lock:                           ## new lock files: hashes, no addresses
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install -q uv
	cd requirements && ../$(VENV)/lock/bin/python lock.py

messages: $(VENV)/.dev         ## collect every text and update the catalogues; LANGUAGE=da begins a new one
	$(BIN)/python -m messages.extraction $(LANGUAGE)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# What only builds never comes into the environment of who only runs: it stands beside it until the pages are built,
# which is while the packages are installed.
$(VENV)/.runtime: $(VENV)/bin/python requirements/server.txt requirements/build.txt pyproject.toml $(WEB)
	@echo "Setting up Pulsro in $(VENV); the first time takes a minute or two."
	@$(MAKE) --no-print-directory --jobs=2 $(VENV)/.packages $(BUILD)/.linked
	$(PIP) install -q --no-index --no-deps --force-reinstall $(BUILD)/pulsro-*.whl
	rm -rf $(BUILD) api/web/node_modules
	touch $@

$(VENV)/.packages: requirements/server.txt
	$(PIP) install -q --require-hashes -r requirements/server.txt
	touch $@

$(BUILD)/.linked: $(BUILD)/.tools pyproject.toml $(WEB)
	PYTHONPATH=$(BUILD) $(BIN)/python -m hatchling build -t wheel:editable -d $(BUILD)
	touch $@

$(BUILD)/.tools: $(VENV)/bin/python requirements/build.txt
	rm -rf $(BUILD)
	$(PIP) install -q --no-compile --require-hashes --target $(BUILD) -r requirements/build.txt
	touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements/dev.txt pyproject.toml $(WEB)
	@echo "Setting up Pulsro in $(VENV) to work on it; the first time takes a few minutes."
	$(PIP) install -q --require-hashes -r requirements/dev.txt
	$(PIP) install -q --no-build-isolation --no-deps -e .
	touch $(VENV)/.runtime $@

$(VENV)/.nightly: $(VENV)/.dev requirements/nightly.txt
	$(PIP) install -q --require-hashes -r requirements/nightly.txt
	touch $@

clean:
	rm -rf $(VENV) $(BUILD) dist api/static/dist api/web/node_modules
