PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
ONE_AT_A_TIME := $(if $(shell command -v flock),flock $(VENV)/installed)
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

.DEFAULT_GOAL := help
.PHONY: help book serve test test-versions lint refresh exercise lab bench record clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/installed: requirements.txt tools/check_python.py
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer (python.org, or your system's packages), or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) tools/check_python.py
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt || { echo "The packages were not installed: is there a network? What has arrived is kept; try again."; exit 1; }
	@touch $@

$(VENV)/lab: requirements/lab.txt $(VENV)/installed
	$(RUN) -m pip install --quiet --disable-pip-version-check --requirement $< || { echo "JupyterLab was not installed: is there a network? Try again."; exit 1; }
	@touch $@

book: $(VENV)/installed ## Build the website, warnings as errors
	@test -x $(VENV)/bin/jupyter-book || { echo "$(VENV) is not whole: make clean, then again"; exit 1; }
	$(ONE_AT_A_TIME) $(VENV)/bin/jupyter-book build . -W -n --keep-going
	@echo "Open $(CURDIR)/_build/html/index.html"

serve: book ## Build the website and serve it on http://localhost:8000
	$(RUN) -m http.server 8000 --bind 127.0.0.1 --directory _build/html

test: $(VENV)/installed lint ## Recompute every output and prove every promise
	$(RUN) tools/browser.py
	OMP_NUM_THREADS=1 $(RUN) -m pytest -n $(JOBS) --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout 300 chapters tests

test-versions: $(VENV)/installed ## Run the chapters with other Pythons and PyTorchs: oldest, Colab's (SESSION=newest for today's)
	$(RUN) -m nox --noxfile tools/versions.py $(if $(SESSION),--session $(SESSION)) $(if $(LIST),-- $(LIST))

lint: $(VENV)/installed
	$(RUN) tools/lint.py $(CHAPTER)
	$(RUN) -m ruff format --check --quiet _ext tools tests || { echo "ruff format _ext tools tests"; exit 1; }

refresh: $(VENV)/installed ## Make the notebooks of the lessons; run what changed (CHAPTER=04, TIMES=1, FORCE=1)
	$(RUN) tools/refresh.py $(CHAPTER) $(if $(TIMES),--times) $(if $(FORCE),--force)

exercise: $(VENV)/installed ## Write the template of a new exercise (CHAPTER=03 NAME=…)
	$(RUN) tools/new_exercise.py "$(CHAPTER)" "$(NAME)"

lab: $(VENV)/lab ## Open the lessons in JupyterLab
	cd lessons && ../$(VENV)/bin/jupyter lab

bench: $(VENV)/installed ## Print build time, run times, memory and page weights
	$(RUN) tools/bench.py

record: $(VENV)/installed ## Measure this machine and put it into chapters/measured.md
	$(RUN) tools/record.py

clean: ## Remove what was built and installed
	rm -rf _build .nox $(VENV)
