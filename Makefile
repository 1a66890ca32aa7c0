# `make deck` builds the briefing, `make test` runs the whole suite, `make quick` in a minute what a
# change is most likely to break. All install what they need into .venv, exactly as the lock files
# pin it. Needs make and Python 3.11 or newer with venv.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# The first interpreter that runs: a version manager's `python3.11` may stand on the PATH and fail.
PYTHON ?= $(shell for python in python3.11 python3; do \
	$$python -c pass 2>/dev/null && echo $$python && break; done)

DECK := build/briefing.pptx
DOCS := $(wildcard README.md docs/*.md docs/*/*.md)

# Each worker of the tests, and each program that they start, would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: deck test quick lint format docs bench gallery validator coverage lock clean distclean

deck: $(VENV)/run.stamp
	$(BIN)/deckgen build content/deck.yaml -o $(DECK)

# Tests of one module stay together, so that what they share is made once.
SPREAD := --numprocesses logical --dist worksteal

# PYTEST passes more words to pytest: make test PYTEST='-k chart --update-golden'
test: $(VENV)/dev.stamp
	$(BIN)/pytest $(SPREAD) $(PYTEST)

# Without the tests that are marked `slow`, and with a tenth of the examples of each law.
quick: $(VENV)/dev.stamp
	DECKGEN_QUICK=1 $(BIN)/pytest $(SPREAD) -m 'not slow' \
		--ignore-glob='*/test_*sessions.py' $(PYTEST)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cog --check --check-fail-msg='Run `make docs` and commit what it changes.' $(DOCS)

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Writes the generated passages of the docs anew.
docs: $(VENV)/dev.stamp
	$(BIN)/cog -r $(DOCS)
	$(BIN)/python tools/rules.py

gallery: $(VENV)/dev.stamp
	$(BIN)/python tools/gallery.py

bench: $(VENV)/dev.stamp
	$(BIN)/python -m tools.bench --write

# The Open XML SDK validator, for the tests that skip without it. Needs npm. `npm install` holds to
# the lock file's hashes too; `npm ci` would ask for the validators of all other platforms as well.
validator: build/validator/stamp

build/validator/stamp: tests/support/validator/package.json tests/support/validator/package-lock.json
	mkdir -p $(@D)
	cp $^ $(@D)
	npm install --loglevel=error --no-audit --no-fund --prefix $(@D)
	touch $@

coverage: $(VENV)/dev.stamp
	$(BIN)/coverage run -m pytest $(PYTEST)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# Pins anew what pyproject.toml allows, with the hash of every file of each release; pins that still
# fit stay. `make lock UPGRADE=--upgrade` takes the newest. Run it on Python 3.11, the oldest we
# support. Settings of this machine are left out, so that the same files come out everywhere.
COMPILE = env -u PIP_FIND_LINKS PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND='make lock' \
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-options \
	--build-deps-for editable $(UPGRADE)

lock: $(VENV)/dev.stamp
	$(COMPILE) --output-file requirements/run.lock pyproject.toml
	$(COMPILE) --all-extras --constraint requirements/run.lock \
		--output-file requirements/dev.lock pyproject.toml

clean:
	rm -rf build dist .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)

$(BIN)/python:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'deckgen needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The build backend is in the lock file too, so nothing is built with an unpinned one.
$(VENV)/%.stamp: requirements/%.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes --requirement $<
	$(PIP) install --quiet --no-deps --no-build-isolation --editable . $(FACES)
	touch $@

# Tests draw slides, where no font is installed in the faces of the package beside.
$(VENV)/dev.stamp: FACES := ./packages/faces
