# Every command of this project's workshop. Needs Python 3.11 or newer, pip, make and git.
#
#   make PYTHON=/path/to/python3.13 test    chooses the Python; it counts when .venv is first made
#   make lock UP=--upgrade                  takes the newest versions instead of keeping the present ones
#   make test JOBS=0                        runs the tests one after another, in one process
#   make soak SECONDS=600 SEED=7            soaks for ten minutes, in another weather

PYTHON ?= python3
JOBS ?= auto
SEED ?= 1
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(UP)

# A stamp is touched only after everything before it succeeded: an interrupted install runs again.
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
SERVE := $(VENV)/.serve
SITE := $(VENV)/.site
NODE := $(VENV)/.node
READERS := $(VENV)/.readers
BENCH := $(VENV)/.bench
PEERS := $(VENV)/.peers
FUZZ := $(VENV)/.fuzz
PAGEFIND := $(VENV)/node/node_modules/.bin/pagefind

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo serve screenshots site test check format bench fuzz scale soak together kills lock clean

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)$$/make \1	\2/p' Makefile

demo: $(SERVE) ## show the whole walk offline, in the folder demo
	@$(BIN)/scraper demo --dir demo

serve: $(SERVE) ## read the demo's archive in a browser
	@[ -e demo/archive.db ] || $(BIN)/scraper demo --dir demo
	@$(BIN)/scraper serve --config demo/config.toml

screenshots: $(DEV) ## take the pictures of docs/screens anew, with Debian's Chromium
	@$(BIN)/python -m tests.screens

site: $(SITE) $(NODE) ## make a site of the demo's archive with Hugo, in the folder demo/site/public
	@[ -e demo/archive.db ] || $(BIN)/scraper demo --dir demo
	@[ -e demo/site/hugo.toml ] || $(BIN)/scraper init --hugo demo/site
	@cd demo && ../$(BIN)/scraper publish hugo site
	@PATH="$(CURDIR)/$(BIN):$$PATH" hugo --source demo/site --baseURL / --cleanDestinationDir --quiet
	@if [ -x $(PAGEFIND) ]; then $(PAGEFIND) --silent --site demo/site/public; fi
	@echo "To see it: python3 -m http.server --directory demo/site/public, and then http://localhost:8000"

test: check $(NODE) $(READERS) ## check the style, the types and the house, then run every test
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --cov --cov-report=term-missing:skip-covered

check: $(DEV) ## check the style, the types and the floors of the house
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(DEV) ## write the code in the style of the house
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: $(BENCH) $(PEERS) $(READERS) ## measure everything beside its peers, in less than 40 minutes
	@$(BIN)/python bench

scale: $(DEV) ## import one WARC of PAGES=200000 pages three ways, and kill a worker: all must be the same
	@$(BIN)/python bench/scale.py --pages $(or $(PAGES),200000) --merge $(or $(MERGE),20000)

kills: $(DEV) ## kill the program at every step and at KILLS=2200 moments, and count what is lost
	@$(BIN)/python -m tests.kill --kills $(or $(KILLS),2200) --seed $(SEED)

soak: $(DEV) ## crawl the imitation in bad weather for SECONDS=3600 with SEED=1, then audit everything
	@$(BIN)/python bench/soak.py --seconds $(or $(SECONDS),3600) --seed $(SEED)

together: $(DEV) ## crawl, read and back up one archive at once, for SECONDS=600: nothing may fail or lock
	@$(BIN)/python bench/together.py --seconds $(or $(SECONDS),600) --seed $(SEED)

fuzz: $(FUZZ) ## look for input that breaks a promise: SECONDS=60 for each target
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60)

lock: $(MADE) ## pin the versions of pyproject.toml, with hashes
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(PIP) install uv
	@$(LOCK) pyproject.toml --extra build -o requirements.txt
	@$(LOCK) pyproject.toml --extra build --extra serve -c requirements.txt -o requirements-serve.txt
	@$(LOCK) pyproject.toml --extra build --extra serve --extra site -c requirements-serve.txt -o requirements-site.txt
	@$(LOCK) pyproject.toml --extra build --extra dev --extra notify --extra dataset --extra scale --extra serve --extra site -c requirements-site.txt -o requirements-dev.txt
	@$(LOCK) --group readers -c requirements-dev.txt -o requirements-readers.txt
	@$(LOCK) --group peers -o requirements-peers.txt
	@$(LOCK) --group peers-news -o requirements-peers-news.txt
	@$(LOCK) pyproject.toml --extra bench -c requirements-dev.txt -o requirements-bench.txt
	@$(LOCK) pyproject.toml --extra fuzz -c requirements-dev.txt -o requirements-fuzz.txt

clean: ## remove what make made: the environment, the caches, the demo; never an archive
	@rm -rf $(VENV) demo build .bench .fuzz *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache .coverage .coverage.* htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON): not found; install Python 3.11 or newer," \
		"or say where it is: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON):" \
		"$$($(PYTHON) --version 2>&1) is too old; install Python 3.11 or newer," \
		"or say where it is: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON): cannot make a virtual" \
		"environment; install its venv package: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Making $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
	@touch $@

$(RUNTIME): requirements.txt pyproject.toml | $(MADE)
	@echo "Installing requirements.txt into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# The larger set holds the smaller one, in the same versions.
$(DEV): requirements.txt requirements-dev.txt pyproject.toml | $(MADE)
	@echo "Installing requirements-dev.txt into $(VENV)"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(RUNTIME) $(SERVE) $@

$(SERVE): requirements-serve.txt $(RUNTIME)
	@echo "Installing requirements-serve.txt into $(VENV)"
	@$(PIP) install --require-hashes -r requirements-serve.txt
	@touch $@

$(SITE): requirements-site.txt $(SERVE)
	@echo "Installing requirements-site.txt into $(VENV)"
	@$(PIP) install --require-hashes -r requirements-site.txt
	@touch $@

# What reads our data sets stands apart: where pandas is, sqlite-utils loads it with every command.
$(READERS): requirements-readers.txt | $(DEV)
	@echo "Installing requirements-readers.txt into $(VENV)/readers"
	@$(PYTHON) -m venv --clear $(VENV)/readers
	@$(VENV)/readers/bin/python -m pip -qq --disable-pip-version-check --no-input install --require-hashes -r requirements-readers.txt
	@touch $@

# Without npm a site has no search index, and the tests of it are skipped: no reason to stop here.
$(NODE): tests/node/package.json tests/node/package-lock.json | $(MADE)
	@mkdir -p $(VENV)/node && cp tests/node/*.json $(VENV)/node/
	@if npm ci --prefix $(VENV)/node --no-audit --no-fund --loglevel=error >&2; then touch $@; \
		else echo "npm: not there, or it failed; without it a site has no search index: apt install npm" >&2; fi

# The peers we are measured beside.
$(BENCH): requirements-bench.txt $(DEV)
	@echo "Installing requirements-bench.txt into $(VENV)"
	@$(PIP) install --require-hashes -r requirements-bench.txt
	@touch $@

# Those that want other versions than we do stand apart, and are asked over a pipe. The file names all
# that they need; pip 23 stumbles where it looks itself (two that ask for the same extra of lxml).
$(PEERS): requirements-peers.txt requirements-peers-news.txt | $(MADE)
	@for name in peers peers-news; do \
		echo "Installing requirements-$$name.txt into $(VENV)/$$name"; \
		$(PYTHON) -m venv --clear $(VENV)/$$name && $(VENV)/$$name/bin/python -m pip -qq --disable-pip-version-check \
			--no-input install --no-deps --require-hashes -r requirements-$$name.txt || exit 1; done
	@touch $@

# Where there is no atheris for this machine, the file holds nothing that the environment has not.
$(FUZZ): requirements-fuzz.txt $(DEV)
	@echo "Installing requirements-fuzz.txt into $(VENV)"
	@$(PIP) install --require-hashes -r requirements-fuzz.txt
	@touch $@
