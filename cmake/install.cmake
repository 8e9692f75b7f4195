# Headers, library and configuration, relocatable: into a prefix, or into the wheel's package folder.
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/backrisk)

install(TARGETS ${exported} EXPORT backrisk-targets FILE_SET HEADERS)
install(EXPORT backrisk-targets NAMESPACE backrisk:: DESTINATION ${config_dir})
write_basic_package_version_file(backrisk-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES cmake/backrisk-config.cmake cmake/backrisk-dependencies.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/backrisk-config-version.cmake
        DESTINATION ${config_dir})
