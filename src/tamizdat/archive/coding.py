"""Undo the content coding (RFC 9110 §8.4.1) of a body that we keep ourselves.

The careful decoder for what strangers send is gather's; these bytes have passed it, and their digest is checked.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # it ships none
import zstandard


def decoded(body: bytes, coding: str) -> bytes:
    """The bytes that were packed by a Content-Encoding. Raises `ValueError` where they cannot be read."""
    for name in reversed([name.strip().lower() for name in coding.split(",")]):
        if name not in DECODERS:
            raise ValueError(f'the compression "{name}" is unknown')
        try:
            body = DECODERS[name](body)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise ValueError(f"it is badly compressed: {error}") from error
    return body


def _as_it_is(body: bytes) -> bytes:
    return body


def _gzip(body: bytes) -> bytes:
    """Any number of members; what follows the last is ignored, as gzip(1) does."""
    pieces: list[bytes] = []
    while body and (body[:1] == b"\x1f" or not pieces):
        piece, body = _inflated(body, 31)
        pieces.append(piece)
    return b"".join(pieces)


def _deflate(body: bytes) -> bytes:
    """As RFC 1950 says, or bare RFC 1951 as some servers send it."""
    return _inflated(body, 15 if body[0] & 0x0F == 8 else -15)[0] if body else b""


def _inflated(body: bytes, window: int) -> tuple[bytes, bytes]:
    """The first of some packed pieces, and the bytes behind it."""
    packed = zlib.decompressobj(window)
    piece = packed.decompress(body)
    if not packed.eof:
        raise zlib.error("it ends too early")
    return piece, packed.unused_data


def _zstd(body: bytes) -> bytes:
    reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(body), read_across_frames=True)
    return bytes(reader.read())


def _brotli(body: bytes) -> bytes:
    return bytes(brotli.decompress(body)) if body else b""


DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "": _as_it_is,
    "identity": _as_it_is,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
