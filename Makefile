# make chat 与 make test 各自从头做到底；其余见 make help。
PYTHON ?= $(shell command -v python3.11 || command -v python3)
Q ?= 第五批国家集采平均降价多少？
BIN := .venv/bin
export Q
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE # else each process of the tests would compile each module anew

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup dev chat ask index eval fit fit-check bench test test-unit test-slow test-browser \
	lint format lock sbom audit install install-dev

help: ## 列出这些命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

# compared by content, since a copied or checked-out file may look older than it is
setup: .venv/bin/pip ## 建好 .venv：运行要用的，版本固定
	@cat requirements.lock pyproject.toml | cmp -s - .venv/installed || $(MAKE) --no-print-directory install

dev: setup ## 另装测试和检查要用的
	@cmp -s requirements-dev.lock .venv/installed-dev || $(MAKE) --no-print-directory install-dev

chat: index ask ## 建索引，答一个问题，打开 http://127.0.0.1:7860
	@$(BIN)/wence ui

ask: setup ## 在终端里提问：make ask Q=问题
	@$(BIN)/wence ask "$$Q"

index: setup ## 建立或更新索引
	@$(BIN)/wence index

eval: index ## 用自带的问题集评测，写出 run.json 和 report.html
	@$(BIN)/wence eval eval/questions/*.jsonl --out run.json --html report.html

fit: setup ## 用题集拟合排序、选句和把握的数，写进 rag/fitted.toml：make fit FIT="索引=题集.jsonl 另一个索引=另一个题集.jsonl"
	@$(BIN)/python -m eval.fitting $(FIT)

fit-check: setup ## 用带标注的句子拟合核对的权重，写进 rag/fitted.toml：make fit-check FIT="citecheck.jsonl tests/data/statements.jsonl 文档/"
	@$(BIN)/python -m eval.fitting.check $(FIT)

bench: setup ## 测量速度和内存
	@$(BIN)/wence bench

# more than two cores, since the tests of the browser mostly wait
PYTEST := $(BIN)/pytest --numprocesses 3 --dist loadfile

test: dev ## 运行全部测试
	@$(PYTEST)

test-unit: dev ## 只运行快的测试，不用浏览器
	@$(PYTEST) --ignore tests/e2e -m 'not slow'

test-slow: dev ## 只运行慢的测试：Milvus、中途被杀死的更新、安装好的程序
	@$(PYTEST) --ignore tests/e2e -m slow

test-browser: dev ## 只运行浏览器里的测试
	@$(PYTEST) tests/e2e

lint: dev ## 检查风格和类型
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: dev ## 整理代码格式
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

# The run lock is a part of the other: the same versions, so that tests run what is shipped.
COMPILE := $(BIN)/uv pip compile --quiet --config-file .ci/lock.toml --universal \
	--python-version 3.11 --generate-hashes --no-emit-package torch --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

lock: dev ## 按 pyproject.toml 重写两个锁文件；make lock UPGRADE=1 换用新版本
	@$(COMPILE) --extra milvus --extra dev -o requirements-dev.lock pyproject.toml
	@$(COMPILE) -c requirements-dev.lock -o requirements.lock pyproject.toml

# Tools for whoever checks a release: uv keeps them in its cache, so that .venv and CI do without.
CYCLONEDX := $(BIN)/uv tool run --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py
PIP_AUDIT := $(BIN)/uv tool run --quiet --from pip-audit==2.10.1 pip-audit
TORCH := $$(grep -om1 'torch==[0-9.]*' pyproject.toml)

sbom: dev ## 写出软件物料清单 sbom.json（CycloneDX），照锁文件
	@{ cat requirements.lock; echo "$(TORCH)"; } | $(CYCLONEDX) requirements - \
		--pyproject pyproject.toml --output-reproducible --of JSON -o sbom.json 2> .venv/sbom.log \
		|| { cat .venv/sbom.log >&2; exit 1; }
	@echo "sbom.json：$$(grep -c '"purl"' sbom.json) 个依赖"

# a package that the database was not asked about is no package without faults
audit: dev ## 查锁定的依赖有没有已知的漏洞（要能连上 PyPI 的漏洞库）
	@{ grep -oE '^[a-z0-9._-]+==[^ ;]+' requirements.lock; echo "$(TORCH)"; } > .venv/pins.txt
	@$(PIP_AUDIT) --disable-pip --no-deps --strict --progress-spinner off -r .venv/pins.txt \
		|| { echo '没有通过：上面列出了已知的漏洞，或者说明了漏洞库为什么没有查成（连不上外网时就是这样）。' >&2; exit 1; }

# torch is pinned by version alone: builds for processors and for graphics cards have other hashes.
# Only what is imported is compiled, which saves 270 MB; here, since later users may not write.
IMPORTED := import eval.run, index.ingest.build, ui.server; \
	from index.embedding.embedder import Embedder; Embedder.load().embed(["问"], "query")

install:
	@echo '安装依赖，第一次要几分钟……'
	@$(BIN)/python -m pip install --no-compile --use-pep517 --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --no-compile "$$(grep -om1 'torch==[0-9.]*' pyproject.toml)"
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -c '$(IMPORTED)'
	@cat requirements.lock pyproject.toml > .venv/installed

install-dev:
	@echo '安装测试和检查要用的……'
	@$(BIN)/python -m pip install --use-pep517 --require-hashes --no-deps -r requirements-dev.lock
	@cp requirements-dev.lock .venv/installed-dev

# Debian keeps venv in a package of its own
.venv/bin/pip:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo '需要 Python 3.11 或更新的版本；已装在别处时：make PYTHON=路径 …' >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip' 2>/dev/null \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -qq -y python3-venv; } \
		|| { echo '缺少 python3-venv，请先运行：sudo apt-get install python3-venv' >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear .venv
