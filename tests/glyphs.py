"""Every character the course shows can be drawn: glyphs.py FONT-FOLDER FILE...

The fonts are tight subsets (.cmake/fonts.cmake), so a new arrow in a lesson may have no glyph: ImGui would draw a
question mark and nobody would notice. Text and mono both fall back on the symbols font. All but the first lesson load
what else there is of each font, too (NAME-more.ttf); the browser takes that for the ranges that the style sheet names.
"""

import re
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

root = Path(__file__).parent.parent
web = root / "web"
first_strings = root / "build/web/lessons/strings.txt"
faces = ("text", "text-bold", "mono")


def characters(path):
    """Those that reach the screen: a lesson's and the string table's all, of C++ what stands in literals."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".cpp", ".h"):
        text = "".join(re.findall(r'"(?:[^"\\\n]|\\.)*"', re.sub(r"//.*", "", text)))
    return {c for c in text if ord(c) >= 0x20}


def is_first(path):
    """The first lesson, and the strings that come with it (lessons/CMakeLists.txt)."""
    return path.match("course/en/01-*.md") or path == first_strings


def in_ranges(text):
    """"U+A7, U+B0-B5" as a set of numbers."""
    ends = [part.strip().removeprefix("U+").split("-") for part in text.split(",")]
    return {n for pair in ends for n in range(int(pair[0], 16), int(pair[-1], 16) + 1)}


def ranges_of_pages():
    """(where it says so, font, the characters for which a page takes NAME-more.ttf)"""
    style, onefile = (web / "style.css").read_text(), (web / "onefile.js").read_text()
    for name, ranges in re.findall(r"url\(fonts/([a-z-]+)-more\.ttf\)[^}]*unicode-range: ([^;]+);", style):
        yield "web/style.css", name, in_ranges(ranges)
    latin, symbols = (in_ranges(re.search(rf"const more_{kind} = '([^']+)'", onefile)[1]) for kind in ("latin", "symbols"))
    for name in faces:
        yield "web/onefile.js", name, latin
    yield "web/onefile.js", "symbols", symbols


def misplaced(glyphs):
    """What a page looks for in the wrong one of a font's two files."""
    found = list(ranges_of_pages())
    if len(found) != 2 * (len(faces) + 1):
        yield f"web/style.css or web/onefile.js: {len(found)} ranges found, not one for each font"
    for where, name, ranges in found:
        for c in sorted((glyphs[f"{name}-more"] - ranges) | (glyphs[name] & ranges)):
            yield f"{where}: the range of {name}-more.ttf is wrong for {chr(c)} (U+{c:04X}), see .cmake/fonts.cmake"


def main(fonts, *files):
    glyphs = {f.stem: set(TTFont(f).getBestCmap()) for f in Path(fonts).glob("*.ttf")}
    wrong = list(misplaced(glyphs))
    for path in [*map(Path, files), *filter(Path.exists, [first_strings])]:
        for face in faces:
            known = glyphs[face] | glyphs["symbols"]
            if not is_first(path):
                known |= glyphs[f"{face}-more"] | glyphs["symbols-more"]
            for c in sorted(characters(path)):
                if ord(c) not in known:
                    kind = "latin or symbols: the first lesson loads no more" if is_first(path) else "latin_more or symbols_more"
                    wrong.append(f"{path}: no glyph for {c} (U+{ord(c):04X}) in {face}; add it in .cmake/fonts.cmake to {kind}")
    sys.exit("\n".join(wrong) if wrong else 0)


main(*sys.argv[1:])
