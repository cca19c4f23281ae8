# Everything a newcomer needs: Python 3.11 or newer, and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WEB    := $(shell find api/web api/templates api/static -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null) \
          $(wildcard hrv/beats.py sensors/beat_clock/*.py sensors/heart_rate/*.py)  # constants that the browser shares

.PHONY: demo test nightly setup lint format bench lock messages clean

demo: $(VENV)/.runtime          ## a simulated workplace with sign-in links
	$(BIN)/pulsro demo

test: $(VENV)/.dev              ## every test, with coverage of lines and branches
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --maxprocesses 4 --dist worksteal $(PYTEST_ARGS)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

nightly: $(VENV)/.dev           ## the Bluetooth tests against the real bluetoothd, in a virtual machine
	$(BIN)/python -m tests.nightly $(NIGHTLY_ARGS)

setup: $(VENV)/.dev             ## the environment for working on Pulsro, in .venv

lint: $(VENV)/.dev              ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

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

clean:
	rm -rf $(VENV) api/static/dist api/web/node_modules
