"""Content codings are undone in small steps, however their bytes are sliced, and broken ones are refused."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.gather.decode import DECODERS, STEP, Corrupt, TooLarge, bounded, decode

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
MANY = ("gzip", "zstd")  # codings of which several may follow each other


@pytest.mark.parametrize("name", PACKERS)
def test_no_step_of_a_decoder_is_large(name: str) -> None:
    whole = PACKERS[name](bytes(40_000_000))
    steps = [len(step) for step in DECODERS[name](iter([whole]))]
    assert max(steps) < (4_000_000 if name == "zstd" else 200_000)
    assert sum(steps) == 40_000_000


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("spare", [-1, 0, 1])
def test_the_limit_is_exact(name: str, spare: int) -> None:
    packed = PACKERS[name](b"x" * 5_000)
    if spare < 0:
        with pytest.raises(TooLarge, match="more than 4,999 bytes"):
            decode([packed], name, 5_000 + spare)
    else:
        assert len(decode([packed], name, 5_000 + spare)) == 5_000


@settings(max_examples=50)
@given(st.binary(min_size=1, max_size=3000), st.sampled_from([1, 7, 64, 5000]), st.booleans())
def test_every_coding_survives_any_slicing(data: bytes, size: int, twice: bool) -> None:
    for name, pack in PACKERS.items():
        times = 2 if twice and name in MANY else 1
        whole = pack(data) * times
        slices = [whole[start : start + size] for start in range(0, len(whole), size)]
        assert decode(slices, name, 10_000) == data * times
        with pytest.raises(Corrupt, match="badly compressed"):
            decode([pack(data)[:-1]], name, 10_000)


@settings(max_examples=100)
@given(st.sampled_from(sorted(DECODERS)), st.binary(max_size=200), st.integers(0, 60), st.binary(max_size=3))
def test_damage_is_refused_or_bounded(name: str, data: bytes, place: int, damage: bytes) -> None:
    whole = PACKERS[name.removeprefix("x-")](data)
    with suppress(Corrupt, TooLarge):
        assert len(decode([whole[:place] + damage + whole[place + 1 :]], name, 1_000)) <= 1_000


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("size", [1_000, 65_536, 10_000_000])
def test_a_long_text_comes_out_whole(name: str, size: int) -> None:
    text = " ".join(sha256(bytes([number % 251])).hexdigest() for number in range(30_000)).encode()
    packed = PACKERS[name](text)
    slices = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert decode(slices, name, len(text)) == text


def test_several_codings_are_undone_in_turn() -> None:
    assert decode([brotli.compress(gzip.compress(b"hello", mtime=0))], " GZIP ,, br ", 100) == b"hello"


@pytest.mark.parametrize("coding", ["compress", "gzip, gzip, gzip", "br;q=1", "../../gzip"])
def test_unknown_codings_are_refused(coding: str) -> None:
    with pytest.raises(Corrupt, match="unknown compression") as failure:
        decode([b"x"], coding, 100)
    assert failure.value.hint


def test_what_follows_the_last_member_is_ignored() -> None:
    assert decode([gzip.compress(b"hello", mtime=0) + bytes(9)], "gzip", 100) == b"hello"
    assert decode([gzip.compress(b"hello", mtime=0), b"\r\n"], "gzip", 100) == b"hello"


def test_deflate_may_be_bare() -> None:
    for size in (5, *range(STEP - 300, STEP + 300)):  # around the end of a step as well
        bare = zlib.compressobj(wbits=-15)
        assert decode([bare.compress(b"x" * size) + bare.flush()], "Deflate", size) == b"x" * size


def test_nothing_is_nothing_in_every_coding() -> None:
    assert [decode([], name, 10) for name in ("", "identity", *DECODERS)] == [b""] * (len(DECODERS) + 2)


def test_chunks_pass_up_to_the_limit() -> None:
    passed = []
    with pytest.raises(TooLarge):
        for chunk in bounded([b"12", b"34", b"5"], 4):
            passed.append(chunk)
    assert passed == [b"12", b"34"]
