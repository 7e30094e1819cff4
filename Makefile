# Parley: everything is built from requirements.lock into .venv; nothing outside this folder is touched.
PYTHON ?= python3
BIN := .venv/bin
KITS ?= ../shared
COPIES ?= $(KITS)/neardup
PAGES ?= $(KITS)/fidelity
WORST ?= 0
SCALE ?= 10000 100000
SNAPSHOT ?= snapshots/$(shell date -u +%Y%m%dT%H%M%SZ)
IN_WORDS = || { code=$$?; $(BIN)/python -m commands.exit_codes $$code >&2; exit $$code; }

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check bench bench-text bench-topic bench-dedup train kits lock clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

setup: .venv/.ready  ## create .venv from the lock file

.venv/.ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Parley needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.11 setup" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@

run: setup  ## collect the default topic from the registry's sources, then export a snapshot
	@$(BIN)/scrapy collect || { code=$$?; $(BIN)/python -m commands.exit_codes $$code >&2; test $$code -eq 3 || exit $$code; }
	@$(BIN)/scrapy export $(SNAPSHOT) $(IN_WORDS)

demo: setup  ## the whole flow offline, against the bundled sample site
	@$(BIN)/python -m demo.run $(IN_WORDS)

test: setup  ## run the tests
	$(BIN)/python -m pytest

check: setup  ## ruff, ruff format, mypy strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup  ## speed of reading beside trafilatura's, in one run
	$(BIN)/python -m bench.reading

bench-text: setup  ## F1 and speed of the text beside other readers', on the pages with gold text in $(PAGES)
	@test -d $(PAGES) || { echo "no pages at $(PAGES); make bench-text PAGES=FOLDER, with gold/ and pages/ in it" >&2; exit 2; }
	@$(MAKE) --no-print-directory .venv-peers/.ready
	$(BIN)/python -m bench.text $(PAGES) --worst $(WORST)

bench-dedup: setup  ## who copied whom, beside other ways to find copies, on the kit in $(COPIES); then what a text costs
	@test -f $(COPIES)/gold.json || { echo "no kit at $(COPIES); make bench-dedup COPIES=FOLDER" >&2; exit 2; }
	@$(MAKE) --no-print-directory .venv-peers/.ready
	$(BIN)/python -m bench.dedup $(COPIES)
	$(BIN)/python -m bench.dedup_scale $(if $(wildcard $(KITS)/web/pages),--pages $(KITS)/web/pages) $(SCALE)

.venv-peers/.ready: bench/peers.lock
	$(PYTHON) -m venv --clear .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement bench/peers.lock
	@touch $@

bench-topic: setup  ## what the topic takes of labelled texts, headlines and pages in $(KITS), and what that costs
	$(BIN)/python -m bench.topic $(KITS)

kits: setup  ## measure against the evaluation kits in $(KITS), where there are any
	$(BIN)/python -m bench.kits $(KITS)

train: setup  ## train the model that judges blocks, on the pages with gold text in PAGES
	$(BIN)/python -m bench.train $(PAGES)

lock:  ## write requirements.lock and bench/peers.lock again (needs uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --quiet --output-file requirements.lock
	uv pip compile bench/peers.in --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --quiet --output-file bench/peers.lock

clean:  ## remove what was built; the archive and snapshots stay
	rm -rf .venv .venv-peers build .mypy_cache .ruff_cache .pytest_cache .hypothesis
