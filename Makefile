# Everything is done by the command `practicum`; this file sets it up and names the usual calls.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
JOBS ?= 2

.PHONY: help demo test stress learn instructor check lint bench lock clean
help:  ## say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: $(READY)  ## run the whole way with twelve invented learners
	@$(BIN)/practicum demo

test: $(READY)  ## pass the tests, two files at a time (JOBS=1: one after the other)
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

stress: $(READY)  ## pass the long tests: kills, a second demonstration, stock execution, a new install
	@PRACTICUM_FULL=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadscope -m stress

learn: $(READY)  ## open the lesson in JupyterLab, to study by yourself
	@$(BIN)/practicum learn

instructor: $(READY)  ## open the course in JupyterLab with formgrader
	@$(BIN)/practicum instructor

check: $(READY)  ## look for every problem in the course's files
	@$(BIN)/practicum check

lint: $(READY)  ## look for problems in the code and its types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: $(READY)  ## measure against stock nbgrader, for half an hour (MORE=--quick only tries it)
	@$(BIN)/python -m bench $(MORE)

lock:  ## renew requirements.lock and the learners' (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --extra dev pyproject.toml -o requirements.lock
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 pyproject.toml -o requirements-learner.lock

clean:  ## remove what can be made again; learners' work stays
	@rm -rf .venv build/demo build/jupyter dist .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(READY): requirements.lock pyproject.toml $(wildcard practicum/labextension/*.json practicum/labextension/static/*)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Practicum needs Python 3.11 or newer; install it, or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing; install it: apt-get install python3-venv"; exit 1; }
	@echo "Setting up .venv (once; some minutes on a slow line) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
