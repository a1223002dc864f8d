# What people run. `make help` prints this list.
#
#   make run          set up, build and serve on http://127.0.0.1:8000   (SOURCE=folder|zip|kaggle PORT=…)
#   make build        the answers and the site, into public/   (FIT=host lays them out for it)
#   make serve        public/ as it stands
#   make test         every test
#   make lint         style, types and import directions
#   make format       let ruff format the code and mend what it can
#   make setup        the environment only
#   make bench        lookups beside a bare FastAPI route and nginx   (needs wrk)
#   make bench-build  a build's seconds and memory beside the least it could take   (SOURCE=… OPTIONS=--no-site)
#   make statements   what the chapters of public/ say, held against its downloads
#   make evaluate     the recommender beside others   (SOURCE=…; JUDGMENTS=file scores a public file of human judgments)
#   make fit          learn the recommender's weights again  (SOURCE=…)
#   make map          learn the places of the films on the map again   (SOURCE=…)
#   make walk         rewrite the walk over a hundred films in docs/recommender.md   (SOURCE=…)
#   make lambda       the function and its answers as a package for AWS Lambda   (WEB=1: a web server, without Mangum)
#   make hosts        measure a tree for each host again, into docs/hosts.md   (SOURCE=…)
#   make consumers    what generators, validators, bundlers and databases say of a tree  (SOURCE=…; needs npm)
#   make wheels       ask the package index for wheels for every system and Python
#   make lock         lock the dependencies again   (needs uv)
#   make help         this list

PYTHON ?= python3
PORT ?= 8000
SOURCE ?=
JUDGMENTS ?=
FIT ?=
PUBLIC ?= public
BIN := .venv/bin
BUILD := $(BIN)/python -m build --public "$(PUBLIC)" $(if $(SOURCE),--source "$(SOURCE)") $(if $(FIT),--fit "$(FIT)")

.PHONY: run build serve test lint format setup bench bench-build statements evaluate fit map walk lambda hosts consumers wheels lock help
.DEFAULT_GOAL := run

run: build serve

build: .venv/build $(if $(filter kaggle kaggle:%,$(SOURCE)),.venv/kaggle)
	$(BUILD)

serve: .venv/build
	@echo "Filmoteca: http://127.0.0.1:$(PORT)  (Ctrl-C to stop)"
	@FILMOTECA_PUBLIC="$(PUBLIC)" $(BIN)/python -m uvicorn functions.site:app --host 127.0.0.1 --port $(PORT) \
	  --http functions.protocol:Protocol --no-access-log --no-server-header --no-proxy-headers --log-level warning

test: .venv/test
	$(BIN)/python -m pytest

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/test
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

help:
	@sed -n 's/^#   make/  make/p' $(firstword $(MAKEFILE_LIST))

bench: .venv/test
	$(BIN)/python -m tests.benchmarks.lookups --public "$(PUBLIC)"

statements: .venv/test
	$(BIN)/python -m tests.benchmarks.statements --public "$(PUBLIC)"

lambda: build
	$(BIN)/python -m functions.pack --public "$(PUBLIC)" $(if $(WEB),--web)

hosts: .venv/build
	for host in any cloudflare-pages github-pages netlify render s3; do \
	  $(BIN)/python -m build --no-site --public "$(HOSTS)/$$host" --tables "$(HOSTS)/tables" $(if $(SOURCE),--source "$(SOURCE)") \
	    $$([ $$host = any ] || echo --fit $$host) || exit; \
	done
	$(BIN)/python -m precompute.publishing.hosts_page --trees "$(HOSTS)"

HOSTS := data/hosts

consumers: .venv/test
	$(BUILD) --no-site
	$(BIN)/python -m tests.consumers --public "$(PUBLIC)"

wheels: .venv/test
	FILMOTECA_ASK_INDEX=1 $(BIN)/python -m pytest tests/test_wheels.py

# All learn from ratings, so they need a source that has them; the tables they read are made first.
fit map evaluate walk: .venv/evaluation
	$(BUILD) --no-site
	$(BIN)/python -m precompute.recommender.$(MODULE_$@) --tables data/tables $(OPTIONS_$@)

MODULE_fit := fitting
MODULE_map := places_fitting
MODULE_evaluate := evaluation
MODULE_walk := walk
OPTIONS_evaluate := $(if $(JUDGMENTS),--judgments "$(JUDGMENTS)" $(if $(SOURCE),--links "$(SOURCE)"),--readme README.md)
OPTIONS_walk := --into docs/recommender.md

bench-build: .venv/build
	$(BIN)/python tests/benchmarks/build.py "$(SOURCE)" $(OPTIONS)

setup: .venv/build .venv/test

# Each stamp is newer than the lock file that it installed.
.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Filmoteca needs Python 3.11 or later; set PYTHON=…"; exit 2; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/build: build/requirements.txt | .venv/python
	@echo "Installing what the build needs (once)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/evaluation: precompute/recommender/requirements.txt | .venv/python
	@echo "Installing what measuring the recommender needs (once)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/kaggle: build/reading/requirements.txt | .venv/python
	@echo "Installing what fetching from Kaggle needs (once)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/test: tests/requirements.txt | .venv/python
	@echo "Installing what the tests need (once)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The tests' lock holds everything; the others are cut from it, so that all run the same versions.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
lock:
	$(LOCK) --group build --group evaluation --group test -o tests/requirements.txt
	$(LOCK) --group build --group evaluation -c tests/requirements.txt -o precompute/recommender/requirements.txt
	$(LOCK) --group build -c tests/requirements.txt -o build/requirements.txt
	$(LOCK) --group build --extra kaggle -c tests/requirements.txt -o build/reading/requirements.txt
	$(LOCK) -c tests/requirements.txt -o functions/requirements.txt
