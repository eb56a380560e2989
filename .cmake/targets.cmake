# How a Pagewalk target is made: warnings, include root, and one library per folder.

add_library(pagewalk_flags INTERFACE)
target_include_directories(pagewalk_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(pagewalk_flags INTERFACE -Wall -Wextra)

# Catch2 needs exceptions; the page is smaller without.
if(EMSCRIPTEN AND PAGEWALK_WEB_TESTS)
  add_compile_options(-fexceptions)
  add_link_options(-fexceptions)
elseif(EMSCRIPTEN)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-threadsafe-statics> -mnontrapping-fptoint -msign-ext -mbulk-memory)
  add_link_options(-fno-exceptions)
endif()

# pagewalk_library(NAME GLOBS glob... LINKS target...): a static library of what the globs find below the current
# folder. With nothing to compile (yet) it is a header-only library, so the targets to its right still link it.
function(pagewalk_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "GLOBS;LINKS")
  file(GLOB sources CONFIGURE_DEPENDS ${arg_GLOBS})
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC pagewalk_flags ${arg_LINKS})
  else()
    message(STATUS "${name}: no source files, headers only")
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE pagewalk_flags ${arg_LINKS})
  endif()
endfunction()

# pagewalk_twin(NAME SUFFIX): the library NAME_SUFFIX of the same sources, to be compiled otherwise. A program that names
# it before what needs NAME has it in NAME's place.
function(pagewalk_twin name suffix)
  get_target_property(sources ${name} SOURCES)
  add_library(${name}_${suffix} STATIC ${sources})
  target_link_libraries(${name}_${suffix} PRIVATE pagewalk_flags)
endfunction()

# pagewalk_program(NAME GLOBS glob... LINKS target...): a program in the root of the build folder, or nothing
# where there are no sources yet.
function(pagewalk_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "GLOBS;LINKS")
  file(GLOB sources CONFIGURE_DEPENDS ${arg_GLOBS})
  if(NOT sources)
    message(STATUS "${name}: no source files, skipped")
    return()
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE pagewalk_flags ${arg_LINKS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endfunction()
