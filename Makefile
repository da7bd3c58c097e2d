# Every target does its own set-up. Paths are relative, so the checkout may stand in a folder with spaces.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check format bench dashboard editors test-editors screenshots package clean

BIN := .venv/bin
READY := .venv/.ready
NODE_READY := node_modules/.ready
PICTURES := vscode-hover vscode-wins dashboard-unit
DASHBOARD := server/parallelproof/web/_dashboard/index.html
EXTENSION := dist/parallelproof.vsix
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## List the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

# Without a database only the queries are not judged, and the table says why.
demo: $(READY) ## Optimise examples/ with its database: the ranked table, the evidence, one diff
	@$(BIN)/python -m parallelproof database load examples/database/schema.sql examples/database/data.sql --into shop || true
	@$(BIN)/python -m parallelproof optimize examples --database copy:shop --diff-top 1

test: $(READY) ## Run every Python test (ARGS="-k name" narrows)
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile $(ARGS)

check: $(READY) $(NODE_READY) ## Style, types and layers, in Python and TypeScript
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports
	@$(BIN)/zizmor --offline --quiet action.yml
	@npm run --silent check

format: $(READY) ## Put every file in the project's style
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

bench: $(READY) ## Measure every promise (ONLY=python|verify|server|fulfill|dashboard, ARGS=--ci doubles the bars)
	@if [[ -z "$(ONLY)" || " $(ONLY) " == *" dashboard "* ]]; then $(MAKE) --silent dashboard; tests/editors/fetch-chromium; fi
	@$(BIN)/python -m tests.benchmarks $(ONLY) $(ARGS)

test-editors: $(READY) $(NODE_READY) ## Drive the real server from a real Neovim and VS Code (fetched into .cache/)
	@$(MAKE) --silent --jobs 2 editors $(EXTENSION)
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile tests/editors $(ARGS)

editors:
	@tests/editors/fetch

dashboard: $(DASHBOARD) ## Build the dashboard and the report's page into the server, which the wheel carries

screenshots: test-editors ## Take the README's pictures anew (docs/images), as the editor tests see them
	@mkdir -p docs/images
	@for name in $(PICTURES); do cp ".cache/screenshots/$$name.webp" docs/images/; done

package: $(READY) $(NODE_READY) $(DASHBOARD) ## Build the wheel, the sdist and the VS Code extension into dist/
	@rm -rf dist
	@$(BIN)/python -m build --outdir dist .
	@WHEEL="$$(echo "$$PWD"/dist/*.whl)" npm run --silent package

clean: ## Remove what the other targets made
	@rm -rf .venv node_modules client-vscode/out server/parallelproof/web/_dashboard dist build .cache bench-results.json
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installed again only when pyproject.toml changes.
$(READY): pyproject.toml
	@python=$$(for name in python3.13 python3.12 python3.11 python3; do \
	    if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$$name"; break; fi; \
	  done); \
	  if [[ -z "$$python" ]]; then echo "ParallelProof needs Python 3.11 or newer: install it and try again." >&2; exit 1; fi; \
	  if [[ ! -x $(BIN)/python ]]; then echo "Creating .venv with $$python"; "$$python" -m venv .venv; fi; \
	  echo "Installing ParallelProof and its tools into .venv"; \
	  $(BIN)/python -m pip install --quiet --editable '.[dev]'; \
	  touch $(READY)

$(DASHBOARD): $(NODE_READY) $(shell find client-dashboard -type f -not -path '*/node_modules/*')
	@npm run --silent dashboard

# The extension carries the server's wheel.
$(EXTENSION): $(READY) $(NODE_READY) $(DASHBOARD) README.md $(shell find client-vscode/*.* client-vscode/{media,scripts,src} server knowledge -type f -not -path '*/__pycache__/*' -not -path '*/_dashboard/*')
	@npm run --silent package

# Any change of what is installed is one of the lock.
$(NODE_READY): package-lock.json
	@if ! command -v npm >/dev/null; then echo "The VS Code client and the dashboard need Node 20 or newer with npm: install it and try again." >&2; exit 1; fi
	@npm ci --silent
	@touch $(NODE_READY)
