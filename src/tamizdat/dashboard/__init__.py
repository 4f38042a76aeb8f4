"""The operator's page, on 127.0.0.1: for now, the editions as their readers see them."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import cmarkgfm
import uvicorn
from cmarkgfm.cmark import Options
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tamizdat.config import Config
from tamizdat.errors import ConfigError
from tamizdat.model import Edition

# Stands around Markdown pages: what a host of repositories would show, without its looks.
PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer"><title>{title}</title>
<style>body{{font:1rem/1.6 system-ui;max-width:46rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}}
img{{max-width:100%;height:auto}}</style>
<main>{body}</main>"""

HEADERS = {"Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"}


def application(config: Config) -> Starlette:
    """The editions of a press as an ASGI application: `/` lists them, `/NAME/…` is one of them."""

    async def front(request: Request) -> Response:
        rows = "".join(_link(edition) for edition in config.editions if (config.releases / edition.name).is_dir())
        return _page("Editions", f"<h1>Editions</h1><ul>{rows or '<li>None is issued yet: tamizdat run'}</ul>")

    async def file(request: Request) -> Response:
        name, path = request.path_params["name"], request.path_params["path"]
        if name not in {edition.name for edition in config.editions}:
            raise HTTPException(404)
        return _answer(config.releases / name, path, request.url.path)

    return Starlette(routes=[Route("/", front), Route("/{name}/{path:path}", file)])


def serve(config: Config, port: int, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; `ready` is told the address. Raises `ConfigError` where the port is taken."""
    server = uvicorn.Server(uvicorn.Config(application(config), host="127.0.0.1", port=port, log_level="warning"))
    try:
        listening = server.config.bind_socket()
    except SystemExit as error:
        raise ConfigError(f"port {port} is taken", "choose another with --port") from error
    listening.listen()
    ready(f"http://127.0.0.1:{listening.getsockname()[1]}/")
    with listening:
        server.run(sockets=[listening])


def _answer(folder: Path, path: str, address: str) -> Response:
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise HTTPException(404)
    if target.is_dir():
        if not address.endswith("/"):
            return RedirectResponse(address + "/")
        index = next((target / name for name in ("index.html", "README.md") if (target / name).is_file()), None)
        if index is None:
            raise HTTPException(404)
        target = index
    if not target.is_file():
        raise HTTPException(404)
    if target.suffix == ".md":
        # The gate has read it: what HTML is in it is ours, and a host of repositories shows it.
        unsafe = Options.CMARK_OPT_UNSAFE
        return _page(target.name, cmarkgfm.github_flavored_markdown_to_html(target.read_text("utf-8"), unsafe))
    return FileResponse(target)


def _page(title: str, body: str) -> HTMLResponse:
    return HTMLResponse(PAGE.format(title=html.escape(title), body=body), headers=HEADERS)


def _link(edition: Edition) -> str:
    title = html.escape(edition.title or edition.name)
    return f'<li><a href="{edition.name}/">{title}</a> ({html.escape(edition.format)})'
