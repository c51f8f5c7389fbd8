# Verbs of this project; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
RUN := .venv/bin
STAMP := .venv/.environment
LOCKING := .cache/lock
UNIT := not browser and not live and not fuzz

.PHONY: help setup demo serve check lint test system bench bench-load momentum gallery screenshots reference fuzz lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## create .venv with the pinned environment

$(STAMP): .ci/environment.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	  "Python 3.11 or newer is needed, and $(PYTHON) is not. Name another: make setup PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
	  "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up .venv (a minute or two the first time)"
	@$(PYTHON) -m venv .venv
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/environment.lock
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## the navigator on a recorded incident; more options: make demo ARGS="--paused --port 9000"
	@$(RUN)/navigator demo $(ARGS)

serve: setup ## the navigator on your files: make serve ARGS="hierarchy.yaml --prometheus http://localhost:9090"
	@$(RUN)/navigator serve $(ARGS)

lint: setup
	@$(RUN)/ruff check --quiet
	@$(RUN)/ruff format --check --quiet || { echo "Not formatted; to mend: $(RUN)/ruff format"; exit 1; }
	@$(RUN)/mypy --no-error-summary
	@$(RUN)/lint-imports >/dev/null || $(RUN)/lint-imports

check: lint ## style, types, import direction and the quick tests
	@$(RUN)/python -m pytest -m "$(UNIT)" $(ARGS)

# Not through `lint: setup`, so that the packages that `setup` may need are there before it.
test: system ## everything, with a real Prometheus and a real browser; installs what it needs
	@$(MAKE) --no-print-directory lint
	@$(RUN)/python -m pytest $(ARGS)

system:
	@bash .ci/system-packages $(PYTHON)

bench: setup ## costs, as ratios measured in one run; needs prometheus and chromium; ARGS=--write keeps them
	@$(RUN)/python -c 'import dash_cytoscape' 2>/dev/null || $(RUN)/python -m pip install --quiet \
	  --disable-pip-version-check --require-hashes --no-deps --no-build-isolation -r .ci/rivals.lock || echo \
	  "dash-cytoscape can't be installed here: its rows will say so"
	@$(RUN)/python -m benchmarks $(ARGS)

bench-load: setup ## 500 operators at one navigator for ten minutes; ARGS="--operators 50 --minutes 1 --small"
	@$(RUN)/python -m benchmarks.load $(ARGS)

momentum: system ## score how well moves can be followed, on all systems; ARGS=--write keeps the figures
	@$(RUN)/python -m tests.browser.momentum $(ARGS)

gallery: setup ## every state of the screen, to be opened from disk; ARGS="-o FOLDER NAME"
	@$(RUN)/python -m docs.gallery $(ARGS)

screenshots: system ## make the pictures anew that tests compare with, and those of the README
	@$(RUN)/python -m docs.pictures $(ARGS)

reference: setup ## make the tables of docs/hierarchy-files.md and docs/checks.md anew
	@$(RUN)/python docs/reference.py
	@$(RUN)/python docs/checks.py

fuzz: setup ## search for files that break the loader, guided by coverage; ARGS="--seconds 600"
	@$(RUN)/python -c 'import atheris' 2>/dev/null || $(RUN)/python -m pip install --quiet \
	  --disable-pip-version-check --require-hashes -r .ci/fuzzing.lock
	@$(RUN)/python -m tests.fuzz.guided $(ARGS)

lock: ## pin the newest environment that pyproject.toml allows in .ci/environment.lock
	@test -x $(LOCKING)/bin/uv || { $(PYTHON) -m venv $(LOCKING) && $(LOCKING)/bin/pip install --quiet uv; }
	@$(LOCKING)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url -o .ci/environment.lock pyproject.toml
	@$(PYTHON) -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	  print("\n".join(project["optional-dependencies"]["fuzz"]))' | \
	  $(LOCKING)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url -o .ci/fuzzing.lock -
	@$(PYTHON) -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	  print("\n".join(project["optional-dependencies"]["rivals"]))' | \
	  $(LOCKING)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-deps \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url -o .ci/rivals.lock -

clean: ## remove what the other verbs made
	@rm -rf .venv .cache build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
