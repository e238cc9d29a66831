# The two commands: `make crawl` shows the whole way of the data on the embedded sample portal, `make test` proves it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: crawl test check soak interop bench docs lock clean

crawl: $(READY)
	@$(BIN)/scrapy sample_portal --crawl output/sample

test: $(READY)
	$(BIN)/python -m pytest -q -m "not soak" -n auto --dist loadfile

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

soak: $(READY)
	$(BIN)/python -m pytest -q -m soak

# Other people's tools, each sort in an environment of its own under .interop, judge what a crawl leaves.
interop: $(READY)
	$(BIN)/python tests/interop

bench: $(READY)
	$(BIN)/python benchmarks/crawl.py

# Schemas, data dictionary and the README's tables are made from the code.
docs: $(READY)
	$(BIN)/python -m hnp_crawler.schema
	$(BIN)/python -m hnp_crawler.documentation

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

# The lock names versions and hashes, never a registry.
lock:
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --strip-extras --extra dev --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-emit-options --no-emit-trusted-host --no-header --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) output/sample
