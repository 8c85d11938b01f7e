# Gatepost from a fresh clone: every target sets up what it needs, and only when its inputs changed.
# HOST, PORT and DATABASE_URL are honoured, from the environment or as `make run PORT=9000`.
# PYTHON names the interpreter to build .venv/ with, where the first one found is not the one wanted.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

VENV := .venv
BIN := $(VENV)/bin
# The venv comes first, so that a Node.js installed into it serves a machine that has none of its own.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Each of the hundreds of processes that the tests start would compile every module anew: more than a second of its start.
unexport PYTHONDONTWRITEBYTECODE
PIP_INSTALL := $(BIN)/python -m pip install --quiet --require-hashes -r

RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
NODE := $(VENV)/.node
PACKAGES := node_modules/.package-lock.json
ASSETS := webapp/static/build/manifest.json
ASSET_SOURCES := $(shell find webapp/assets -type f 2>/dev/null)
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard webapp/translations/*/LC_MESSAGES/*.po))

# One test process more than there are cores: many tests wait for a server, a browser or a database.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)

.PHONY: help install run test lint bench load bundle mutants format check requirements clean lint-style lint-layout lint-types lint-arrows lint-words lint-house

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(RUNTIME) $(ASSETS) $(TRANSLATIONS) ## environment, assets and translations, ready to run

run: install ## web and worker with the demonstration city; prints the address and the demo sign-ins
	@exec $(BIN)/python -m webapp serve --demo

test: $(DEV) install ## everything this machine can run; ends in one line of counts
	@$(BIN)/python -m tests.with_postgres $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

# The longest first: two go on at once.
LINTS := lint-house lint-types lint-words lint-style lint-layout lint-arrows

lint: $(DEV) ## style, types, the arrows between rooms, and the rules of tests/architecture
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target $(LINTS)

lint-style:
	@$(BIN)/ruff check --quiet .

lint-layout:
	@$(BIN)/ruff format --check --quiet . || { echo "Run 'make format' to lay these files out."; exit 1; }

lint-types:
	@$(BIN)/mypy

lint-arrows:
	@$(BIN)/lint-imports --no-logo

lint-words:
	@$(BIN)/python -m workflows vocabulary --check
	@$(BIN)/python -m workflows operations --check
	@$(BIN)/python -m workflows settings --check
	@$(BIN)/python -m workflows posts --check
	@$(BIN)/python -m workflows pictures --check

lint-house:
	@$(BIN)/python -m pytest -q -n 0 -p no:cacheprovider tests/architecture

bench: $(DEV) ## the figures of the design, as ratios measured in one run
	@$(BIN)/python -m workflows bench

N := 1000
load: install ## a database of N cases to measure pages on, var/load-N.sqlite unless DATABASE_URL names another
	@mkdir -p var
	@DATABASE_URL="$${DATABASE_URL:-sqlite:///$(CURDIR)/var/load-$(N).sqlite}" $(BIN)/python -m workflows load $(N)

BUNDLE := dist/gatepost
bundle: install ## one folder, dist/gatepost, that installs where there is no package index
	@$(BIN)/python -m webapp.offline $(BUNDLE)

mutants: $(DEV) install ## take out one check at a time where it is decided who may read or act; minutes to an hour
	@$(BIN)/python -m tests.mutants

format: $(DEV) ## lay the source out and mend what can be mended without a decision
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

check: lint test ## lint, then test

requirements: ## write the pinned requirements files anew from requirements*.in
	@test -x $(VENV)-tools/bin/pip-compile || { $(call find_python); "$$python" -m venv $(VENV)-tools; }
	@$(VENV)-tools/bin/pip install --quiet 'pip-tools==7.6.2'
	@for name in requirements requirements-dev requirements-node; do \
	  PIP_FIND_LINKS= CUSTOM_COMPILE_COMMAND='make requirements' $(VENV)-tools/bin/pip-compile --quiet \
	    --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --no-emit-options --output-file $$name.txt $$name.in || exit 1; \
	done

clean: ## remove what the other targets made, but not var/ with its data
	rm -rf $(VENV) $(VENV)-tools node_modules webapp/static/build $(TRANSLATIONS) dist

# Sets $python to an interpreter that can make a virtual environment, or ends with a sentence that says what is missing.
define find_python
python=; for candidate in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
  if "$$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
    python=$$candidate; break; fi; done; \
if [ -z "$$python" ]; then \
  echo 'Gatepost needs Python 3.11 or later with its venv module (on Debian and Ubuntu: apt-get install python3-venv).' >&2; \
  echo 'If it is installed under another name: make PYTHON=/path/to/python3' >&2; exit 1; fi
endef

# An environment whose interpreter was removed, or that was moved, is made anew; here, because its stamps go with it.
ifneq ($(wildcard $(VENV)/pyvenv.cfg),)
ifneq ($(shell $(BIN)/python -c '' 2>/dev/null && grep -qF '$(CURDIR)/$(VENV)' $(BIN)/activate && echo works),works)
$(shell rm -rf $(VENV))
endif
endif

$(BIN)/python:
	@$(find_python); echo "Making $(VENV)/ with $$python"; "$$python" -m venv $(VENV)

$(RUNTIME): requirements.txt | $(BIN)/python
	@echo 'Installing requirements.txt'
	@$(PIP_INSTALL) requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo 'Installing requirements-dev.txt'
	@$(PIP_INSTALL) requirements-dev.txt
	@touch $@

# Node.js 20 or later of the machine, or else the wheel of it inside the environment.
$(NODE): requirements-node.txt | $(BIN)/python
	@if npm --version >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; \
	then :; else echo 'Installing Node.js into $(VENV)/'; $(PIP_INSTALL) requirements-node.txt; fi
	@touch $@

$(PACKAGES): package.json package-lock.json .npmrc | $(NODE)
	@echo 'Installing package-lock.json'
	@npm ci --ignore-scripts --silent
	@touch $@

$(ASSETS): $(PACKAGES) $(ASSET_SOURCES)
	@echo 'Building assets'
	@node webapp/assets/build.mjs

webapp/translations/%.mo: webapp/translations/%.po | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
