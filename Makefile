# Everything a person does with this project. Each target does its own set-up first.
.DEFAULT_GOAL := help
.PHONY: help setup run sms chat test train bench check fmt

BIN := .venv/bin

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

run: setup ## Start everything: chat at http://localhost:8080/chat, console at http://localhost:8081
	@$(BIN)/calaim train --if-changed
	@$(BIN)/calaim run

sms: setup ## The same with a stand-in for Twilio, to text with it from this terminal
	@$(BIN)/calaim train --if-changed
	@$(BIN)/calaim sms

chat: setup ## The same dialogue in this terminal, without a browser
	@$(BIN)/calaim train --if-changed
	@$(BIN)/calaim chat

# In runs of their own: a browser's event loop stays open as long as its run lasts.
test: setup ## Run every test this machine can run
	@$(BIN)/calaim train --if-changed
	@scripts/test-rasa
	@$(BIN)/python -m pytest --ignore=tests/browser --ignore=tests/newuser
	@$(BIN)/python -m pytest tests/newuser
	@$(BIN)/python -m pytest tests/browser

train: setup ## Train the model if its data changed
	@$(BIN)/calaim train

bench: setup ## Measure all figures of the README in one run (minutes)
	@$(BIN)/calaim train --if-changed
	@$(BIN)/python -m bench

check: setup ## Format, lint, types, layers, security, policy and training data
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive -ll actions bench bot scripts
	@scripts/audit
	@$(BIN)/calaim policy check
	@$(BIN)/python scripts/check_training_data.py

fmt: setup ## Put the code into shape (ruff)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

setup:
	@scripts/setup
