# Two commands are enough: `make run` and `make test`.

# The first Python here that is new enough; PYTHON=… names another.
PYTHONS := python3.11 python3.12 python3.13 python3.14 python3
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
NO_PYTHON := Good Standing needs Python 3.11 or newer, and there is none here. Install it (on Debian and \
	Ubuntu: apt-get install python3 python3-venv), or name it: make run PYTHON=/path/to/python3
PYTHON ?= $(or $(shell for each in $(PYTHONS); do \
	"$$each" -c "$(NEW_ENOUGH)" 2>/dev/null && { echo "$$each"; break; }; done),$(error $(NO_PYTHON)))
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test install check slow browser faults fuzz conformance bench-reading pictures lock clean

run: install  ## Install what is needed, load the demonstration at first, serve
	@$(BIN)/goodstanding serve --demo

install: $(VENV)/installed-run  ## The environment only; the command is .venv/bin/goodstanding

test: check-environment  ## Install what the tests need and run all of them
	@$(PYTHON) tools/find_browser.py
	@$(MAKE) --no-print-directory check slow browser faults-small

check: check-environment  ## Style, types, contracts, and the quick tests, which need no browser
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -n 2 --maxschedchunk 2 -q -m "not browser and not slow"

slow: check-environment  ## Campaigns: broken files, tampering, many at once, every order of deeds
	@$(BIN)/pytest -n 2 --maxschedchunk 1 -q -m "slow and not faults"

browser: check-environment  ## The tests in a real browser
	@$(BIN)/pytest -n 2 --maxschedchunk 1 -q -m browser

.PHONY: check-environment
check-environment: $(VENV)/installed-test

.PHONY: faults-small
faults-small: check-environment  ## 200 faults: kills, crashes, cut connections, full disks, a whole server
	@$(BIN)/pytest -n 3 -q -m faults -k "not whole_server"
	@$(BIN)/pytest -q -m faults -k whole_server

faults: check-environment  ## N= (1) times 2,700 faults of SEED= (1), or those of KIND=; nothing may be lost, doubled or stuck
	@$(BIN)/python tools/faults.py

fuzz: check-environment  ## Read N= broken files (100,000) of SEED= (1); every one must be answered
	@$(BIN)/python tools/fuzz.py

conformance: check-environment  ## Score our reader in the Pollock benchmark, which lies in POLLOCK=
	@$(BIN)/python tools/conformance.py

.PHONY: bench
bench: $(VENV)/installed-bench  ## Ours beside others and beside bare floors; SIZE= for one size, JSON= for its figures
	@$(BIN)/python -m bench.run

bench-reading: $(VENV)/installed-bench  ## Our readers beside the quickest bare ones
	@$(BIN)/python bench/reading.py

.PHONY: bench-slow-clients
bench-slow-clients: check-environment  ## 20 people beside 200 slow senders and 200 slow readers; SECONDS=, SLOW=, PEOPLE=
	@$(BIN)/python -m bench.slow_clients

pictures: check-environment  ## Take the screenshots of README and help anew
	@mkdir -p build/pictures docs/screenshots src/goodstanding/web/static/help
	@GOODSTANDING_PICTURES=build/pictures $(BIN)/pytest -q -m browser tests/journeys/test_seed.py tests/journeys/test_any_file.py
	@mv build/pictures/plan.png docs/screenshots/
	@mv build/pictures/*.png src/goodstanding/web/static/help/

.PHONY: messages
messages: check-environment  ## Print every sentence that says what is wrong or refused, to be read
	@$(BIN)/python tools/messages.py

lock: check-environment  ## Pin all requirements anew
	@$(BIN)/python tools/lock.py

clean:  ## Remove the environment; data stays
	rm -rf $(VENV)

$(VENV)/installed-run: requirements/run.txt pyproject.toml tools/install.py
	@$(PYTHON) tools/install.py $(VENV) run

$(VENV)/installed-test: requirements/test.txt pyproject.toml tools/install.py
	@$(PYTHON) tools/install.py $(VENV) test

$(VENV)/installed-bench: requirements/bench.txt pyproject.toml tools/install.py
	@$(PYTHON) tools/install.py $(VENV) bench
