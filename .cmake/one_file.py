"""Puts the assembled site into one file: one_file.py SITE TEMPLATE STRINGS, before finish_site.py

SITE/pagewalk.html is web/onefile.html with the style sheets, the scripts (SITE/onefile.js, which goes) and a pack of
everything else in it (web/onefile.js says how it is laid out). Its policy allows these scripts and styles by their
hashes, and no request at all.
"""

import base64
import gzip
import hashlib
import json
import re
import sys
from html import escape
from pathlib import Path


def pack(site):
    pages = [path for path in sorted(site.glob("*.html")) if path.name not in ("404.html", "lms.html", "pagewalk.html", "tab.html", "trace.html")]
    others = [path for pattern in ("lessons/*.md", "strings/en.txt", "fonts/*.ttf", "whole.wasm", "*.json") for path in sorted(site.glob(pattern))]
    contents = {path.relative_to(site).as_posix(): path.read_bytes() for path in pages + others}
    head = json.dumps({name: len(data) for name, data in contents.items()}).encode()
    whole = len(head).to_bytes(4, "little") + head + b"".join(contents.values())
    return base64.b64encode(gzip.compress(whole, mtime=0)).decode()


def texts_of(strings):
    return dict(re.findall(r"^(\S+) = (.*)$", strings.read_text("utf-8"), re.MULTILINE))


def by_hash(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def order(path):
    """The order that the pages have their style sheets in."""
    known = ["tokens.css", "style.css", "blocks.css", "cover.css", "book.css"]
    return known.index(path.name) if path.name in known else len(known)


def one_file(site, template, strings):
    entry = site / "onefile.js"
    script = (site / "whole.js").read_text("utf-8") + "\n" + entry.read_text("utf-8")
    script = script.replace("</script", r"<\/script").replace("<!--", r"<\!--")
    entry.unlink()
    # The fonts come from the pack: a style sheet could not read them there.
    styles = {path.name: re.sub(r"@font-face\s*\{[^}]*\}", "", path.read_text("utf-8")) for path in sorted(site.glob("*.css"), key=order)}
    policy = (f"default-src 'none'; script-src {by_hash(script)} 'wasm-unsafe-eval'; style-src {' '.join(map(by_hash, styles.values()))}; "
              "img-src data:; base-uri 'none'; form-action 'none'")
    values = {
        "policy": policy, "script": script, "pack": pack(site),
        "icon": "data:image/svg+xml," + escape((site / "favicon.svg").read_text("utf-8").replace("#", "%23")),
        "styles": "\n".join(f'<style data-file="{name}">{text}</style>' for name, text in styles.items()),
    }
    texts = texts_of(strings)
    page = re.sub(r"\{\{([\w.]+)\}\}", lambda match: values.get(match[1]) or escape(texts[match[1]]), template.read_text("utf-8"))
    (site / "pagewalk.html").write_text(page, "utf-8")


one_file(*map(Path, sys.argv[1:]))
