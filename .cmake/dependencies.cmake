# Third-party sources, by upstream commit. Where build/deps/NAME exists (web/sources unpacks Debian's source
# package there when upstream is out of reach) that folder is taken instead.
include(FetchContent)

# SOURCE_SUBDIR names no folder: the sources are wanted, not their build files.
function(pagewalk_fetch name repository commit)
  string(TOUPPER ${name} upper)
  set(unpacked ${CMAKE_SOURCE_DIR}/build/deps/${name})
  if(EXISTS ${unpacked} AND NOT FETCHCONTENT_SOURCE_DIR_${upper})
    set(FETCHCONTENT_SOURCE_DIR_${upper} ${unpacked})
  endif()
  FetchContent_Declare(${name} GIT_REPOSITORY ${repository} GIT_TAG ${commit} SOURCE_SUBDIR sources-only)
  FetchContent_MakeAvailable(${name})
  set(${name}_source ${${name}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

# Third-party code: no warnings of ours, no warnings from its headers.
function(pagewalk_third_party target)
  set_target_properties(${target} PROPERTIES COMPILE_WARNING_AS_ERROR OFF)
  target_compile_options(${target} PRIVATE -w)
endfunction()

pagewalk_fetch(md4c https://github.com/mity/md4c.git 729e6b8b320caa96328968ab27d7db2235e4fb47) # 0.5.2
# The lessons' engine (web/CMakeLists.txt) takes md4c_small: without 5 KB of tables that say which characters beyond ASCII
# are punctuation or blanks. Emphasis that touches one may be read differently; a test holds the course to what both read
# alike. Its objects are linked before md4c, which then is not needed.
add_library(md4c STATIC ${md4c_source}/src/md4c.c)
target_compile_definitions(md4c PRIVATE MD4C_USE_UTF8)
add_library(md4c_small OBJECT EXCLUDE_FROM_ALL ${md4c_source}/src/md4c.c)
target_compile_definitions(md4c_small PRIVATE MD4C_USE_ASCII)
foreach(library md4c md4c_small)
  target_include_directories(${library} SYSTEM PUBLIC ${md4c_source}/src)
  pagewalk_third_party(${library})
endforeach()

if(PAGEWALK_TESTS)
  pagewalk_fetch(catch2 https://github.com/catchorg/Catch2.git fa43b77429ba76c462b1898d6cd2f2d7a9416b14) # 3.7.1
  add_library(catch2 STATIC ${catch2_source}/extras/catch_amalgamated.cpp)
  target_include_directories(catch2 SYSTEM PUBLIC ${catch2_source}/extras)
  pagewalk_third_party(catch2)
  target_compile_options(catch2 PRIVATE -O1 -g0) # one huge file: what counts is how long it compiles
endif()

if(NOT PAGEWALK_WEB_TESTS)
  pagewalk_fetch(imgui https://github.com/ocornut/imgui.git 45acd5e0e82f4c954432533ae9985ff0e1aad6d5) # 1.92.2b
  add_library(imgui STATIC
    ${imgui_source}/imgui.cpp ${imgui_source}/imgui_draw.cpp
    ${imgui_source}/imgui_tables.cpp ${imgui_source}/imgui_widgets.cpp)
  target_include_directories(imgui SYSTEM PUBLIC ${imgui_source})
  # PUBLIC: every file must see the same layout, or ImGui aborts at start. 32-bit indices: WebGL has no vertex offset,
  # so a draw list with more than 65,535 vertices needs them.
  target_compile_definitions(imgui PUBLIC
    IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_DEBUG_TOOLS IMGUI_DISABLE_DEFAULT_FONT
    IMGUI_DISABLE_FILE_FUNCTIONS IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS "ImDrawIdx=unsigned int")
  pagewalk_third_party(imgui)
  if(EMSCRIPTEN)
    target_compile_options(imgui PRIVATE -include ${CMAKE_SOURCE_DIR}/.cmake/no_scanf.h)
  endif()

  add_library(imgui_opengl STATIC ${imgui_source}/backends/imgui_impl_opengl3.cpp)
  target_include_directories(imgui_opengl SYSTEM PUBLIC ${imgui_source}/backends)
  target_link_libraries(imgui_opengl PUBLIC imgui ${CMAKE_DL_LIBS})
  pagewalk_third_party(imgui_opengl)
  if(EMSCRIPTEN)
    target_compile_options(imgui_opengl PRIVATE -include ${CMAKE_SOURCE_DIR}/.cmake/scan_version.h)
  endif()

  # A window of the desktop; the page passes its input on by itself (web/surface.h).
  if(NOT EMSCRIPTEN)
    find_package(glfw3 REQUIRED)
    find_package(OpenGL REQUIRED)
    add_library(imgui_glfw STATIC ${imgui_source}/backends/imgui_impl_glfw.cpp)
    target_link_libraries(imgui_glfw PUBLIC imgui_opengl glfw OpenGL::GL)
    pagewalk_third_party(imgui_glfw)
  endif()
endif()

if(NOT EMSCRIPTEN)
  pagewalk_fetch(httplib https://github.com/yhirose/cpp-httplib.git 5814e121dfb5049f72a5c3956c3c8961b40da78b) # 0.18.7
  add_library(httplib INTERFACE)
  target_include_directories(httplib SYSTEM INTERFACE ${httplib_source})
  find_package(Threads REQUIRED)
  target_link_libraries(httplib INTERFACE Threads::Threads)
  find_package(CLI11 REQUIRED)
  find_package(nlohmann_json REQUIRED)
  find_package(ZLIB REQUIRED)
  # Debian's libqrencode-dev brings no CMake file.
  find_path(qrencode_headers qrencode.h REQUIRED)
  find_library(qrencode_library qrencode REQUIRED)
  add_library(qrencode UNKNOWN IMPORTED)
  set_target_properties(qrencode PROPERTIES IMPORTED_LOCATION ${qrencode_library} INTERFACE_INCLUDE_DIRECTORIES ${qrencode_headers})
endif()
