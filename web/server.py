"""Serves the built site on this machine: server.py FOLDER [--port N] [--open]"""

import argparse
import fnmatch
import functools
import http.server
import os
import sys
import webbrowser


class SiteHandler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    rules = []  # of the site's _headers: (pattern, {name: value})
    # Said here because the system's own table may lack or contradict them.
    extensions_map = {
        "": "application/octet-stream",
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".md": "text/markdown; charset=utf-8",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".ttf": "font/ttf",
        ".txt": "text/plain; charset=utf-8",
        ".wasm": "application/wasm",
        ".webmanifest": "application/manifest+json",
    }

    def send_head(self):
        """Sends NAME.br or NAME.gz to whoever takes it, as the servers of public/hosting do."""
        path = self.translate_path(self.path)
        if self.path.partition("?")[0].endswith("/"):
            path = os.path.join(path, "index.html")
        accepted = [coding.partition(";")[0].strip() for coding in self.headers.get("Accept-Encoding", "").split(",")]
        for coding, packed in (("br", f"{path}.br"), ("gzip", f"{path}.gz")):
            if coding in accepted and os.path.isfile(packed):
                self.send_response(200)
                self.send_header("Content-Type", self.guess_type(path))
                self.send_header("Content-Encoding", coding)
                self.send_header("Content-Length", str(os.path.getsize(packed)))
                self.end_headers()
                return open(packed, "rb")
        return super().send_head()

    def end_headers(self):
        path = self.path.partition("?")[0]
        said = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}  # a rebuilt site shows at once
        for pattern, headers in self.rules:
            if fnmatch.fnmatchcase(path, pattern):
                said |= headers
        for name, value in said.items():
            self.send_header(name, value)
        super().end_headers()

    def log_request(self, code="-", size="-"):
        pass  # errors still show: log_error prints them


def read_rules(file):
    """The rules of a _headers file: a path, and below it what is sent with it."""
    rules = []
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("/"):
                rules.append((line.strip(), {}))
            elif line.startswith(" "):
                name, _, value = line.strip().partition(": ")
                rules[-1][1][name] = value
    return rules


def listen(handler, port):
    """The given port, or the first free one from 8000."""
    for candidate in [port] if port else range(8000, 8100):
        try:
            return http.server.ThreadingHTTPServer(("127.0.0.1", candidate), handler)
        except OSError as error:
            reason = error.strerror
    sys.exit(f"web/serve: cannot listen on port {candidate}: {reason}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--port", type=int)
    parser.add_argument("--open", action="store_true")
    options = parser.parse_args()
    SiteHandler.rules = read_rules(os.path.join(options.folder, "_headers"))
    server = listen(functools.partial(SiteHandler, directory=options.folder), options.port)
    address = f"http://localhost:{server.server_port}/"
    print(f"Pagewalk is at {address} (Ctrl+C stops it)", flush=True)
    if options.open:
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


main()
