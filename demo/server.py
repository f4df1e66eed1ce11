"""The platform as a web app, and serving it from a thread of a test."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Flask
from typing_extensions import override
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from demo.platform import Platform
from demo.web import (
    control,
    current,
    grades,
    launches,
    line_items,
    pages,
    roster,
    scores,
    switches,
    tokens,
)

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """Serves without a line on the console for each request."""

    @override
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None: ...


def create_app(platform: Platform) -> Flask:
    """Make the web app of a platform."""
    app = Flask("demo")
    app.extensions[current.NAME] = platform
    for room in (tokens, line_items, scores, roster, launches, control, pages, grades, switches):
        app.register_blueprint(room.blueprint)
    return app


def open_server(platform: Platform, port: int = 0) -> BaseWSGIServer:
    """Open a server on this computer only, and tell the platform its own address."""
    server = make_server(HOST, port, create_app(platform), threaded=True, request_handler=Quiet)
    platform.issuer = f"http://{HOST}:{server.server_port}"
    return server


@contextmanager
def serve(platform: Platform, port: int = 0) -> Iterator[str]:
    """Serve a platform from a thread, on a free port unless told one; closes all on leaving."""
    server = open_server(platform, port)
    leaving = threading.Event()

    def answer() -> None:
        while not leaving.is_set():
            server.handle_request()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield platform.issuer
    finally:
        leaving.set()
        with suppress(OSError):  # it waits for a connection, without end and without looking up
            socket.create_connection((HOST, server.server_port), timeout=10).close()
        thread.join(timeout=10)
        server.server_close()
