"""Conan 2 recipe, from this checkout: conan create packaging/conan (or `make conan`)."""

import re
from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy

ROOT = Path(__file__).resolve().parents[2]


class Backrisk(ConanFile):
    name = "backrisk"
    description = "Probability of a low-back episode from training, tests and history"
    license = "MIT"
    topics = ("sports-medicine", "injury-risk", "statistics")
    package_type = "static-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"fPIC": [True, False], "c_library": [True, False]}  # noqa: RUF012  (Conan reads a plain dictionary)
    default_options = {"fPIC": True, "c_library": False, "boost/*:header_only": True}  # noqa: RUF012

    def set_version(self) -> None:
        text = (ROOT / "pyproject.toml").read_text("utf-8")
        self.version = re.search(r'^version = "([^"]+)"', text, re.MULTILINE).group(1)

    def config_options(self) -> None:
        if self.settings.os == "Windows":
            del self.options.fPIC

    def export_sources(self) -> None:
        for pattern in ("CMakeLists.txt", "pyproject.toml", "LICENSE", "cmake/*", "include/*", "src/*", "bindings/c/*"):
            copy(self, pattern, str(ROOT), self.export_sources_folder)

    def requirements(self) -> None:
        self.requires("eigen/3.4.0", transitive_headers=True)
        self.requires("boost/1.74.0", transitive_headers=True)
        self.requires("nlohmann_json/3.11.2")

    def validate(self) -> None:
        check_min_cppstd(self, 20)

    def layout(self) -> None:
        cmake_layout(self)

    def generate(self) -> None:
        tools = CMakeToolchain(self)
        for name in ("TESTS", "PYTHON", "BENCHMARKS"):
            tools.cache_variables[f"BACKRISK_BUILD_{name}"] = False
        tools.cache_variables["BACKRISK_WARNINGS"] = False
        tools.cache_variables["BACKRISK_UNITY"] = True  # a package is always a whole build
        tools.cache_variables["BACKRISK_INSTALL"] = True
        tools.cache_variables["BACKRISK_C"] = bool(self.options.c_library)
        tools.generate()
        CMakeDeps(self).generate()

    def build(self) -> None:
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self) -> None:
        copy(self, "LICENSE", self.source_folder, str(Path(self.package_folder) / "licenses"))
        CMake(self).install()

    def package_info(self) -> None:
        # The project's own configuration is used, so that its targets are the same for every package manager.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs.append(str(Path("lib") / "cmake" / "backrisk"))
        self.cpp_info.libs = ["backrisk"]
        self.cpp_info.defines = ["BACKRISK_COMPILED"]
