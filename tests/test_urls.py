"""Addresses as the web writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat import urls
from tamizdat.urls import article_id, canonical, is_inside, is_topic, join, readable, same_origin, same_site, site


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("HTTP://www.Example.com:80/a/../b", "http://www.example.com/b"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com/a?utm_source=x&b=1&fbclid=2", "https://example.com/a?b=1"),
        ("https://example.com/?n13533598", "https://example.com/?n13533598"),
        ("https://example.com/%e4%b8%ad", "https://example.com/%E4%B8%AD"),
        ("https://example.com/中", "https://example.com/%E4%B8%AD"),
        ("https://example.com/a%2fb", "https://example.com/a%2Fb"),
        ("https://user:word@example.com/", "https://example.com/"),
        ("https://例子.中国/", "https://xn--fsqu00a.xn--fiqs8s/"),
        ("https://example.com./a#part", "https://example.com/a"),
        ("javascript:alert(1)", ""),
        ("https://：8080/", ""),
        ("https://exa mple.com/", ""),
        ("https://example..com/", ""),
        ("https://ex%61mple.com/", ""),
        ("https://[fe80::1%25lo]/", ""),
        ("https://[2606:4700::1]:8443/a", "https://[2606:4700::1]:8443/a"),
        (f"https://{'a' * 64}.example/", ""),
        ("https://example.com/\ud83d", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_one_address_has_one_form(written: str, expected: str) -> None:
    assert canonical(written) == expected


@given(st.text(st.characters() | st.characters(categories=["Cs"])))  # halves of characters too, as JSON has them
def test_the_form_is_final_and_nothing_raises(text: str) -> None:
    for written in (text, "https://example.com/" + text, "http://" + text):
        form = canonical(written)
        assert canonical(form) == form
        assert form.isascii()


PIECES = st.sampled_from([*"abc09/.:-_%?=&;@#!~+,", "//", "/../", "/./", "%41", "%e4", ":80", ":443/", "?utm_id=1"])
PATHS = st.lists(PIECES, max_size=9).map("".join)


@given(st.sampled_from(["http://a.example", "https://a.example:8080", "http://10.0.0.1", "https://A.example"]), PATHS)
def test_what_is_canonical_at_a_glance_is_so_on_a_closer_look(server: str, path: str) -> None:
    written = server + path
    assert canonical(written) == urls._canonical.__wrapped__(written)


@given(st.sampled_from(["", "/", "http://b.example", "https://b.example:8080"]), PATHS)
def test_what_is_joined_at_a_glance_is_so_on_a_closer_look(server: str, path: str) -> None:
    base = "https://example.com:444/a/b?c"
    assert join(base, server + path) == join(base, f"\x00{server}{path}"), "a control character is taken out"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/b", "https://example.com/b"),
        ("c?d=1#e", "https://example.com/a/c?d=1#e"),
        ("//other.example/x", "https://other.example/x"),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("#top", ""),
        ("http://[", ""),
        ("mailto:a@example.com", ""),
    ],
)
def test_only_pages_of_the_web_are_led_to(href: str, expected: str) -> None:
    assert join("https://example.com/a/b", href) == expected


def test_a_site_is_what_its_owner_registered() -> None:
    assert site("https://www.news.example.co.uk/") == "example.co.uk"
    assert site("https://m.example.com/") == "example.com"
    assert site("http://127.0.0.1:8731/") == "127.0.0.1"
    assert same_site("https://m.example.com/a", "https://example.com/b")
    assert not same_site("https://example.com/", "https://example.org/")
    assert not same_site("", "")


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("http://127.0.0.1:8731/a", True),
        ("http://169.254.169.254/latest/", True),
        ("http://10.1.2.3/", True),
        ("http://[::1]/", True),
        ("http://[::ffff:192.168.0.1]/", True),
        ("http://[fe80::1%25lo]/", True),
        ("http://localhost:8000/", True),
        ("http://LOCALHOST./", True),
        ("http://wiki/", True),
        ("http://printer.local/", True),
        ("http://db.internal/", True),
        ("http://127.1/", True),
        ("http://2852039166/", True),
        ("http://0x7f.1/", True),
        ("https://example.com/", False),
        ("http://141.164.51.119:10000/", False),
        ("http://[2606:4700::1]/", False),
        ("https://localhost.example/", False),
    ],
)
def test_addresses_inside_a_network_are_known_by_their_host(address: str, inside: bool) -> None:
    assert is_inside(address) is inside


def test_an_origin_is_host_and_port() -> None:
    assert same_origin("http://127.0.0.1:8731/a", "http://127.0.0.1:8731/b?c")
    assert not same_origin("http://127.0.0.1:8731/a", "http://127.0.0.1:9/a")
    assert not same_origin("http://[", "http://[")


def test_topic_pages_are_known_by_their_address() -> None:
    assert is_topic("https://example.com/gb/tag/%E5%8C%97%E7%BA%A6.html")
    assert not is_topic("https://example.com/stage/1")
    assert is_topic("https://example.com/about/x/", (r"/about/[a-z]+/$",))
    assert not is_topic("https://example.com/tag/x", (r"/about/",))


def test_ids_are_short_and_stay() -> None:
    assert article_id("https://example.com/a") == "fxhautcqiqn7"
    assert len(article_id("https://example.com/a", 16)) == 16


def test_addresses_are_shown_as_people_write_them() -> None:
    assert readable("https://example.com/%E4%B8%AD%20a") == "https://example.com/中%20a"
    assert readable("https://example.com/%ff") == "https://example.com/%ff"
