"""Lines of small print: where each field ends, whose names stand behind which label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.extract import small_print


@pytest.mark.parametrize(
    ("text", "source", "writers"),
    [
        ("2026年3月2日 09:10　来源：港灯　记者：林可　评论(2)　字号：大 中 小", "港灯", ["林可"]),
        ("2026-03-02 来源：港灯 记者：林可、周澜 评论(2) 字号：大 中 小", "港灯", ["林可、周澜"]),
        ("来源：本站原创\u00a0\u00a0作者：码头小组\u00a0\u00a0浏览：12", "本站原创", ["码头小组"]),
        ("2026-03-02 11:05:09　来源: 港灯 举报", "港灯", []),
        ("来源： 海港报 | 编辑： 何一舟", "海港报", ["何一舟"]),
        ("作者：林可 编辑：何一舟", "", ["林可"]),
        ("来源：海港报 1032 人参与 308 评论", "海港报", []),
        ("来源：海港报 2026-03-02 10:30", "海港报", []),
        ("（来源：海港报）三月二日讯　船长说", "海港报", []),
        ("来源：海港报（北岛）　记者：林可", "海港报（北岛）", ["林可"]),
        ("責任編輯：海燈", "", []),
        ("Источник: Портовый вестник Автор: Вера Лаптева", "Портовый вестник", ["Вера Лаптева"]),
        ("منبع: خبرگزاری بندر | نویسنده: مهتاب ساحلی", "خبرگزاری بندر", ["مهتاب ساحلی"]),
        ("Source: Harbour Wire", "Harbour Wire", []),
        ("The source: nobody knows", "", []),
        ("来源：", "", []),
        ("", "", []),
    ],
)
def test_each_field_ends_where_the_next_begins(text: str, source: str, writers: list[str]) -> None:
    lines = [small_print.line(text)]
    assert small_print.source(lines) == source
    assert small_print.writers(lines) == writers


def test_an_editor_counts_where_nobody_is_said_to_have_written() -> None:
    assert small_print.writers(["编辑：何一舟", "记者：林可"]) == ["林可"]


def test_only_wide_gaps_part_fields() -> None:
    assert small_print.line(" a \n b\u3000\u3000c\u00a0 \u00a0d\u00a0e ") == "a b\u3000c\u3000d e"
    assert len(small_print.line("x" * 999)) == small_print.LONGEST


@given(st.text(st.sampled_from("来源记者作编辑：: 　\u00a0|（）abc12\n"), max_size=80))
def test_any_line_is_borne(text: str) -> None:
    found = [small_print.source([text]), *small_print.writers([text])]
    assert not any("\n" in each or len(each) > 60 for each in found)
