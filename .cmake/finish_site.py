"""Makes the assembled site ready for any file server: finish_site.py SITE [--plain]

1. What pages load gets its content's hash into its name ("style.css" -> "style.1a2b3c4d.css"), so that a browser may
   keep it for ever, and files of two versions never mix. Pages keep their addresses.
2. Every reference in a page, style sheet or script is rewritten; one that names no file of the site is an error.
   Scripts find the rest (web/files.js) by the list that each page holds in <script id="files">,
   and those of the lessons it does not name by files.json.
3. The service worker gets its list of files, and _headers what it has to say of them.
4. Beside every file that gets smaller by it stands the same one compressed: NAME.br and NAME.gz (not with --plain).
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath

HASHED = {".css", ".js", ".json", ".md", ".ttf", ".txt", ".u32", ".wasm"}
COMPRESSED = HASHED | {".html", ".svg", ".webmanifest"}
WORKER = "service_worker.js"  # a browser looks for its next version under the same address
OTHERS = "files.json"  # the hashes of all lessons
FOR_HOSTS = "hosting/"  # nothing that a page loads
ONE_FILE = "pagewalk.html"  # refers to nothing: .cmake/one_file.py
NOT_OFFLINE = (WORKER, ONE_FILE, "lms.html", "screenshot.png")

# How a file of each kind names another one: the groups are what stands before the address, and the address.
REFERENCES = {
    ".html": re.compile(r'((?<![\w-])(?:src|href)=")([^"]*)(?=")'),
    ".css": re.compile(r"""(\burl\(\s*["']?)([^"')]+)"""),
    ".js": re.compile(r"""(\b(?:from|import)\s*["'])(\.{1,2}/[^"']+)"""),  # without esbuild, scripts import each other
}
ELSEWHERE = re.compile(r"[a-z]+:|#|$")  # another site, data:, a part of the same page, the page itself
FILES = '<script type="application/json" id="files">'

POLICY = ("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{script}; style-src 'self'{style}; img-src 'self' data:; font-src 'self'; "
          "connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'")


def digest(data):
    return hashlib.sha256(data).hexdigest()[:8]


def is_for_all(name, folder):
    """Whether the pages of a folder may all ask for the file: it is of no lesson and of their language."""
    return name == "strings/en.txt" or not name.startswith(("lessons/", "strings/")) and str(PurePosixPath(name).parent) in (".", "fonts", folder)


def language_of(name):
    """ "de" for what only the pages in German load: de/hotel.html, lessons/de/01-hotel.md, strings/de.txt."""
    found = re.match(r"(?:lessons/)?([a-z]{2,3})/|strings/(?!en\.)([a-z]{2,3})\.", name)
    return found and (found[1] or found[2])


class Site:
    def __init__(self, root):
        self.root = Path(root)
        self.names = sorted(path.relative_to(root).as_posix() for path in self.root.rglob("*") if path.is_file())
        self.version = digest("".join(f"{name} {digest(self.bytes_of(name))}\n" for name in self.names).encode())
        self.hashes = {}  # name -> hash, of the files that get one
        self.begun = []

    def bytes_of(self, name):
        return (self.root / name).read_bytes()

    def is_hashed(self, name):
        return PurePosixPath(name).suffix in HASHED and name != WORKER and not name.startswith(FOR_HOSTS)

    def final_name(self, name):
        """The name with its hash, once what the file refers to has its own."""
        if not self.is_hashed(name):
            return name
        if name not in self.hashes:
            if name in self.begun:
                sys.exit(f"{name}: files that refer to each other cannot be named by their content: {' -> '.join(self.begun)}")
            self.begun.append(name)
            self.rewrite(name)
            self.hashes[name] = digest(self.bytes_of(name))
            self.begun.pop()
        path = PurePosixPath(name)
        return str(path.with_suffix(f".{self.hashes[name]}{path.suffix}"))

    def rewrite(self, name):
        pattern = REFERENCES.get(PurePosixPath(name).suffix)
        if pattern:
            text = self.bytes_of(name).decode()
            (self.root / name).write_text(pattern.sub(lambda match: match[1] + self.address(name, match[2]), text), "utf-8")

    def address(self, name, reference):
        """What `reference` becomes in the file `name`."""
        if ELSEWHERE.match(reference) or reference.endswith(".zip"):  # packages are made of the finished site
            return reference
        path, rest = re.fullmatch(r"([^?#]*)(.*)", reference, re.DOTALL).groups()
        folder = str(PurePosixPath(name).parent)
        target = normpath(f"{folder}/{path}")
        if target not in self.names:
            sys.exit(f"{name}: \"{reference}\" names no file of the site")
        here = "./" if path.startswith("./") else ""  # a script's import is nothing without
        return here + relpath(self.final_name(target), folder) + rest

    def list_files(self, page, asked):
        """Tells the scripts of a page where the files are that they ask for."""
        text = self.bytes_of(page).decode()
        begin = text.find(FILES)
        if begin < 0:
            return
        # Lessons and another language's files that the page does not name are asked for later, if at all: they stand in OTHERS.
        folder = str(PurePosixPath(page).parent)
        asked = {name: value for name, value in asked.items() if is_for_all(name, folder) or self.final_name(name) in text}
        root = relpath(".", str(PurePosixPath(page).parent))
        found = {"version": self.version, "root": "" if root == "." else f"{root}/", "hashes": asked}
        end = text.index("</script>", begin)
        (self.root / page).write_text(text[:begin] + FILES + json.dumps(found, separators=(",", ":")) + text[end:], "utf-8")

    def list_lessons(self):
        lessons = {name: value for name, value in self.hashes.items() if name.startswith("lessons/")}
        (self.root / OTHERS).write_text(json.dumps(lessons, separators=(",", ":")), "utf-8")
        self.names.append(OTHERS)
        self.final_name(OTHERS)

    def finish(self):
        pages = [name for name in self.names if name.endswith(".html") and name != ONE_FILE]
        in_tags = {match for page in pages for match in re.findall(r'<script src="([^"]*)"', self.bytes_of(page).decode())}
        for name in self.names:
            self.final_name(name)
        self.list_lessons()
        asked = {name: value for name, value in self.hashes.items() if not name.endswith(".css") and name not in in_tags}
        for page in pages:
            self.rewrite(page)
            self.list_files(page, asked)
        for name in self.hashes:
            (self.root / name).rename(self.root / self.final_name(name))
        self.list_for_worker()
        self.fill_headers()

    def fill_headers(self):
        """_headers: the policy, which knows pagewalk.html's own scripts and styles, and what may be kept for ever."""
        headers = self.root / "_headers"
        if not headers.exists():
            return
        one_file = self.bytes_of(ONE_FILE).decode() if ONE_FILE in self.names else ""
        hashes = {kind: "".join(f" {value}" for value in re.findall(r"'sha256-[^']+'", found)) for kind, found in re.findall(r"(script|style)-src ([^;]*)", one_file[:4000])}
        policy = POLICY.format(script=hashes.get("script", ""), style=hashes.get("style", ""))
        with_pages = {PurePosixPath(name).parts[0] for name in self.names if name.endswith(".html")}
        folders = {PurePosixPath(name).parts[0] for name in self.hashes} - with_pages
        patterns = sorted({f"/{folder}/*" if (folder := PurePosixPath(name).parts[0]) in folders and "/" in name else f"/{self.final_name(name)}" for name in self.hashes})
        kept = "\n".join(f"{pattern}\n  Cache-Control: public, max-age=31536000, immutable" for pattern in patterns)
        headers.write_text(headers.read_text("utf-8").replace("{{policy}}", policy).replace("{{kept_for_ever}}", kept), "utf-8")

    def list_for_worker(self):
        """Tells the service worker what a reader needs without a network, and what one of another language needs besides."""
        offline = COMPRESSED | {".png"}
        names = [name for name in self.names if PurePosixPath(name).suffix in offline and name not in NOT_OFFLINE and not name.startswith(FOR_HOSTS)]
        files, languages = {}, {code: {} for code in sorted(filter(None, map(language_of, names)))}
        for name in names:
            languages.get(language_of(name), files)[self.final_name(name)] = digest(self.bytes_of(self.final_name(name)))
        worker = self.root / WORKER
        site = {"version": self.version, "files": files, "languages": languages}
        worker.write_text(f"const site={json.dumps(site)};\n{worker.read_text('utf-8')}", "utf-8")


def compress(root, kept):
    """Writes .gz and, where the brotli program is there, .br beside each file that gets smaller by it. What is made is
    kept by content in the folder `kept`, because most files are the same in the next build."""
    kept.mkdir(exist_ok=True)
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and path.suffix in COMPRESSED]
    store = {path: kept / hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    fresh = sorted({(stored, path.read_bytes()) for path, stored in store.items() if not stored.exists()})
    for stored, data in fresh:
        stored.write_bytes(data)
        Path(f"{stored}.gz").write_bytes(gzip.compress(data, mtime=0))
    if fresh and shutil.which("brotli"):
        subprocess.run(["brotli", "--best", "--keep", *(stored for stored, data in fresh)], check=True)
    for path, stored in store.items():
        for suffix in (".br", ".gz"):
            packed = Path(f"{stored}{suffix}")
            if packed.exists() and packed.stat().st_size < stored.stat().st_size:
                shutil.copyfile(packed, f"{path}{suffix}")
    for old in set(kept.iterdir()) - {Path(f"{stored}{suffix}") for stored in store.values() for suffix in ("", ".br", ".gz")}:
        old.unlink()


site = Site(sys.argv[1])
site.finish()
if "--plain" not in sys.argv:
    compress(site.root, site.root.parent / "compressed")
