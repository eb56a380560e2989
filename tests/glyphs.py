"""Every character the course shows can be drawn: glyphs.py FONT-FOLDER FILE...

The fonts are tight subsets (.cmake/fonts.cmake), so a new arrow in a lesson may have no glyph: ImGui would draw a
question mark and nobody would notice. Text and mono both fall back on the symbols font. All but the first lesson load
what else there is of each font, too (NAME-more.ttf).
"""

import re
import sys
from pathlib import Path

from fontTools.ttLib import TTFont


def characters(path):
    """Those that reach the screen: a lesson's and the string table's all, of C++ what stands in literals."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".cpp", ".h"):
        text = "".join(re.findall(r'"(?:[^"\\\n]|\\.)*"', re.sub(r"//.*", "", text)))
    return {c for c in text if ord(c) >= 0x20}


def is_first(path):
    return path.match("course/en/01-*.md")


def main(fonts, *files):
    glyphs = {f.stem: set(TTFont(f).getBestCmap()) for f in Path(fonts).glob("*.ttf")}
    missing = 0
    for path in map(Path, files):
        for face in ("text", "text-bold", "mono"):
            known = glyphs[face] | glyphs["symbols"]
            if not is_first(path):
                known |= glyphs[f"{face}-more"] | glyphs["symbols-more"]
            for c in sorted(characters(path)):
                if ord(c) not in known:
                    print(f"{path}: no glyph for {c} (U+{ord(c):04X}) in {face}.ttf or symbols.ttf")
                    missing += 1
    sys.exit(f"{missing} missing: add them in .cmake/fonts.cmake" if missing else 0)


main(*sys.argv[1:])
