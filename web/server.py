"""Serves the built site on this machine: server.py FOLDER [--port N] [--open]"""

import argparse
import functools
import http.server
import sys
import webbrowser


class SiteHandler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
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

    def end_headers(self):
        self.send_header("Cache-Control", "no-cache")  # a rebuilt site shows at once
        self.send_header("Access-Control-Allow-Origin", "*")  # for sandboxed frames; GitHub Pages says it too
        super().end_headers()

    def log_request(self, code="-", size="-"):
        pass  # errors still show: log_error prints them


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
