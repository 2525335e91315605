PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
INSTALL := $(RUN) -m pip install --quiet --disable-pip-version-check --constraint requirements/lock.txt --requirement
NO_NETWORK := { echo "The packages were not installed: is there a network? What has arrived is kept; try again."; exit 1; }
ONE_AT_A_TIME := $(if $(shell command -v flock),flock $(VENV)/book)
# one more than there are cores: a test of a page waits more than it works
JOBS ?= $(shell expr 1 + `getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1`)
TEST := OMP_NUM_THREADS=1 $(RUN) -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help book serve refresh check test prove format exercise handout grade lab test-versions bench record device lock clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/book: requirements/book.txt requirements/lock.txt tools/check_python.py
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer (python.org, or your system's packages), or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) tools/check_python.py
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) requirements/book.txt || $(NO_NETWORK)
	@touch $@

$(VENV)/everything: $(VENV)/book requirements.txt requirements/chapters.txt requirements/tests.txt
	$(INSTALL) requirements.txt || $(NO_NETWORK)
	@touch $@

$(VENV)/lab: $(VENV)/everything requirements/lab.txt
	$(INSTALL) requirements/lab.txt || $(NO_NETWORK)
	@touch $@

book: $(VENV)/book ## Build the website, warnings as errors
	@test -x $(VENV)/bin/jupyter-book || { echo "$(VENV) is not whole: make clean, then again"; exit 1; }
	$(ONE_AT_A_TIME) $(VENV)/bin/jupyter-book build . -W -n --keep-going
	@echo "Open $(CURDIR)/_build/html/index.html"

serve: book ## Build the website and serve it on http://localhost:8000
	$(RUN) -m http.server 8000 --bind 127.0.0.1 --directory _build/html

# Where code has to run, refresh.py asks for the packages of the chapters by its exit status, 3.
refresh: $(VENV)/book ## Make the notebooks of the lessons; run what changed (CHAPTER=04, TIMES=1, FORCE=1)
	@$(RUN) tools/refresh.py $(CHAPTER) $(if $(TIMES),--times) $(if $(FORCE),--force) || \
	{ test $$? -eq 3 && $(MAKE) $(VENV)/everything && $(RUN) tools/weights.py && \
	$(RUN) tools/refresh.py $(CHAPTER) $(if $(TIMES),--times) $(if $(FORCE),--force); }

check: $(VENV)/everything ## Within a minute: is a chapter whole, and what does it print? (CHAPTER=04)
	$(RUN) tools/lint.py $(CHAPTER)
	@$(RUN) tools/weights.py
	$(TEST) -m "not prove" --nbval --nbval-current-env --chapter "$(CHAPTER)" --quick $(if $(CHAPTER),chapters/$(CHAPTER)*.ipynb,chapters) tests/test_contract.py tests/test_lessons.py tests/test_guesses.py tests/test_numbers_in_prose.py tests/test_reference_pages.py tests/test_exercises.py

test: $(VENV)/everything ## Everything that a reader relies on: outputs, answers, pages in a browser
	$(RUN) tools/lint.py
	$(RUN) -m ruff format --check --quiet _ext tools tests noxfile.py || { echo "make format"; exit 1; }
	$(RUN) tools/browsers.py chromium
	$(RUN) tools/weights.py
	$(TEST) -m "not prove" --nbval --nbval-current-env chapters tests

prove: $(VENV)/everything ## The rest: mutants, strange answers, a pretended GPU, Firefox and WebKit
	$(RUN) tools/browsers.py chromium firefox webkit
	$(RUN) tools/weights.py
	$(TEST) -m prove tests

format: $(VENV)/everything ## Lay out the code of the house; lessons are wrapped by hand
	$(RUN) -m ruff format _ext tools tests noxfile.py

exercise: $(VENV)/book ## Write the template of a new exercise (CHAPTER=03 NAME=count-by-hand)
	@$(RUN) tools/new_exercise.py "$(CHAPTER)" "$(NAME)"

handout: $(VENV)/book ## Write the chapters for a class, without solutions and outputs (CHAPTER=04)
	@$(RUN) tools/handout.py $(CHAPTER)

grade: $(VENV)/everything ## Run the checks on the notebooks that a class returned (FOLDER=…)
	@$(RUN) tools/grade.py "$(FOLDER)"

lab: $(VENV)/lab ## Open the lessons in JupyterLab
	cd lessons && ../$(VENV)/bin/jupyter lab

test-versions: $(VENV)/everything ## Run the chapters with other Pythons and PyTorchs: oldest, Colab's (SESSION=newest for today's)
	@$(RUN) tools/weights.py
	$(RUN) -m nox $(if $(SESSION),--session $(SESSION)) $(if $(LIST),-- $(LIST))

bench: $(VENV)/everything ## Print build time, run times, memory and page weights
	$(RUN) tools/bench.py

record: $(VENV)/everything ## Measure this machine and put it into chapters/measured.md
	$(RUN) tools/record.py

device: ## Compile the loops of the page's own benchmark, assets/device/kernels.c
	@command -v clang wasm-ld >/dev/null || { echo "clang or wasm-ld is missing: apt-get install clang lld"; exit 1; }
	clang --target=wasm32 -O3 -msimd128 -nostdlib -Wall -Wextra -Wl,--no-entry -Wl,--strip-all -Wl,--export=standard -Wl,--export=depthwise -Wl,--export=add_one -Wl,--export=__heap_base -o assets/device/kernels.wasm assets/device/kernels.c

lock: $(VENV)/book ## Write down every package's version anew (UPGRADE=1 for the newest that are allowed)
	$(RUN) -m pip install --quiet --disable-pip-version-check uv || $(NO_NETWORK)
	$(RUN) tools/lock.py $(if $(UPGRADE),--upgrade)

clean: ## Remove what was built and installed
	rm -rf _build .nox $(VENV)
