"""Undo content codings (RFC 9110 §8.4.1) in small steps, so that a bomb is noticed before it has grown.

No step gives more than about 3 MB however well its input was packed, so whoever counts what comes out
(`bounded`) can stop in time. Reading ten gigabytes of zeros packed in ten megabytes takes a few megabytes of memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli  # type: ignore[import-untyped]  # it ships none
import zstandard

from tamizdat.errors import SourceError

STEP = 65_536
# A zstd block of 4 bytes can stand for 128 KB, and the decoder gives all that its input holds at once.
ZSTD_SLICE = 64
ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: the largest window for content codings
LAYERS = 2  # more than one coding is rare, more than two is an attack
LIMIT_HINT = "raise page_limit or picture_limit under [gather] if it is meant"


class Corrupt(SourceError):
    """Bytes that are not what their content coding says."""


class TooLarge(SourceError):
    """More bytes than the limit."""


def decode(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The bytes that were packed by `encoding` (a Content-Encoding value, "" for none), at most `limit` of them.

    Reads `chunks` to the end. Raises `Corrupt` for an unknown coding and for broken or unfinished bytes,
    `TooLarge` once there is more than `limit`.
    """
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > LAYERS or any(name not in DECODERS for name in names):
        raise Corrupt(f'has the unknown compression "{encoding}"', "known are gzip, deflate, br and zstd")
    stream = iter(chunks)
    for name in reversed(names):
        stream = DECODERS[name](stream)
    try:
        return b"".join(bounded(stream, limit))
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise Corrupt(f"is badly compressed: {error}", "the server may be broken; try again later") from error


def bounded(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The same chunks, or `TooLarge` as soon as they are more than `limit` bytes together."""
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise TooLarge(f"is too large: more than {limit:,} bytes", LIMIT_HINT)
        yield chunk


def _unfinished(name: str) -> Corrupt:
    return Corrupt(f"is badly compressed: the {name} data ends too early", "try again later")


def _gzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """RFC 1952: any number of members; what follows the last one is ignored, as gzip(1) does."""
    decoder, members, within = zlib.decompressobj(31), 0, False
    for chunk in chunks:
        while chunk and (within or members == 0 or chunk[:1] == b"\x1f"):
            within = True
            yield decoder.decompress(chunk, STEP)
            chunk = decoder.unconsumed_tail
            if decoder.eof:
                chunk, members, within = decoder.unused_data, members + 1, False
                decoder = zlib.decompressobj(31)
    if within:
        raise _unfinished("gzip")


def _deflate(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """RFC 1950 as the standard says, or bare RFC 1951 as some servers send it."""
    decoder = None
    for chunk in chunks:
        if decoder is None and chunk:
            decoder = zlib.decompressobj(15 if chunk[0] & 0x0F == 8 else -15)
        while chunk and decoder and not decoder.eof:
            yield decoder.decompress(chunk, STEP)
            chunk = decoder.unconsumed_tail
    if decoder and not decoder.eof:
        yield decoder.flush()  # at most one match, of 258 bytes, which a full step left no room for
    if decoder and not decoder.eof:
        raise _unfinished("deflate")


def _brotli(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """RFC 7932."""
    decoder, started = brotli.Decompressor(), False
    for chunk in chunks:
        if not chunk or decoder.is_finished():
            continue
        started = True
        step = decoder.process(chunk, output_buffer_limit=STEP)
        # It accepts more while it still holds some: measured with brotli 1.2, on pages of more than 64 KB.
        while step or not (decoder.is_finished() or decoder.can_accept_more_data()):
            yield step
            step = b"" if decoder.is_finished() else decoder.process(b"", output_buffer_limit=STEP)
    if started and not decoder.is_finished():
        raise _unfinished("brotli")


def _zstd(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """RFC 8878: any number of frames."""
    source = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    decoder = None
    for chunk in chunks:
        for start in range(0, len(chunk), ZSTD_SLICE):
            piece = chunk[start : start + ZSTD_SLICE]
            while piece:
                decoder = decoder or source.decompressobj()
                yield decoder.decompress(piece)
                piece, decoder = (decoder.unused_data, None) if decoder.eof else (b"", decoder)
    if decoder:
        raise _unfinished("zstd")


DECODERS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
