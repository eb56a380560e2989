# cmake --install: both programs, the manual, completion for three shells, the menu entry and its icons.
# cpack: a .deb, whose Depends are what the programs are linked with, and a .tar.gz, which brings along GLFW and
# libqrencode (most machines have no package of them) and runs from any folder.
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # what is installed is built; the tests need not be

set(PAGEWALK_MAINTAINER "Pagewalk maintainers <maintainers@example.org>" CACHE STRING "Of the .deb")
file(STRINGS ${CMAKE_SOURCE_DIR}/ui/cli/cli.h version_line REGEX "string_view version = ")
string(REGEX REPLACE ".*\"(.*)\".*" "\\1" pagewalk_version "${version_line}")

# What the program says about itself, as files.
set(said ${CMAKE_BINARY_DIR}/manual)
find_program(GZIP gzip REQUIRED)
add_custom_command(OUTPUT ${said}/pagewalk.1.gz ${said}/pagewalk ${said}/_pagewalk ${said}/pagewalk.fish
  COMMAND ${CMAKE_COMMAND} -E make_directory ${said}
  COMMAND pagewalk help --man > ${said}/pagewalk.1
  COMMAND ${GZIP} -9nf ${said}/pagewalk.1
  COMMAND pagewalk completion bash > ${said}/pagewalk
  COMMAND pagewalk completion zsh > ${said}/_pagewalk
  COMMAND pagewalk completion fish > ${said}/pagewalk.fish
  DEPENDS pagewalk COMMENT "Manual and completion" VERBATIM)
file(WRITE ${CMAKE_BINARY_DIR}/manual-desktop/pagewalk-desktop.1 ".so man1/pagewalk.1\n")
add_custom_command(OUTPUT ${said}/pagewalk-desktop.1.gz
  COMMAND ${CMAKE_COMMAND} -E make_directory ${said}
  COMMAND ${GZIP} -9nc ${CMAKE_BINARY_DIR}/manual-desktop/pagewalk-desktop.1 > ${said}/pagewalk-desktop.1.gz VERBATIM)
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/manual-desktop/changelog CONTENT "pagewalk (${pagewalk_version}) unstable; urgency=medium

  * Made by cpack.

 -- ${PAGEWALK_MAINTAINER}  ${now}
")
add_custom_command(OUTPUT ${said}/changelog.gz
  COMMAND ${CMAKE_COMMAND} -E make_directory ${said}
  COMMAND ${GZIP} -9nc ${CMAKE_BINARY_DIR}/manual-desktop/changelog > ${said}/changelog.gz VERBATIM)
add_custom_target(manual ALL DEPENDS ${said}/pagewalk.1.gz ${said}/pagewalk-desktop.1.gz ${said}/changelog.gz)

# Both lie beside the programs in the archive; a .deb depends on it instead.
set_target_properties(pagewalk-desktop PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/pagewalk")
install(TARGETS pagewalk pagewalk-desktop RUNTIME)
install(FILES ${said}/pagewalk.1.gz ${said}/pagewalk-desktop.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${said}/pagewalk DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${said}/_pagewalk DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${said}/pagewalk.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${CMAKE_SOURCE_DIR}/ui/desktop/pagewalk-desktop.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
set(icons ${CMAKE_INSTALL_DATADIR}/icons/hicolor)
install(FILES ${CMAKE_SOURCE_DIR}/public/icon.svg DESTINATION ${icons}/scalable/apps RENAME pagewalk.svg)
foreach(size 192 512)
  install(FILES ${CMAKE_SOURCE_DIR}/public/icon-${size}.png DESTINATION ${icons}/${size}x${size}/apps RENAME pagewalk.png)
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/.cmake/copyright ${said}/changelog.gz DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/pagewalk)

set(CPACK_PACKAGE_NAME pagewalk)
set(CPACK_PACKAGE_VERSION ${pagewalk_version})
set(CPACK_PACKAGE_CONTACT ${PAGEWALK_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "interactive course on virtual memory, with a simulated machine")
set(CPACK_PACKAGE_DESCRIPTION "A bit-accurate simulated MMU, TLB and kernel, twenty-two lessons that are\nplayed on it, and a command line for instructors: exercises with keys,\nitem statistics, studies of recorded memory traces, page tables in images\nof real RAM. Works offline.")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION education)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS valgrind)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/.cmake/before_package.cmake)
get_target_property(glfw_library glfw IMPORTED_LOCATION_RELEASE)
if(NOT glfw_library)
  get_target_property(glfw_library glfw LOCATION)
endif()
set(CPACK_PAGEWALK_LIBRARIES ${glfw_library} ${qrencode_library})
set(CPACK_PAGEWALK_LIBDIR ${CMAKE_INSTALL_LIBDIR}/pagewalk)
include(CPack)
