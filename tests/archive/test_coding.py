"""Whatever gather can undo, the archive can undo again."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.archive.coding import DECODERS, decoded
from tamizdat.gather.decode import DECODERS as GATHERED

PACKERS = {
    "": lambda data: data,
    "identity": lambda data: data,
    "gzip": gzip.compress,
    "x-gzip": lambda data: gzip.compress(data[:3]) + gzip.compress(data[3:]) + b"behind",
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": lambda data: zstandard.compress(data[:3]) + zstandard.compress(data[3:]),
}


@given(data=st.binary(max_size=500), coding=st.sampled_from(sorted(PACKERS)))
def test_what_was_packed_comes_out(data: bytes, coding: str) -> None:
    assert decoded(PACKERS[coding](data), coding) == data


def test_bare_deflate_is_read_too() -> None:
    packer = zlib.compressobj(wbits=-15)
    assert decoded(packer.compress(b"news") + packer.flush(), "deflate") == b"news"


def test_layers_are_undone_from_the_last() -> None:
    assert decoded(brotli.compress(gzip.compress(b"news", mtime=0)), " GZip, br ") == b"news"


def test_all_that_gather_knows_is_known() -> None:
    assert GATHERED.keys() <= DECODERS.keys() == PACKERS.keys()


@pytest.mark.parametrize(
    ("body", "coding", "said"),
    [
        (b"x", "compress", 'the compression "compress" is unknown'),
        (b"\x1f\x8bx", "gzip", "badly compressed"),
        (b"x", "deflate", "badly compressed"),
        (b"x", "br", "badly compressed"),
        (b"x", "zstd", "badly compressed"),
    ],
)
def test_what_cannot_be_read_is_an_error(body: bytes, coding: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        decoded(body, coding)
