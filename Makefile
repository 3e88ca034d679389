# `make` lists the targets. All that is needed beforehand: Python 3.11 to 3.13, Node 20 or newer, and the package registries.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help up demo test test-long lint fmt check bench shots openapi install install-tools install-bench install-frontend

VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
# What the installed state depends on; a stamp holds the checksum, so that the second start installs nothing.
PYTHON_INPUTS := uv.lock pyproject.toml
FRONTEND_INPUTS = frontend/package-lock.json
PAGES_INPUTS = frontend/package-lock.json $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' \
	-not -path 'frontend/src/messages/*' -not -path 'frontend/e2e/*' -not -name '*.test.*' | sort)

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: install install-frontend  ## Start everything on this machine (Ctrl-C stops it)
	@exec $(BIN)/healther up --with-parent

demo: install install-frontend  ## The same with 90 days of made-up history
	@exec $(BIN)/healther demo --with-parent

test: install-tools install-frontend  ## Install what is missing and run every test
	@$(PYTEST) -q -n 2 -m "not long"

test-long: install-tools install-frontend  ## Also the long rounds: chaos, corpora, fuzzing
	@HYPOTHESIS_PROFILE=default $(PYTEST) -q -n 2

lint: install-tools  ## Look for mistakes, change nothing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

fmt: install-tools  ## Format the code and repair what can be repaired
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

check: lint  ## lint, and the types
	@$(BIN)/mypy

bench: install-tools install-bench  ## Measure against limits and peers (ONLY=name: one of them)
	@$(BIN)/python -m bench $(addprefix --only ,$(ONLY))

shots: install-tools install-frontend  ## Take a picture of every page, theme and width into shots/
	@$(BIN)/python -m tests.browser.test_browser shots

openapi: install  ## Write docs/openapi.json and docs/authorization.md from the code
	@$(BIN)/healther openapi --output docs/openapi.json
	@$(BIN)/python -m api.authorization

install:
	@sh deploy/install.sh python $(VENV) $(PYTHON_INPUTS)

install-tools:
	@sh deploy/install.sh tools $(VENV) $(PYTHON_INPUTS)

install-bench:
	@sh deploy/install.sh bench $(VENV) $(PYTHON_INPUTS)

install-frontend:
	@sh deploy/install.sh frontend $(VENV) $(FRONTEND_INPUTS)
	@sh deploy/install.sh pages $(VENV) $(PAGES_INPUTS)
