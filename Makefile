# Everything a person does with a clone. Bare `make` explains.
#
# PYTHON=python3.12 chooses the interpreter, VENV=folder where packages go.

PYTHON ?=
VENV ?= .venv
OUT ?= out/baghouz
# Let Python keep what it compiled, even where it is told not to: it saves three seconds of every start.
export PYTHONDONTWRITEBYTECODE :=
UV_VERSION := 0.13.9
BIN := $(VENV)/bin
UV := $(BIN)/uv
INSTALL := VIRTUAL_ENV=$(VENV) UV_HTTP_TIMEOUT=180 $(UV) pip install --no-config --quiet

.DEFAULT_GOAL := help
.PHONY: help demo serve check test quick coverage bench docs lock clean
.DELETE_ON_ERROR:

help:
	@echo 'Waystation: from reports to readiness.'
	@echo
	@echo '  make demo    forecast the Baghouz example and write $(OUT)/report.html'
	@echo '  make serve   open the example as a page in the browser'
	@echo '  make test    style, types and tests (some ten minutes of processor time in a fresh clone, two of them to compile)'
	@echo '  make quick   style, types and the tests that need neither compiled loops nor a browser'
	@echo '  make coverage  the tests again, and which lines they reach'
	@echo '  make bench   slow tests and timings'
	@echo '  make docs    build the documentation into site/'
	@echo '  make lock    renew requirements/*.lock from pyproject.toml'
	@echo '  make clean   remove what these commands made, the packages too'
	@echo
	@echo 'Needs Python 3.11 or later; packages go into $(VENV)/, nothing elsewhere.'
	@echo 'Another Python: make demo PYTHON=python3.12'

# ------------------------------------------------------------------ setting up

# The first Python that is new enough: the one asked for, or else those usually found.
$(VENV)/.made:
	@set -e; chosen=; seen=; \
	for each in $(if $(PYTHON),'$(PYTHON)',python3 python3.13 python3.12 python3.11 python3.14 python); do \
	    version=$$("$$each" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) && [ -n "$$version" ] || continue; \
	    seen="$$seen $$each is $$version;"; \
	    if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then chosen="$$each"; break; fi; \
	done; \
	if [ -z "$$chosen" ]; then \
	    echo "Waystation needs Python 3.11 or later;$${seen:- no Python was found.}" >&2; \
	    echo 'Install one (Debian, Ubuntu: apt install python3 python3-venv), then: make demo PYTHON=/path/to/python3' >&2; \
	    exit 1; \
	fi; \
	if ! "$$chosen" -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "$$chosen cannot make virtual environments: it lacks the modules venv and ensurepip." >&2; \
	    echo 'Install them (Debian, Ubuntu: apt install python3-venv), then run the same command again.' >&2; \
	    exit 1; \
	fi; \
	echo "Setting up $(VENV)/ with $$chosen (Python $$version); the first time takes a minute or two."; \
	"$$chosen" -m venv '$(VENV)'; \
	'$(BIN)/python' -m pip install --quiet --disable-pip-version-check 'uv==$(UV_VERSION)'; \
	touch $@

$(VENV)/.run: requirements/run.lock pyproject.toml | $(VENV)/.made
	@$(INSTALL) -r requirements/run.lock -e .
	@touch $@

$(VENV)/.web: requirements/dev.lock pyproject.toml | $(VENV)/.run
	@$(INSTALL) -c requirements/dev.lock -e '.[web]'
	@touch $@

$(VENV)/.dev: requirements/dev.lock pyproject.toml | $(VENV)/.made
	@$(INSTALL) -r requirements/dev.lock -e .
	@touch $@ $(VENV)/.run

# ------------------------------------------------------------------ what people do

demo: $(VENV)/.run
	@$(BIN)/waystation demo --out '$(OUT)'

# A copy, so that decisions made while looking around do not change the example.
serve: $(VENV)/.web
	@[ -d '$(OUT)/page' ] || { mkdir -p '$(OUT)'; cp -R examples/baghouz '$(OUT)/page'; }
	@$(BIN)/waystation serve '$(OUT)/page'

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --config-file tests/mypy.ini

# Compiled once before the tests start, or each of both workers would compile the same loops.
test: check
	@$(BIN)/python tests/warm.py
	$(BIN)/pytest -n 2 -m 'not slow'

quick: check
	$(BIN)/pytest -n 2 -m fast

coverage: $(VENV)/.dev
	$(BIN)/pytest -n 2 -m 'not slow' --cov --cov-report=term:skip-covered

bench: $(VENV)/.dev
	$(BIN)/pytest -n 2 -m slow
	$(BIN)/python benchmarks/history/record.py benchmarks/*.py

docs: $(VENV)/.dev
	$(BIN)/python docs/make_reference.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

LOCK := $(UV) pip compile --no-config --quiet --upgrade --universal --python-version 3.11 --no-emit-index-url \
	--no-annotate --custom-compile-command 'make lock' pyproject.toml

lock: $(VENV)/.made
	$(LOCK) -o requirements/run.lock
	$(LOCK) -c requirements/run.lock --extra dev --extra docs --extra bench --extra postgres -o requirements/dev.lock

clean:
	rm -rf '$(VENV)' out site htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +
