# The fonts of page and desktop: tight subsets of the system's packages, made once for all presets. One .ttf each, read by
# the page's @font-face and by ImGui (stb_truetype reads TrueType outlines and Inter's CFF alike).
find_program(PYFTSUBSET pyftsubset REQUIRED)

set(fonts_dir ${CMAKE_SOURCE_DIR}/build/fonts)
set(font_files "")

function(pagewalk_font name source unicodes)
  find_file(font_${name} NAMES ${source} REQUIRED PATHS
    /usr/share/fonts/truetype/jetbrains-mono /usr/share/fonts/opentype/inter /usr/share/fonts/truetype/inter
    /usr/share/fonts/truetype/dejavu)
  add_custom_command(
    OUTPUT ${fonts_dir}/${name}.ttf
    COMMAND ${CMAKE_COMMAND} -E make_directory ${fonts_dir}
    COMMAND ${PYFTSUBSET} ${font_${name}} --output-file=${fonts_dir}/${name}.ttf --unicodes=${unicodes}
            --layout-features= --no-hinting --desubroutinize --name-IDs=0 --drop-tables+=GPOS,GSUB,GDEF,DSIG,STAT,MATH,meta,gasp,FFTM
    DEPENDS ${font_${name}} ${CMAKE_SOURCE_DIR}/.cmake/fonts.cmake
    COMMENT "Subsetting ${source}"
    VERBATIM)
  set(font_files ${font_files} ${fonts_dir}/${name}.ttf PARENT_SCOPE)
endfunction()

# What the first lesson shows, and every page's frame. All else stands in files of its own, which that lesson does without;
# web/style.css and web/onefile.js have their ranges.
set(latin U+20-7E,U+A0,U+B7,U+D7,U+2013,U+2018,U+2019,U+201C,U+201D,U+2026,U+203A)
set(latin_more U+A7,U+AB,U+B0-B3,U+B5,U+BB,U+BD,U+C0-D6,U+D8-FF,U+2014,U+201A,U+201E,U+2022,U+2039)
set(symbols U+2190-2193,U+25CB,U+25CF,U+2713,U+2717,U+FFFD)
set(symbols_more U+3A3,U+3B1,U+3B5,U+3C4,U+2070,U+2074-2079,U+2080-2089,U+2194,U+2195,U+21A6,U+21A9,U+21AA,U+21BA,U+21BB,U+21D0,U+21D2,U+21D4,U+2205,U+2208,U+2211,U+2212,U+221E,U+2227,U+2228,U+2248,U+2260,U+2261,U+2264,U+2265,U+2295,U+22C5,U+22EE,U+22EF,U+2500,U+2502,U+250C,U+2510,U+2514,U+2518,U+251C,U+2524,U+252C,U+2534,U+253C,U+25A0,U+25A1,U+25B2,U+25B3,U+25B6,U+25B7,U+25BC,U+25BD,U+25C0,U+25C1,U+25C6,U+25C7,U+25D0,U+2605,U+2606,U+26A0,U+2714,U+2715)

foreach(part "" _more)
  string(REPLACE _ - suffix "${part}")
  pagewalk_font(text${suffix} Inter-Regular.otf ${latin${part}})
  pagewalk_font(text-bold${suffix} Inter-SemiBold.otf ${latin${part}})
  pagewalk_font(mono${suffix} JetBrainsMono-Regular.ttf ${latin${part}})
  pagewalk_font(symbols${suffix} DejaVuSans.ttf ${symbols${part}})
endforeach()
add_custom_target(fonts ALL DEPENDS ${font_files})
