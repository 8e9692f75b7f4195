# find_package(backrisk CONFIG) defines backrisk::headers and, where it was built, backrisk::backrisk.
include("${CMAKE_CURRENT_LIST_DIR}/backrisk-dependencies.cmake")
if(NOT ${CMAKE_FIND_PACKAGE_NAME}_NOT_FOUND_MESSAGE)
    include("${CMAKE_CURRENT_LIST_DIR}/backrisk-targets.cmake")
endif()
