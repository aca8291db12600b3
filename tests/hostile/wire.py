"""A server on 127.0.0.1 whose answers are bytes: it says what no library would let it say."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Reply = Callable[[str, str, bytes], bytes]
"""Host, path and body → the whole answer."""


@contextmanager
def serving(reply: Reply) -> Iterator[str]:
    """The address of a server that answers so, one request a connection."""

    class Handler(socketserver.StreamRequestHandler):
        timeout = 5

        def handle(self) -> None:
            head = b"".join(iter(self.rfile.readline, b"\r\n"))
            path = head.split(b" ")[1].decode("latin-1")
            size = re.search(rb"(?i)content-length: *(\d+)", head)
            body = self.rfile.read(int(size[1])) if size else b""
            host = re.search(rb"(?i)\nhost: *([\w.-]+)", head)
            self.wfile.write(reply(host[1].decode() if host else "", path, body))

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is none."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(5)


def answer(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    """An answer in which every word is taken as it is."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass") + body
