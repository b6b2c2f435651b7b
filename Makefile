# The verbs of the book. README.md gives the same steps without make.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/installed
BENCH := .venv-bench
MUTANTS := .venv-mutants
# JupyterLab's part that asks the network for news and updates.
NEWS := @jupyterlab/apputils-extension:announcements

# What the site is made from: files, and folders, for those that come and go.
PAGES := $(shell find book/. assets templates helpers tools/website.py \
    -not -path '*/.*' -not -path '*/__pycache__*')
PAGES += _config.yml _toc.yml pyproject.toml README.md LICENSE
PAGES += benchmarks/results.json benchmarks/execution_times.csv
BUILT := _build/built

.PHONY: book zip handouts wheelhouse test test-browser test-offline
.PHONY: data execute timings bench matrix mutants lab lint

book: $(BUILT)  ## the site, from the committed outputs
	@echo "The book: $(CURDIR)/_build/html/index.html"

zip: book  ## the site as one file, for a room without network
	@cd _build && rm -f every-gradient-checked.zip && \
	    ../$(BIN)/python -m zipfile -c every-gradient-checked.zip html
	@echo "The book: $(CURDIR)/_build/every-gradient-checked.zip"

handouts: book  ## notebooks and PDFs to hand out, and the class zip
	@$(BIN)/python -m tools.handouts

wheelhouse: handouts  ## the class zip, with all that a room installs
	@$(BIN)/python -m tools.wheelhouse

test: $(READY)  ## unit tests, house rules, strict nbval over every notebook
	@$(BIN)/python -m pytest

test-browser: book  ## the built site in headless Chromium, no other host
	@$(BIN)/python -m pytest tests/browser

test-offline: $(READY)  ## the zip of make wheelhouse, where no network is
	@$(BIN)/python -m pytest tests/offline

data: $(READY)  ## the real data sets, into the user's cache
	@$(BIN)/python -m helpers.datasets --download

execute: $(READY)  ## run the notebooks on real data, write their outputs
	@$(BIN)/python -m tools.execute

timings: $(READY)  ## measure what the text quotes into book/timings.csv
	@$(BIN)/python -m tools.timings

bench: $(BENCH)/installed  ## against PyTorch and scikit-learn: twenty minutes
	@$(BENCH)/bin/python -m benchmarks

matrix: $(READY)  ## real data on other kernels, Pythons and versions: hours
	@$(BIN)/python -m tools.matrix

mutants: $(MUTANTS)/installed  ## do the tests see changed helpers? an hour
	@$(MUTANTS)/bin/python -m tools.mutants

lab: $(READY)  ## JupyterLab on the notebooks
	@echo "JupyterLab on $(CURDIR)/book; Ctrl-C ends it"
	@$(BIN)/python -m jupyter labextension disable $(NEWS) 2>/dev/null
	@$(BIN)/python -m jupyter lab book

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "Lint: no complaint in $(CURDIR)"

# After a build that failed, or never ended, the next one starts afresh: else
# it would hide the warnings of pages that were read before.
$(BUILT): $(READY) $(PAGES)
	@test -e $@ || rm -rf _build
	@rm -f $@ && mkdir -p _build && touch $@.begun
	@$(BIN)/jupyter-book build . -q -W -n --keep-going
	@mv $@.begun $@  # as old as the start: what changed since is news

# An environment with all that is pinned, and the book's own package.
define install
$(PYTHON) -m venv $(dir $(1))
$(1)/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r requirements.lock
$(1)/python -m pip install --quiet --disable-pip-version-check \
    --no-deps --no-build-isolation -e .
endef

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	    f"This book needs Python 3.11 or newer; $(PYTHON) is {sys.version}. \
	Name another one: make PYTHON=python3.12 ...")'
	$(call install,$(BIN))
	@touch $@

$(BENCH)/installed: requirements.lock benchmarks/requirements.txt
	$(call install,$(BENCH)/bin)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r benchmarks/requirements.txt
	@touch $@

$(MUTANTS)/installed: requirements.lock tools/mutants.txt
	$(call install,$(MUTANTS)/bin)
	$(MUTANTS)/bin/python -m pip install --quiet --disable-pip-version-check \
	    -r tools/mutants.txt
	@touch $@
