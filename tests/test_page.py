"""The character set of a page, and what is read from its head."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat import bounds, page

CHINESE = "天气预报说明天上午有小雨，市民出门请带好雨具。记者在河边看到，渡船已经停开，孩子们照常上学。"
TRADITIONAL = "氣象臺說明天上午有小雨，市民出門請帶好雨具。記者在河邊看到，渡船已經停開，孩子們照常上學。"
JAPANESE = "あすの朝は小雨になる見込みで、渡し船は休みます。子どもたちはいつもどおり学校へ行きました。"
KOREAN = "내일 아침에는 비가 조금 내리고 나룻배는 쉽니다. 아이들은 여느 때처럼 학교에 갔습니다."
RUSSIAN = "Завтра утром пройдёт небольшой дождь, паром не работает. Дети, как обычно, пошли в школу."
PERSIAN = "فردا صبح باران کمي مي بارد و قايق کار نمي کند. کودکان مثل هميشه به مدرسه رفتند."
FRENCH = "Demain matin, il pleuvra un peu ; le bac ne circulera pas. « Les élèves sont arrivés à l’école », dit-on."
CASES = [
    ("gb18030", CHINESE), ("big5", TRADITIONAL), ("shift_jis", JAPANESE), ("euc-jp", JAPANESE), ("euc-kr", KOREAN),
    ("windows-1251", RUSSIAN), ("koi8-r", RUSSIAN), ("windows-1256", PERSIAN), ("windows-1252", FRENCH),
    ("utf-8", CHINESE), ("utf-16", RUSSIAN),
]  # fmt: skip


def document(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>{text[:12]}</title></head><body><p class=a>{text}</p></body></html>"


@pytest.mark.parametrize(("charset", "text"), CASES)
@pytest.mark.parametrize("declared", ["right", "none", "utf-8", "iso-8859-1", "gb2312"])
def test_the_content_decides_over_a_wrong_declaration(charset: str, text: str, declared: str) -> None:
    label = {"right": f"text/html; charset={charset}", "none": "text/html"}.get(
        declared, f"text/html; charset={declared}"
    )
    body = document(text).encode(charset)
    assert text in page.decode(body, label)


@pytest.mark.parametrize(("charset", "text"), CASES[:-1])
def test_a_charset_named_in_the_page_is_found(charset: str, text: str) -> None:
    body = document(text, f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">').encode(charset)
    assert text in page.decode(body)


def test_labels_mean_what_they_mean_on_the_web() -> None:
    assert page.decode("<p>“quoted” – €</p>".encode("cp1252"), "text/html; charset=ISO-8859-1") == "<p>“quoted” – €</p>"
    assert "镕" in page.decode(f"<p>{CHINESE}镕</p>".encode("gbk"), "text/html; charset=gb2312")
    assert page.decode("привет".encode("iso-8859-5") * 9, "text/html; charset=ISO-8859-5").startswith("привет")


def test_a_few_spoilt_bytes_do_not_change_the_charset() -> None:
    body = document(RUSSIAN * 3).encode() + b"\xd0 <!-- \xff -->"
    assert RUSSIAN in page.decode(body)


def test_head() -> None:
    found = page.parse(
        b"""<!doctype html><html lang=zh_CN><head><title> The
        Ferry </title><meta name=Description content=one><meta property="og:title" content=" T ">
        <meta name=description content=two><meta itemprop=datePublished content="2026-01-02">
        <base href="/news/"></head><body><a href="a.html#x">A <b>b</b></a><a href="javascript:alert(1)">no</a>
        <a href="http://other.example/z">z</a></body></html>""",
        "https://paper.example/2026/x.html",
    )
    assert found.title == "The Ferry"
    assert found.language == "zh-CN"
    assert found.meta["description"] == "one"
    assert found.meta["og:title"] == "T"
    assert found.meta["datepublished"] == "2026-01-02"
    assert found.base == "https://paper.example/news/"
    assert list(found.links()) == [
        ("https://paper.example/news/a.html#x", "A b"),
        ("http://other.example/z", "z"),
    ]


def test_what_says_something_of_a_page_is_found_by_tag_property_and_relation() -> None:
    found = page.parse(
        b"""<link rel='canonical x' href=/a><meta itemprop='a b' content=1><h1 itemprop=b>One</h1>
        <svg><title>drawn</title></svg><time rel=author>now</time><h1>Two</h1><i rel=next>no</i>""",
        "https://paper.example/",
    )
    names = ["h1", "itemprop=a", "itemprop=b", "rel=author", "rel=canonical", "time", "rel=next", "p"]
    assert [len(found.marked(name)) for name in names] == [2, 1, 2, 1, 1, 1, 0, 0]
    assert [node.text() for node in found.marked("h1")] == ["One", "Two"]


@pytest.mark.parametrize("body", [RUSSIAN.encode(), b"\xef\xbb\xbf" + RUSSIAN.encode(), RUSSIAN.encode("utf-16")])
def test_bytes_and_text_make_one_page(body: bytes) -> None:
    body = body.replace(RUSSIAN.encode(), f"<p>{RUSSIAN}\0</p>".encode())
    assert page.parse(body, "").tree.html == page.Page(page.decode(body), "").tree.html


@pytest.mark.parametrize("base", ["https://evil.example/", "javascript:alert(1)", "data:text/html,x", "//[bad"])
def test_a_base_elsewhere_is_not_believed(base: str) -> None:
    found = page.parse(f'<base href="{base}"><a href=x>x</a>'.encode(), "https://paper.example/a/")
    assert found.base == "https://paper.example/a/"
    assert [link.url for link in found.links()] == ["https://paper.example/a/x"]


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ('{"@type":"A"}', ["A"]),
        ('[{"@type":"A"},{"@type":"B"}]', ["A", "B"]),
        ('{"@context":"x","@graph":[{"@type":"A"},[{"@type":"B"}]]}', ["A", "B"]),
        ('{"@type":"A","list":[1,2,],}', ["A"]),
        ('<!-- {"@type":"A",\n"text":"one\ntwo"} -->', ["A"]),
        ('//<![CDATA[\n{"@type":"A"};\n//]]>', ["A"]),
        ('{"@type":"A"}{"@type":"B"}', ["A", "B"]),
        ('{"@type":"A"', []),
        ("[" * 100_000, []),
        ("1 " * 1_000_000 + '{"@type":"A"}', []),
        ('{"@type":"A"}' * 1_000, ["A"] * 500),
        ("", []),
    ],
)
def test_linked_data(script: str, names: list[str]) -> None:
    body = f'<script type="application/ld+json">{script}</script>'.encode()
    assert [each["@type"] for each in page.parse(body, "https://paper.example/").linked_data] == names


@pytest.mark.parametrize("tag", ["div", "b", "div a='<'", "font><p", "table><tr><td", "x></y"])
def test_depth_does_not_matter(tag: str) -> None:
    body = f"<p>first</p>{f'<{tag}>' * 100_000}<a href=/x>deep</a>".encode()
    start = time.monotonic()
    found = page.parse(body, "https://paper.example/")
    assert found.tree.body and "first" in found.tree.body.text()
    assert [link.url for link in found.links()] in ([], ["https://paper.example/x"]), "what is cut off is at the end"
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("attribute", ["a{}=x", "a{}='x y'", "a{}"])
@pytest.mark.parametrize("before", ["", "<p>first</p>", "<div title='a > b'>"])
def test_the_number_of_attributes_does_not_matter(before: str, attribute: str) -> None:
    attributes = " ".join(attribute.format(number) for number in range(100_000))
    body = f"{before}<i {attributes}>words</i><p>after</p>"
    start = time.process_time()
    tree = page.parse(body.encode(), "https://paper.example/").tree
    assert time.process_time() - start < 1
    assert tree.body and tree.body.text().endswith("wordsafter")
    [element] = tree.css("i")
    assert len(element.attributes) == bounds.MOST_ATTRIBUTES, "the first of them are kept"


def test_one_long_attribute_stays() -> None:
    told = "words, and more of them; " * 2_000
    body = f"<p>a</p><div data-told='{told}' class=b>c</div>".encode()
    [element] = page.parse(body, "https://paper.example/").tree.css("div")
    assert element.attributes == {"data-told": told, "class": "b"}


def test_halves_of_characters_are_left_out() -> None:
    script = r'<script type="application/ld+json">{"headline":"cut \ud83d","name":"\ud83d\ude00 whole"}</script>'
    found = page.parse(script.encode(), "https://paper.example/").linked_data
    assert found == [{"headline": "cut ", "name": "😀 whole"}]


def test_what_lies_too_deep_keeps_its_text_and_what_follows_keeps_its_place() -> None:
    body = "<article>" + "<div>" * 30_000 + "deep" + "</div>" * 30_000 + "<h2>below</h2></article><footer>end</footer>"
    tree = page.parse(body.encode(), "https://paper.example/").tree
    assert tree.body and "deep" in tree.body.text()
    assert [node.text() for node in tree.css("article > h2")] == ["below"]
    assert [node.text() for node in tree.css("body > footer")] == ["end"]


def test_tags_inside_of_scripts_are_not_counted() -> None:
    body = "<script>" + "'<div>'" * 2_000 + "</script>" + "<p>a</p>" * 20_000 + "<div><b>kept</b></div>"
    tree = page.parse(body.encode(), "https://paper.example/").tree
    assert [node.text() for node in tree.css("body > div > b")] == ["kept"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_make_a_page(body: bytes, content_type: str) -> None:
    found = page.parse(body, "https://paper.example/", content_type)
    assert (found.title + found.language + found.base + page.decode(body, content_type)).encode()
    assert isinstance(found.meta, dict)
    assert isinstance(found.linked_data, list)
    assert all(link.url for link in found.links())


@pytest.mark.parametrize("value", ["1", '"1"', '">"', '"<"'])
def test_a_tag_of_too_many_attributes_has_few(value: str) -> None:
    tag = "<p " + " ".join(f"a{number}={value}" for number in range(50_000))
    found = page.parse(f"<body>{tag}>The ferry sails.".encode(), "https://islandpost.example/")
    paragraph = found.tree.css_first("p")
    assert paragraph is not None
    assert paragraph.text().endswith("The ferry sails.")
    assert len(paragraph.attributes) <= 2 * bounds.MOST_ATTRIBUTES


def test_long_scripts_and_values_are_no_long_tags() -> None:
    script = "<script>" + "if (a < b) { c(); } " * 20_000 + "</script>"
    found = page.parse(
        f'<body>{script}<p title="{"word " * 50_000}" id=1>The ferry sails.'.encode(), "https://a.example/"
    )
    paragraph = found.tree.css_first("p")
    assert paragraph is not None
    assert paragraph.attributes["id"] == "1"
