# cmake -DSITE= -DPUBLIC= -DPAGE= -DFONTS= -DLESSONS= -DRENDERER= -P assemble_site.cmake
# Makes the static site anew, so that nothing stale stays in it.

file(REMOVE_RECURSE ${SITE})
file(MAKE_DIRECTORY ${SITE})
file(GLOB static_files ${PUBLIC}/*)
file(COPY ${static_files} DESTINATION ${SITE})
file(COPY ${PAGE} DESTINATION ${SITE})
file(COPY ${FONTS} DESTINATION ${SITE}/fonts)
file(COPY ${LESSONS} DESTINATION ${SITE}/lessons)

# Lesson pages and tokens.css are computed by the command-line tool.
set(can_render 1)
if(RENDERER)
  execute_process(COMMAND ${RENDERER} render --help RESULT_VARIABLE can_render OUTPUT_QUIET ERROR_QUIET)
endif()
if(can_render EQUAL 0)
  execute_process(COMMAND ${RENDERER} render --out ${SITE} RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "pagewalk render --out ${SITE} failed: ${failed}")
  endif()
else()
  message(STATUS "no `pagewalk render` yet: the site has no lesson pages")
endif()
