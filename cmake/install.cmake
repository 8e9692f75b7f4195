# Headers, library and configuration, relocatable: into a prefix, or into the wheel's package folder.
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/backrisk)

install(TARGETS backrisk_headers EXPORT backrisk-headers FILE_SET HEADERS)
install(EXPORT backrisk-headers NAMESPACE backrisk:: DESTINATION ${config_dir})
# The compiled flavour makes a package larger by more than all else; the headers alone do the same.
if(BACKRISK_LIBRARY AND BACKRISK_INSTALL_LIBRARY)
    install(TARGETS backrisk EXPORT backrisk-library)
    install(EXPORT backrisk-library NAMESPACE backrisk:: DESTINATION ${config_dir})
endif()

# For builds without CMake: `backrisk` is the compiled flavour; the C library has its own (bindings/c).
if(BACKRISK_LIBRARY AND BACKRISK_INSTALL_LIBRARY)
    configure_file(cmake/backrisk.pc.in backrisk.pc @ONLY)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/backrisk.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

configure_file(cmake/backrisk-config.cmake.in backrisk-config.cmake @ONLY)
write_basic_package_version_file(backrisk-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/backrisk-config.cmake cmake/backrisk-dependencies.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/backrisk-config-version.cmake
        DESTINATION ${config_dir})
