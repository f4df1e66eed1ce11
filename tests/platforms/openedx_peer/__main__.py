"""Set the database up and serve, until told to end."""

import os
from socketserver import ThreadingMixIn
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIServer, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request: the tool's calls come in while a page of ours is being answered."""

    daemon_threads = True


def main() -> None:
    """Run the platform on the port of its own address."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "openedx_peer.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    port = urlsplit(os.environ["PEER_BASE_URL"]).port or 80
    with make_server("127.0.0.1", port, get_wsgi_application(), server_class=Server) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
