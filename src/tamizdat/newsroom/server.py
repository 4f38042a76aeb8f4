"""The server: HTTP/1.1 on 127.0.0.1, a thread a connection, the same bytes at every start."""

from __future__ import annotations

import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

from tamizdat.newsroom.answer import Answer, Route, made, validated

if TYPE_CHECKING:
    from tamizdat.newsroom.site import Site


class Newsroom:
    """The newspaper in a folder, served as long as the block lasts: `with Newsroom(newspaper_folder()) as newsroom`.

    `edition` says which of two days it is; in the later one a story has been edited. `routes` adds pages or puts
    them in the place of others, by the path as it is asked for; `requests` are the paths that were asked for, in
    order. Raises `OSError` where the port is taken.
    """

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self.folder = folder
        self.edition: Literal["first", "later"] = "first"
        self.routes: dict[str, Route] = {}
        self.requests: list[str] = []
        self._sites: dict[str, Site] = {}
        self._reading = threading.Lock()
        self._server = _Server(self, port)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Newsroom:
        # A look at the clock every 20 ms is how soon the block ends.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        """What is at a path, for a request with these headers (names in lower case)."""
        self.requests.append(path)
        if path in self.routes:
            return validated(made(self.routes[path], headers), headers)
        return validated(self._site().answer(unquote(path.partition("?")[0])), headers)

    def _site(self) -> Site:
        # Templates take 60 ms to import, which no other verb than demo needs.
        from tamizdat.newsroom.site import Site

        with self._reading:
            if self.edition not in self._sites:
                self._sites[self.edition] = Site(self.folder, self.edition, self.address)
            return self._sites[self.edition]


class _Server(ThreadingHTTPServer):
    def __init__(self, newsroom: Newsroom, port: int) -> None:
        self.newsroom = newsroom
        super().__init__(("127.0.0.1", port), _Connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who hangs up is no error; everything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out in two writes: without this the second waits 40 ms for the first to be acknowledged.
    disable_nagle_algorithm = True
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        """Answer; without Date and Server, so that the same request always has the same answer."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        body, status, said = self.server.newsroom.answer(self.path, headers)
        self.send_response_only(status, HTTPStatus(status).phrase)
        for name, value in said.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr: `requests` has them all."""
