# Headers, library and configuration, relocatable: into a prefix, or into the wheel's package folder.
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/backrisk)

install(TARGETS backrisk_headers EXPORT backrisk-headers FILE_SET HEADERS)
install(EXPORT backrisk-headers NAMESPACE backrisk:: DESTINATION ${config_dir})
if(BACKRISK_LIBRARY)
    install(TARGETS backrisk EXPORT backrisk-library)
    install(EXPORT backrisk-library NAMESPACE backrisk:: DESTINATION ${config_dir})
endif()

configure_file(cmake/backrisk-config.cmake.in backrisk-config.cmake @ONLY)
write_basic_package_version_file(backrisk-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/backrisk-config.cmake cmake/backrisk-dependencies.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/backrisk-config-version.cmake
        DESTINATION ${config_dir})
