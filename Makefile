# The two commands a newcomer needs are `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test check bench lock

help: ## Show these lines
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run.stamp ## Set up what is missing and serve on port 8000 of this machine
	$(BIN)/wayhome serve

test: .venv/dev.stamp ## Run every test
	$(BIN)/python -m pytest -n auto

check: .venv/dev.stamp ## Lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.stamp ## Measure; PEERS=1 adds Datasette and a careful page, SERVERS=1 the choice of server
	$(BIN)/python tests/benchmarks/search_core.py --million
	$(BIN)/python tests/benchmarks/web.py
	$(BIN)/python tests/benchmarks/guide_pages.py
	$(if $(PEERS),$(BIN)/python tests/benchmarks/peers.py)
	$(if $(SERVERS),$(BIN)/python tests/benchmarks/servers.py)

.venv/run.stamp: requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

lock: ## Write the hash-locked requirements anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		pyproject.toml --extra postgres --extra build -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		pyproject.toml --extra postgres --extra build --extra dev --extra bench --extra pdf -c requirements.lock -o requirements-dev.lock
