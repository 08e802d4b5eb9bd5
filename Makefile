# make chat 与 make test 各自从头做到底；其余见 make help。
PYTHON ?= $(shell command -v python3.11 || command -v python3)
Q ?= 第五批国家集采平均降价多少？
BIN := .venv/bin
export Q
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup chat ask index eval bench test lint format install

help: ## 列出这些命令
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

# compared by content, since a copied or checked-out file may look older than it is
setup: .venv/bin/pip ## 建好 .venv：固定版本的依赖和 wence 命令
	@cat requirements.lock pyproject.toml | cmp -s - .venv/installed || $(MAKE) --no-print-directory install

chat: index ask ## 建索引，答一个问题，打开 http://127.0.0.1:7860
	@$(BIN)/wence ui

ask: setup ## 在终端里提问：make ask Q=问题
	@$(BIN)/wence ask "$$Q"

index: setup ## 建立或更新索引
	@$(BIN)/wence index

eval: index ## 用自带的问题集评测，写出 run.json 和 report.html
	@$(BIN)/wence eval eval/questions/*.jsonl --out run.json --html report.html

bench: setup ## 测量速度和内存
	@$(BIN)/wence bench

# the browser has the machine to itself, since some of its tests are timed
test: setup ## 运行全部测试
	@$(BIN)/pytest --ignore tests/e2e --numprocesses auto --maxprocesses 4 --dist loadfile
	@$(BIN)/pytest tests/e2e

lint: setup ## 检查风格和类型
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: setup ## 整理代码格式
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

install:
	@echo '安装依赖，第一次要几分钟……'
	@$(BIN)/python -m pip install --use-pep517 -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@cat requirements.lock pyproject.toml > .venv/installed

# Debian keeps venv in a package of its own
.venv/bin/pip:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo '需要 Python 3.11 或更新的版本；已装在别处时：make PYTHON=路径 …' >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip' 2>/dev/null \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -qq -y python3-venv; } \
		|| { echo '缺少 python3-venv，请先运行：sudo apt-get install python3-venv' >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear .venv
