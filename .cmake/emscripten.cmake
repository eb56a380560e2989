# Toolchain for wasm: the Emscripten found on PATH (an emsdk), else Debian's. Its own toolchain file does the rest.
find_program(PAGEWALK_EMXX em++ REQUIRED)
get_filename_component(emscripten_root ${PAGEWALK_EMXX} REALPATH)
get_filename_component(emscripten_root ${emscripten_root} DIRECTORY)
include(${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake)
