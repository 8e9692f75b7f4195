# One command a purpose. Each installs what it needs, or prints the line that does.
#
#   make demo     score a small simulated clinic and say where everything is
#   make test     every test, C++ and Python, and the linters
#   make lint     formatters, linters, types and layers alone
#   make stubs    write python/backrisk/_core again from the compiled module
#   make docs     write docs/reference again from the docstrings
#   make bench    build and run the benchmarks

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
PIP := $(VENV)/bin/pip --disable-pip-version-check install --quiet
SOURCES := pyproject.toml CMakeLists.txt $(shell find cmake include src bindings python -type f \
	-not -name '*.so' -not -name '*.pyc')

.PHONY: help demo test test-cpp test-python lint tidy stubs bench clean python-tools cpp-tools bench-tools browser

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/demo.installed
	$(VENV)/bin/backrisk demo

test: test-cpp lint test-python

test-cpp: cpp-tools
	cmake --preset dev
	cmake --build --preset dev
	ctest --preset dev

test-python: $(VENV)/dev.installed browser
	$(VENV)/bin/python -m pytest tests backrisk

lint: $(VENV)/dev.installed
	python3 tests/layers_test.py
	$(VENV)/bin/ruff check python tests benchmarks
	$(VENV)/bin/mypy
	@if command -v clang-format >/dev/null; then \
		git ls-files '*.hpp' '*.ipp' '*.cpp' | xargs clang-format --dry-run -Werror; fi

tidy: cpp-tools
	cmake --preset dev >/dev/null
	clang-tidy -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option src/*.cpp

docs: $(VENV)/dev.installed
	$(VENV)/bin/python docs/generate.py

stubs: $(VENV)/dev.installed
	$(VENV)/bin/python tools/stubs.py

bench: cpp-tools bench-tools
	cmake --preset bench
	cmake --build --preset bench
	@for program in build/bench/benchmarks/bench_*; do [ ! -x $$program ] || $$program; done

clean:
	rm -rf build $(VENV)

# The package is installed as a user installs it; the build folder stays, so that a second time is quick.
# Without isolation, because an isolated build has new paths each time and compiles everything again.
$(VENV)/demo.installed: EXTRAS := cli,plot
$(VENV)/dev.installed: EXTRAS := dev
$(VENV)/%.installed: $(VENV)/build-tools $(SOURCES)
	$(PIP) --no-build-isolation --config-settings=build-dir=build/pip '.[$(EXTRAS)]'
	@touch $@

$(VENV)/build-tools: pyproject.toml | python-tools
	test -x $(VENV)/bin/python || python3 -m venv $(VENV)
	$(PIP) --upgrade pip
	$(VENV)/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' > $@
	command -v cmake >/dev/null || echo 'cmake>=3.25' >> $@
	command -v ninja >/dev/null || echo 'ninja' >> $@
	$(PIP) -r $@

# $(call need,test that passes when all is there,Debian packages)
need = @{ $(1); } >/dev/null 2>&1 || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(2); \
	else echo 'Missing tools. Install them with: sudo apt-get install $(2)'; exit 1; fi

python-tools:
	$(call need,command -v c++ && python3 -c 'import ensurepip$(comma) sys; assert sys.version_info >= (3$(comma) 11)',g++ python3 python3-venv)

cpp-tools:
	$(call need,command -v c++ cmake ninja && dpkg -s libgtest-dev libeigen3-dev libboost-dev nlohmann-json3-dev,\
		g++ cmake ninja-build libgtest-dev libeigen3-dev libboost-dev nlohmann-json3-dev python3)

# The pages are opened in a browser where there is one, or where it can be had.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null 2>&1; then :; \
	else echo 'No browser: the tests of the pages will be skipped. To have them: sudo apt-get install chromium'; fi

bench-tools:
	$(call need,dpkg -s libbenchmark-dev,libbenchmark-dev)

comma := ,
