# Two commands matter: `make run` and `make test`. Both install what is missing first.
.DEFAULT_GOAL := help
.PHONY: help run test bench soak fmt lint types

help: ## What there is
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Install, build, make the demo township, start office and field app
	@bash scripts/run.sh

test: ## Everything that must pass before a change lands (STEPS="lint vitest" runs only some)
	@bash scripts/test.sh $(STEPS)

bench: ## Measure; prints the table kept in docs/benchmarks.md
	@bash scripts/bench.sh

soak: ## Simulate with as many seeds as asked: make soak SEEDS=10000
	@bash scripts/soak.sh $(SEEDS)

fmt: ## Format Rust, TypeScript, Vue, CSS and JSON
	@cargo fmt --all
	@cd ui && npm run -s format

lint: ## Formatting, clippy, Biome and vue-tsc only
	@bash scripts/test.sh setup ui fmt clippy biome typecheck

types: ## Write the TypeScript types anew from Rust
	@bash scripts/types.sh write
