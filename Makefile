# One virtual environment, .venv, made from the locks. `make` alone lists what there is.
# Stamp files in .venv say what is installed, so a second `make` has nothing to install.

PYTHON ?= python3
UV     ?= uv
STUDY  ?= studies/central-asia

BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
LOCK := $(UV) pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-config --custom-compile-command "make lock" -q

.DEFAULT_GOAL := help
.PHONY: help demo test check format coverage bench reader docs network fuzz torture mutants calibrate lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

demo: .venv/.installed ## fit, forecast and report on the ready study (STUDY=folder for another)
	$(BIN)/wayhome report $(STUDY)

test: check ## everything a change must pass
	$(BIN)/python -m pytest -q -n auto

check: .venv/.installed-dev ## style, types and the arrows between the parts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright
	$(BIN)/lint-imports

coverage: .venv/.installed-dev ## lines and branches that the tests run, of src/wayhome (ARGS="-n 2")
	rm -rf build/coverage
	$(BIN)/coverage run -m pytest -q -n auto $(ARGS)
	$(BIN)/coverage combine -q
	$(BIN)/coverage json -q -o build/coverage/coverage.json
	$(BIN)/python -m tests.covered build/coverage/coverage.json

format: .venv/.installed-dev ## put style right where a machine can
	$(BIN)/ruff check -q --fix
	$(BIN)/ruff format -q

bench: .venv/.installed-dev ## the benchmarks, each beside its peer (ARGS=--quick for less)
	$(BIN)/python -m benchmarks $(ARGS)

reader: .venv/.installed-dev ## how well the reader finds claims, and how fast (ARGS=--misses for each miss)
	$(BIN)/python -m benchmarks.reader $(ARGS)

network: .venv/.installed-dev ## displacement situations beside Flee: accuracy and speed (needs ../shared/flee)
	$(BIN)/python -m benchmarks.network $(ARGS)

docs: .venv/.installed-dev ## the documentation as pages with search, build/docs/index.html
	$(BIN)/python -m docs.site

fuzz: .venv/.installed-dev ## real files made wrong: each is read or refused with a reason (ARGS="--count 100000 --seed 2")
	$(BIN)/python -m tests.fuzz $(ARGS)

torture: .venv/.installed-dev ## kill -9, full disks, many writers: nothing is lost or torn (ARGS="--kills 200" for less)
	$(BIN)/python -m tests.torture $(ARGS)

mutants: .venv/.installed-dev ## change the engine in small ways: do the tests notice? (ARGS="--count 300 --seed 1 --jobs 2")
	$(BIN)/python -m tests.mutants $(ARGS)

calibrate: .venv/.installed-dev ## 1,000 simulated ledgers: does the truth lie where fits say? (ARGS="--fits 200" for less)
	$(BIN)/python -m tests.slow.calibrate --write $(ARGS)

lock: ## renew both locks (needs uv)
	$(LOCK) pyproject.toml --group build --upgrade -o requirements.lock
	$(LOCK) pyproject.toml --group build --extra dev --upgrade -c requirements.lock -o requirements-dev.lock

clean: ## remove the environment, caches and results
	rm -rf .venv .venv-bench .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov dist build
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf studies/*/results

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "wayhome needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo missing)." >&2; \
	  echo "Name another one: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/.installed: .venv/bin/python requirements.lock pyproject.toml
	@echo "Installing wayhome into .venv (once; a minute or two)"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.lock
	@echo "Adding what the tests need"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
