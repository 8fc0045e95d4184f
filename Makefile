# Needs Python 3.11 or newer and make, nothing else. Where uv is found, and may write to its cache, the set-up is faster.
PY   ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
          "$$python" -c '$(NEW_ENOUGH)' 2>/dev/null && { echo "$$python"; break; }; done)
UV   ?= $(shell cache="$$(uv cache dir 2>/dev/null)" && mkdir -p "$$cache" 2>/dev/null && [ -w "$$cache" ] && command -v uv)
VENV := .venv
BIN  := $(VENV)/bin

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run demo test e2e lint bench diagram lock clean FORCE

help:
	@echo 'make run     serve a demo clinic of synthetic people, made on first start, at http://127.0.0.1:8000'
	@echo '             (PORT=8001 takes another port)'
	@echo 'make demo    play one synthetic episode'
	@echo 'make test    linter, types, import contract, then every test'
	@echo 'make e2e     the pages in a real browser; needs Chromium; pictures of every screen go to build/screens'
	@echo 'make lint    the checks of make test without the tests'
	@echo 'make bench   measure how fast it is'
	@echo 'make diagram draw docs/pathway.md from the definition of the pathway'
	@echo 'make lock    resolve the dependencies anew (needs uv)'
	@echo 'make clean   remove the environment and every cache'
	@echo 'Each sets up what it needs first. PY=/path/to/python chooses the Python of a new environment; UV= does without uv.'

# The developers' set holds the whole runtime set: one of the two is enough.
run demo: $(VENV)/.$(if $(wildcard $(VENV)/.dev.stamp),dev,runtime).stamp

# A folder of its own, whatever HOMEPORT_DATA says: there it prints sign-ins that exist.
run:
	@$(BIN)/homeport serve --demo --data homeport-demo $(if $(PORT),--port $(PORT))

demo:
	@$(BIN)/homeport demo

test: lint
	@$(BIN)/python -m pytest

e2e: $(VENV)/.e2e.stamp
	@rm -rf build/screens
	@$(BIN)/python -m pytest tests/e2e -n 2 --dist loadgroup --timeout 600

lint: $(VENV)/.dev.stamp
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.bench.stamp
	@$(BIN)/python -m benchmarks

diagram: $(VENV)/.dev.stamp
	@$(BIN)/python -m workflows.aiat.pathway_page > docs/pathway.md

# An environment that was made in another folder, or whose Python is gone, is made again.
$(VENV)/.folder: $(shell [ "$$(cat $(VENV)/.folder 2>/dev/null)" = "$(CURDIR)" ] && \
                         $(BIN)/python -c 'import pip' 2>/dev/null || echo FORCE)
	@[ -n "$(PY)" ] && "$(PY)" -c '$(NEW_ENOUGH)' || \
	  { echo 'Homeport needs Python 3.11 or newer: install it, or name it with PY=/path/to/python.'; exit 1; }
	@"$(PY)" -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo 'This Python lacks venv or ensurepip: install them (on Debian and Ubuntu: apt install python3-venv).'; exit 1; }
	@"$(PY)" -m venv --clear $(VENV)
	@echo "$(CURDIR)" > $@

# Only wheels whose hash is in the lock are installed: nothing is resolved, nothing is built but this project.
$(VENV)/.%.stamp: requirements/%.txt pyproject.toml $(VENV)/.folder
	@echo 'Installing what $< locks'
ifneq ($(UV),)
	@"$(UV)" pip install -q --python $(BIN)/python --require-hashes --no-deps --only-binary :all: -r $<
	@"$(UV)" pip install -q --python $(BIN)/python --no-deps --no-build-isolation --offline -e .
else
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r $<
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
endif
	@touch $@

# What django-htmx asks for, and a file to be served does not need.
LEFT_OUT = --no-emit-package django --no-emit-package asgiref --no-emit-package sqlparse

# The largest set first; each smaller one is held to its versions.
LOCK = "$(UV)" pip compile -q --universal --python-version 3.11 --generate-hashes \
       --no-emit-index-url --no-header --no-annotate $(LEFT_OUT) pyproject.toml --group build
lock:
	@[ -n "$(UV)" ] || { echo 'make lock needs uv: install it, or name it with UV=/path/to/uv.'; exit 1; }
	@$(LOCK) --extra traces --group dev --group e2e -o requirements/e2e.txt
	@$(LOCK) --extra traces --group dev --group bench -c requirements/e2e.txt -o requirements/bench.txt
	@$(LOCK) --extra traces --group dev -c requirements/e2e.txt -o requirements/dev.txt
	@$(LOCK) --extra traces -c requirements/dev.txt -o requirements/server.txt
	@$(LOCK) -c requirements/server.txt -o requirements/runtime.txt

clean:
	@rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
