"""A site of its own, on another origin, that has the helper on its page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import httpx

LINE = '<script src="{helper}/static/embed.js" defer></script>'
# Lets tests and axe look into what is closed to the site's own scripts.
OPEN = """const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) {
  return attach.call(this, { ...how, mode: "open" });
};"""
# What docs/embedding.md asks a site to allow, and nothing beside it.
STRICT = "default-src 'self'; script-src {helper}; frame-src {helper}; style-src 'self'"
CALM = "body { margin: 0 auto; max-width: 50rem; font: 18px/1.5 sans-serif; }"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Care at the plan</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/site.css">{head}</head>
<body><main><h1>Care at the plan</h1><p>Find what you can use.</p><a href="/about">About us</a>
</main>{body}</body></html>"""


@dataclass
class HostSite:
    """What the site sends now; a test sets it before it opens the page."""

    origin: str
    helper: str
    head: str = LINE
    body: str = ""
    css: str = CALM
    policy: str = STRICT

    def answer(self, path: str) -> tuple[str, str]:
        """Give type and content of one address."""
        if path == "/site.css":
            return "text/css", self.css
        parts = {name: getattr(self, name).replace("{helper}", self.helper) for name in PARTS}
        return "text/html; charset=utf-8", PAGE.format(**parts)


PARTS = ("head", "body")


def allowed_port(helper: str) -> int:
    """The port on this machine at which the service lets a site frame it."""
    policy = httpx.get(f"{helper}/chat").headers["content-security-policy"]
    sites = policy.split("frame-ancestors", 1)[1].split(";")[0].split()
    ports = [urlsplit(site).port for site in sites if site.startswith("http://localhost:")]
    assert ports and ports[0], f"CALAIM_EMBED_ORIGINS names no site on this machine: {policy}"
    return ports[0]


@contextmanager
def host_site(helper: str, port: int) -> Iterator[HostSite]:
    """Serve it as http://localhost:port; the helper is at 127.0.0.1, so it is another site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, content = site.answer(self.path)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            if site.policy:
                self.send_header("Content-Security-Policy", site.policy.replace("{helper}", helper))
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            """Tests say enough."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    site = HostSite(f"http://localhost:{server.server_port}", helper)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
