"""A server on this machine, for tests of downloads and of the site."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Answers in silence; what, is for a test to say in `do_GET`."""

    def log_message(self, *args):
        """Say nothing."""


@contextlib.contextmanager
def serving(handler):
    """Yield a server on loopback, with its address as `root`, while it runs.

    What is asked of it goes into the list `asked`, if the handler does that.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *args: None
        server.asked = []
        server.root = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
