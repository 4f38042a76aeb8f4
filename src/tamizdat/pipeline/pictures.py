"""pictures: which pictures of our articles do we not hold?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tamizdat.errors import SourceError
from tamizdat.gather.images import fetch_picture
from tamizdat.model import Failure
from tamizdat.pipeline.press import Event, Press, Progress, Result


def pictures(press: Press, names: Sequence[str] = ()) -> Iterator[Event]:
    """Every picture of the named publications' articles, made small and clean; one that fails leaves its caption."""
    chosen = [publication.id for publication in press.publications(names)]
    wanted = press.archive.wanted_pictures(chosen, press.now())
    counts = {"kept": 0, "failed": 0}
    if wanted:
        with press.fetcher() as fetcher:
            for done, (url, page) in enumerate(wanted):
                yield Progress("pictures", "pictures", done, len(wanted))
                try:
                    made = fetch_picture(fetcher, url, press.config.gather)
                except SourceError as error:
                    counts["failed"] += 1
                    message = f"{error.message} (shown in {page})"
                    failure = Failure(stage="pictures", subject=url, message=message, hint=error.hint, at=press.now())
                    press.archive.fail(failure)
                    yield failure
                else:
                    counts["kept"] += 1
                    press.archive.add_picture(url, made.data, made.media_type, made.width, made.height)
    yield Result("pictures", "pictures", counts)
