# pagewalk_embed(OUT file.cpp TEMPLATE course|fonts|manual FILES file...): a generated source that holds the files' bytes.
# The script below runs again when a file changes.
function(pagewalk_embed)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "OUT;TEMPLATE" "FILES")
  add_custom_command(
    OUTPUT ${arg_OUT}
    COMMAND ${CMAKE_COMMAND} -DOUT=${arg_OUT} -DTEMPLATE=${arg_TEMPLATE} "-DFILES=${arg_FILES}"
            -P ${CMAKE_SOURCE_DIR}/.cmake/embed_files.cmake
    DEPENDS ${arg_FILES} ${CMAKE_SOURCE_DIR}/.cmake/embed_files.cmake
    COMMENT "Embedding ${arg_TEMPLATE}"
    VERBATIM)
endfunction()
