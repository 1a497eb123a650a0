# Everything a newcomer needs: each target makes its own environment first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

PORT ?= 8000
CONTENT ?= content
PREFIX ?=
FRESH ?=
# To the shell as they are: a folder's name may hold a quote.
export PORT CONTENT PREFIX

.DEFAULT_GOAL := help
.PHONY: help serve test check bench messages clean python

help:
	@echo 'make serve     show the blog at http://127.0.0.1:$(PORT)/ (PORT=, CONTENT=, PREFIX=/api, FRESH=1)'
	@echo 'make test      lint, types and all tests'
	@echo 'make bench     measure'
	@echo 'make messages  bring the French catalogue up to the templates'
	@echo 'make clean     leave what git cloned'

serve: $(READY)
	@exec $(BIN)/billet serve --port "$$PORT" --content "$$CONTENT" --prefix "$$PREFIX" $(if $(filter-out 0 no false,$(FRESH)),--fresh)

test: check
	$(BIN)/pytest -q

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	@$(BIN)/python -m benchmarks

messages: $(READY)
	$(BIN)/pybabel -q extract --sort-output -F chalicelib/web/locale/babel.cfg --no-location -o $(VENV)/billet.pot .
	$(BIN)/pybabel -q update -w 100 -i $(VENV)/billet.pot -d chalicelib/web/locale -D billet --no-fuzzy-matching --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -d chalicelib/web/locale -D billet

clean:
	rm -rf $(VENV) .billet build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .chalice/deployments vendor
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The version is asked before pip is, whose complaint about an old Python nobody understands.
python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Billet needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1): name another with PYTHON=python3.12"; exit 1; }

$(READY): requirements.txt requirements-author.txt requirements-dev.txt pyproject.toml | python
	@echo 'Making the environment in $(VENV): a minute, the first time.'
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment: on Debian, apt install python3-venv"; exit 1; }
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt -e .
	@touch $@
