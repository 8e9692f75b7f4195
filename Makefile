# One command a purpose. Each installs what it needs, or prints the line that does.
#
#   make demo     score a small simulated clinic and say where everything is
#   make test     every test but the slow ones, C++ and Python, and the linters
#   make slow     the slow tests: long simulations, hostile inputs drawn anew, each header alone
#   make one      one test after an edit: make one T=test_load_diary.py, make one T=load_daily (C++)
#   make dev      the package as it stands in this folder, compiled again when it is imported
#   make lint     formatters, linters, types and layers alone
#   make header-cost   what it costs to include each umbrella header, against Eigen/Core
#   make stubs    write python/backrisk/_core again from the compiled module
#   make docs     write docs/reference again from the docstrings
#   make site     the documentation site, build/site/html; a warning is an error
#   make calculator    the calculator in the browser, one page that works offline, and its tests
#   make cross    the README's C++ program for musl (run), Windows and macOS (linked), by ziglang
#   make sdist    a source archive, and a wheel made of it alone (the wheel was not run yet)
#   make conan    the Conan package of this checkout, with the system's Eigen, Boost and JSON (not seen to end yet)
#   make r        R CMD check of the R package, and its numbers against Python's
#   make bench    build and run the benchmarks
#   make spark    the tests on a real local Spark; installs it, and a Java machine where that can be had

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
PIP := $(VENV)/bin/pip --disable-pip-version-check install --quiet
SOURCES := pyproject.toml CMakeLists.txt $(shell find cmake include src bindings python -type f \
	-not -name '*.so' -not -name '*.pyc')
TEST_SOURCES := $(shell find tests -name '*.cpp' -o -name CMakeLists.txt)

.PHONY: help site calculator cross sdist conan r demo test test-cpp test-python slow one dev lint tidy docs stubs bench \
	header-cost clean spark java python-tools cpp-tools bench-tools browser

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/demo.installed
	$(VENV)/bin/backrisk demo

test: test-cpp lint test-python

# The C++ tests are built beside the package, with the same library: nothing is compiled twice.
test-cpp: $(VENV)/dev.installed
	ctest --test-dir build/test --output-on-failure --no-tests=error -j 2

test-python: $(VENV)/dev.installed browser
	$(VENV)/bin/python -m pytest -n 2 --dist loadfile tests/python backrisk

slow: $(VENV)/dev.installed
	cmake --build build/test --target all_verify_interface_header_sets
	$(VENV)/bin/python -m pytest -m slow tests/python

# A Python file or test, or the first part of a C++ test's name.
one: $(VENV)/dev.installed
	@case '$(T)' in \
	*.py*) $(VENV)/bin/python -m pytest -q -x 'tests/python/$(T)' ;; \
	'') echo 'Which one? make one T=test_load_diary.py, or T=load_daily'; exit 1 ;; \
	*) cmake --build build/test --target '$(firstword $(subst _, ,$(T)))_test' && \
		ctest --test-dir build/test --output-on-failure --no-tests=error -R '$(T)' ;; esac

# Editable: Python files are those of this folder, and importing compiles what changed.
dev: cpp-tools $(VENV)/build-tools
	$(PIP) --no-build-isolation --config-settings=build-dir=build/dev --config-settings=editable.rebuild=true \
		--config-settings=cmake.define.BACKRISK_UNITY=OFF --config-settings=cmake.build-type=RelWithDebInfo -e '.[dev]'

header-cost: cpp-tools
	python3 tools/header_cost.py

lint: $(VENV)/dev.installed
	python3 tests/layers_test.py
	$(VENV)/bin/ruff check python tests benchmarks
	$(VENV)/bin/mypy
	@if command -v clang-format >/dev/null; then \
		git ls-files '*.hpp' '*.ipp' '*.cpp' | xargs clang-format --dry-run -Werror; fi

tidy: cpp-tools
	cmake --preset dev >/dev/null
	clang-tidy -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option src/*.cpp build/dev/src/definitions/*.cpp

docs: $(VENV)/dev.installed
	$(VENV)/bin/python docs/generate.py

# The site has an environment of its own beside the package's: its tools change no test.
site: $(VENV)/dev.installed
	$(call need,command -v doxygen,doxygen)
	test -x $(VENV)/site/bin/python || python3 -m venv $(VENV)/site
	$(VENV)/site/bin/pip --disable-pip-version-check install --quiet -r docs/site/requirements.txt
	mkdir -p build/site/source
	PYTHONPATH=$$($(VENV)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
		$(VENV)/site/bin/python -m sphinx -W --keep-going -q -b html -c docs/site build/site/source build/site/html
	$(VENV)/site/bin/python docs/site/check_links.py build/site/html

# One page with the core as WebAssembly inside: build/calculator/index.html, and its tests.
calculator: $(VENV)/dev.installed browser
	$(call need,command -v clang++-22 wasm-ld-22 wasm-opt node && dpkg -s libc++-22-dev-wasm32 wasi-libc,\
		clang-22 lld-22 libc++-22-dev-wasm32 libc++abi-22-dev-wasm32 libclang-rt-22-dev-wasm32 wasi-libc binaryen nodejs)
	python3 docs/calculator/build.py
	$(VENV)/bin/python -m pytest tests/python/test_calculator.py

# The compiler comes from the package index, in an environment of its own.
cross: cpp-tools
	test -x $(VENV)/zig/bin/python || { python3 -m venv $(VENV)/zig && $(VENV)/zig/bin/pip install --quiet ziglang; }
	python3 tests/cross_test.py $(VENV)/zig/bin/python

sdist: $(VENV)/build-tools
	python3 tests/sdist_test.py $(VENV)/bin/python

r: $(VENV)/dev.installed
	$(call need,command -v R pkg-config,r-base-core pkg-config)
	$(VENV)/bin/python -m pytest -m 'slow or not slow' tests/python/test_c_library.py

conan: cpp-tools
	test -x $(VENV)/conan/bin/conan || { python3 -m venv $(VENV)/conan && $(VENV)/conan/bin/pip install --quiet 'conan>=2'; }
	$(VENV)/conan/bin/conan profile detect --exist-ok
	$(VENV)/conan/bin/conan create packaging/conan -pr:a packaging/conan/system.profile --build=missing --no-remote

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
$(VENV)/demo.installed: BUILD := build/pip
$(VENV)/demo.installed: TESTS := OFF
$(VENV)/dev.installed: EXTRAS := dev
$(VENV)/dev.installed: BUILD := build/test
$(VENV)/dev.installed: TESTS := ON
$(VENV)/dev.installed: $(TEST_SOURCES) | cpp-tools
$(VENV)/%.installed: $(VENV)/build-tools $(SOURCES)
	$(PIP) --no-build-isolation --config-settings=build-dir=$(BUILD) \
		--config-settings=cmake.define.BACKRISK_BUILD_TESTS=$(TESTS) \
		--config-settings=cmake.define.BACKRISK_C=$(TESTS) \
		--config-settings=cmake.define.BACKRISK_WARNINGS=OFF '.[$(EXTRAS)]'
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

spark: $(VENV)/dev.installed java
	$(PIP) 'pyspark>=4.0'
	$(VENV)/bin/python -m pytest tests/python/test_spark.py

java:
	$(call need,java -version,openjdk-17-jre-headless)

bench-tools:
	$(call need,dpkg -s libbenchmark-dev,libbenchmark-dev)

comma := ,
