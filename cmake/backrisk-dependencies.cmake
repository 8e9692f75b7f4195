# What `backrisk::headers` needs, stated once: read by the build and by the installed configuration.
include(CMakeFindDependencyMacro)

find_dependency(Threads)

# No version here: 3.4 as a request refuses Eigen 5, and 5 refuses Eigen 3.4.
find_dependency(Eigen3 CONFIG)
if(Eigen3_VERSION VERSION_LESS 3.4)
    set(${CMAKE_FIND_PACKAGE_NAME}_FOUND FALSE)
    set(${CMAKE_FIND_PACKAGE_NAME}_NOT_FOUND_MESSAGE "backrisk needs Eigen 3.4 or newer, found ${Eigen3_VERSION}")
    return()
endif()

# Boost brings its own configuration since 1.70; the headers are enough.
find_dependency(Boost 1.74 CONFIG)
