# cmake -DENGINE=dir -DOUT=dir -DNODE= -DWASM_SPLIT= -DPROFILE=profile.mjs -DLESSON=first.packed.txt -DFONTS=dir -P split_engine.cmake
# Cuts the engine in two: OUT/pagewalk.wasm, which the first lesson calls, and OUT/pagewalk.more.wasm, which is
# loaded with any other lesson or when something of it is called (web/engine_parts.js).

set(features --enable-sign-ext --enable-mutable-globals --enable-bulk-memory --enable-nontrapping-float-to-int)
set(whole ${ENGINE}/pagewalk.wasm)
file(MAKE_DIRECTORY ${OUT})

function(try)
  if(failed)
    return()
  endif()
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result ERROR_VARIABLE error OUTPUT_QUIET)
  if(NOT result EQUAL 0)
    string(SUBSTRING "${error}" 0 2000 error)
    list(GET ARGV 0 program)
    set(failed "${program}: ${error}" PARENT_SCOPE)
  endif()
endfunction()

set(failed "")
if(NOT NODE OR NOT WASM_SPLIT)
  set(failed "node and wasm-split (binaryen) are needed for that")
endif()
try(${WASM_SPLIT} --instrument ${features} ${whole} -o ${OUT}/instrumented.wasm)
try(${NODE} ${PROFILE} ${ENGINE}/pagewalk.js ${OUT}/instrumented.wasm ${LESSON} ${FONTS} ${OUT}/profile)
try(${WASM_SPLIT} --split ${features} ${whole} --profile=${OUT}/profile -o1 ${OUT}/pagewalk.wasm -o2 ${OUT}/pagewalk.more.wasm)
if(failed)
  message(WARNING "The engine stays in one part, and the first lesson loads more than it needs: ${failed}")
  file(COPY ${whole} DESTINATION ${OUT})
  execute_process(COMMAND printf "\\0asm\\1\\0\\0\\0" OUTPUT_FILE ${OUT}/pagewalk.more.wasm) # a module with nothing in it
endif()
