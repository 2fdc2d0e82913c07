# Every target does all its set-up itself: a virtual environment from the hash-pinned lock, redone when the lock changes.
# Needs python3.11 (or newer, up to 3.13) with venv, make and git.

SHELL := /bin/bash
# Modules stay compiled: a start is three times as fast.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check -qq install
WORKERS ?= 2
# Seconds. A test that waits for ever is named, with where it stands, and the others go on; where nothing can wake it,
# its process ends and another tries it once more.
AWAITED := --timeout 300 -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true --max-worker-restart 1
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help demo peers test corpus nightly bench lint lock docs

help:
	@echo "make demo [ARGS=…]  the whole product on eight weeks of made-up mail, on this machine"
	@echo "make test           all checks; installs Debian's test servers when run as root"
	@echo "make corpus         odd messages with their twins, histories of meetings; a table by area"
	@echo "make lint           ruff, mypy, import-linter"
	@echo "make nightly        the long soaks"
	@echo "make bench          pull to searchable, beside mbsync with notmuch and with mu"
	@echo "make docs           write docs/reference.md's commands and docs/itip-coverage.md anew"
	@echo "make lock           renew the locks (ARGS=--upgrade: take newer versions)"

$(PY):
	@echo "Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(PY)
	@echo "Installing the locked packages (about a minute, once) …"
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.development: requirements-dev.lock | $(PY)
	@echo "Installing the locked development packages (about two minutes, once) …"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.runtime
	@$(PY) -m liaison_sync demo $(ARGS)

lint: $(VENV)/.development
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy --num-workers $(WORKERS)
	@$(VENV)/bin/lint-imports

peers:
	@tests/peers/install.sh dovecot-imapd dovecot-lmtpd postgresql chromium
	@tests/peers/unpack.sh /var/tmp/liaison-sync-peers/cyrus cyrus-imapd cyrus-common libical3 libpcre3 libxapian30 \
		libwrap0
	@tests/peers/unpack.sh /var/tmp/liaison-sync-peers/courier courier-imap courier-authlib libcourier-unicode4 libidn12 \
		libgamin0 gamin

test: $(VENV)/.development peers
	@$(MAKE) --no-print-directory lint
	@$(PY) -m pytest -m alone $(AWAITED)
	@$(PY) -m pytest -rs $(AWAITED) -n $(WORKERS) --dist loadfile -m "not nightly and not alone" $(ARGS)

corpus: $(VENV)/.development
	@$(PY) -m tests.corpus $(ARGS)

nightly: $(VENV)/.development peers
	@$(PY) -m pytest -rs -m nightly $(ARGS)

$(VENV)/.bench: requirements-bench.lock $(VENV)/.development
	@echo "Installing the parsers to compare with (once) …"
	@$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

bench: $(VENV)/.bench
	@tests/peers/install.sh dovecot-imapd isync notmuch maildir-utils
	@$(PY) -m benchmarks $(ARGS)

docs: $(VENV)/.development
	@$(PY) -m tests.house.reference
	@$(PY) -m tests.corpus.coverage

lock: $(VENV)/.development
	@$(VENV)/bin/uv pip compile $(LOCK) $(ARGS) pyproject.toml -o requirements.lock
	@$(VENV)/bin/uv pip compile $(LOCK) $(ARGS) pyproject.toml --all-extras --group dev \
		-c requirements.lock -o requirements-dev.lock
	@$(VENV)/bin/uv pip compile $(LOCK) $(ARGS) pyproject.toml --all-extras --group bench \
		-c requirements.lock -c requirements-dev.lock -o requirements-bench.lock
