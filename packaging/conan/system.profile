# Eigen, Boost and nlohmann_json of the system (Debian: libeigen3-dev libboost-dev nlohmann-json3-dev).
include(default)

[settings]
compiler.cppstd=20

[platform_requires]
eigen/3.4.0
boost/1.74.0
nlohmann_json/3.11.2
