"""What is due is captured once, and again when there is a reason; what fails is left alone for longer each time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from archive.samples import HOUR, NOW, URL
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.archive import Archive
from tamizdat.model import Entry, Failure, Poll

FEED = "https://paper.example/feed.xml"
AGAIN = (HOUR, 6 * HOUR, 24 * HOUR, 168 * HOUR)
MINUTE = timedelta(minutes=1)


def entry(url: str = URL, **more: Any) -> Entry:
    return Entry(url=url, publication="paper", **more)


def failure(stage: str = "gather", subject: str = URL, **more: Any) -> Failure:
    values: dict[str, Any] = {"stage": stage, "subject": subject, "message": "it answered 503", "at": NOW}
    return Failure(**(values | more))


def due(archive: Archive, hours: float) -> bool:
    return bool(archive.due(FEED, NOW + hours * HOUR, AGAIN))


def test_a_poll_is_remembered_whole(archive: Archive) -> None:
    poll = Poll(url=URL, checked_at=NOW, status=200, etag='"7"', last_modified="Sun", digest="4f2c", body=b"robots")
    assert archive.poll(URL) is None
    archive.remember(poll)
    assert archive.poll(URL) == poll
    later = Poll(url=URL, checked_at=NOW + HOUR, status=304)
    archive.remember(later)
    assert archive.poll(URL) == later


def test_an_entry_is_new_once(archive: Archive) -> None:
    whole = entry(section="City", title="Ferry", published=NOW, modified=NOW, locator="line 7")
    assert archive.note(whole, FEED)
    assert not archive.note(whole, FEED)
    assert archive.due(FEED, NOW, AGAIN) == [whole]


def test_entries_are_due_in_the_order_in_which_they_were_noted(archive: Archive) -> None:
    for name in ("b", "c", "a"):
        archive.note(entry(f"https://paper.example/{name}"), FEED)
    archive.note(entry("https://paper.example/of-another-source"), "https://paper.example/sitemap.xml")
    assert [each.url[-1] for each in archive.due(FEED, NOW, AGAIN)] == ["b", "c", "a"]


@pytest.mark.parametrize("published", [NOW, None], ids=["published", "noted"])
def test_a_young_article_is_looked_at_again_once_after_each_step(archive: Archive, published: Any) -> None:
    archive.note(entry(published=published), FEED)
    archive.captured(entry(), NOW)
    looked = []
    for quarter in range(4 * 24 * 30):
        if due(archive, quarter / 4):
            looked.append(quarter / 4)
            archive.captured(entry(), NOW + quarter / 4 * HOUR)
    assert looked == [1, 6, 24, 168]


def test_what_is_not_looked_at_in_time_is_looked_at_once(archive: Archive) -> None:
    archive.note(entry(published=NOW), FEED)
    archive.captured(entry(), NOW)
    assert due(archive, 30)
    archive.captured(entry(), NOW + 30 * HOUR)
    assert not due(archive, 100)
    assert due(archive, 168)


def test_an_old_article_is_captured_once(archive: Archive) -> None:
    archive.note(entry(published=NOW - 1000 * HOUR), FEED)
    assert due(archive, 0)
    archive.captured(entry(), NOW)
    assert not due(archive, 500)


def test_without_steps_nothing_is_looked_at_again(archive: Archive) -> None:
    archive.note(entry(published=NOW), FEED)
    archive.captured(entry(), NOW)
    assert archive.due(FEED, NOW + 1000 * HOUR, ()) == []


def test_what_was_modified_since_is_due(archive: Archive) -> None:
    old = NOW - 1000 * HOUR
    archive.note(entry(published=old, modified=old), FEED)
    archive.captured(entry(), NOW)
    changed = entry(published=old, modified=NOW + HOUR, locator="line 9")
    assert archive.note(changed, FEED)
    assert not archive.note(changed, FEED)
    assert archive.due(FEED, NOW + 2 * HOUR, AGAIN) == [changed]
    archive.captured(changed, NOW + 2 * HOUR)
    assert not due(archive, 3)


def test_an_earlier_modification_is_no_news(archive: Archive) -> None:
    archive.note(entry(modified=NOW), FEED)
    assert not archive.note(entry(modified=NOW - HOUR), FEED)
    assert not archive.note(entry(), FEED)
    assert archive.due(FEED, NOW, AGAIN) == [entry(modified=NOW)]


def test_a_source_whose_clock_is_fast_is_not_asked_at_every_run(archive: Archive) -> None:
    ahead = entry(published=NOW - 1000 * HOUR, modified=NOW + 8 * HOUR)
    archive.note(ahead, FEED)
    archive.captured(ahead, NOW)
    assert not due(archive, 1)
    archive.note(entry(published=NOW - 1000 * HOUR, modified=NOW + 9 * HOUR), FEED)
    assert due(archive, 2)


def test_nor_is_one_whose_clock_is_slow_disbelieved(archive: Archive) -> None:
    old = NOW - 1000 * HOUR
    archive.note(entry(published=old, modified=old), FEED)
    archive.captured(entry(), NOW)
    assert not due(archive, 1)
    assert archive.note(entry(published=old, modified=NOW - 7 * HOUR), FEED)
    assert due(archive, 1)
    archive.captured(entry(), NOW + HOUR)
    assert not due(archive, 2)


def test_a_time_of_modification_that_was_unknown_is_no_modification(archive: Archive) -> None:
    old = NOW - 1000 * HOUR
    archive.note(entry(published=old), FEED)
    archive.captured(entry(), NOW)
    assert not archive.note(entry(published=old, modified=NOW - HOUR), FEED)
    assert not due(archive, 1)
    archive.note(entry(published=old, modified=NOW + HOUR), FEED)
    assert due(archive, 2)


def test_a_failure_rests_for_longer_each_time(archive: Archive) -> None:
    archive.note(entry(), FEED)
    rests, at = [], NOW
    for _ in range(14):
        archive.fail(failure(at=at))
        start = at
        while archive.due(FEED, at, AGAIN) == []:
            at += 10 * MINUTE
        rests.append((at - start) // MINUTE)
    week = 7 * 24 * 60
    assert rests == [*(10 * 2**n for n in range(10)), week, week, week, week]


def test_a_captured_entry_has_failed_no_more(archive: Archive) -> None:
    archive.note(entry(), FEED)
    archive.fail(failure())
    archive.fail(failure("extract"))
    archive.captured(entry(), NOW)
    assert archive.failures() == [failure("extract")]


def test_a_failure_is_told_as_it_last_was(archive: Archive) -> None:
    archive.fail(failure())
    last = failure(message="it answered 404", hint="it is gone", trace="line 7", at=NOW + HOUR)
    archive.fail(last)
    assert archive.failures() == [last]
    assert archive.counts()["failures"] == 1


def test_failures_are_told_the_newest_first_and_by_stage(archive: Archive) -> None:
    told = [failure("publish", "git", at=NOW + HOUR), failure("gather", "a"), failure("gather", "b")]
    for each in reversed(told):
        archive.fail(each)
    assert archive.failures() == told
    assert archive.failures("gather") == told[1:]
    archive.mend("gather", "a")
    archive.mend("gather", "a")
    assert archive.failures() == [told[0], told[2]]


def test_a_stage_rests_for_itself(archive: Archive) -> None:
    archive.fail(failure("pictures"))
    assert archive.resting("pictures", NOW) == {URL}
    assert archive.resting("gather", NOW) == set()
    assert archive.resting("pictures", NOW + HOUR) == set()


moments = st.none() | st.integers(-2000, 2000).map(lambda hours: NOW + hours * HOUR)


@given(published=moments, modified=moments, hours=st.lists(st.integers(0, 2000), min_size=1, max_size=6))
def test_what_was_just_captured_is_not_due(
    shared_archive: Archive, published: Any, modified: Any, hours: list[int]
) -> None:
    url = f"https://paper.example/{shared_archive.counts()['entries']}"
    own = entry(url, published=published, modified=modified)
    assert shared_archive.note(own, FEED)
    assert own in shared_archive.due(FEED, NOW, AGAIN)
    for hour in sorted(hours):
        at = NOW + hour * HOUR
        shared_archive.captured(own, at)
        assert own not in shared_archive.due(FEED, at, AGAIN)
