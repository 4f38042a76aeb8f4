"""`tamizdat.toml` and `publications/*.toml` → `Config`; every check of what an operator wrote.

A press is one folder. Its settings are short enough to read aloud and hold no secret. A mistake is a
`ConfigError` that names the file, the place in it, and what would have been right.
"""

from __future__ import annotations

import re
import tomllib
import typing
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Struct

from tamizdat.errors import ConfigError
from tamizdat.model import Edition, GatherSettings, MenuEntry, Mirror, Publication, Rules, Source

FILE = "tamizdat.toml"
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*([smhdw])")
# The least that these numbers may be.
LEAST = {"page_limit": 1, "picture_limit": 1, "picture_width": 1, "newest": 1, "redirects": 0, "retries": 0}
# `user@host:path`, as ssh and git write it.
PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~]+")
SECURE_COPY = re.compile(r"[\w.-]+@[\w.-]+:")

AnyStruct = TypeVar("AnyStruct", bound=Struct)


class Config(Struct, frozen=True, kw_only=True):
    """All settings of a press; folders are absolute, publications by their id."""

    folder: Path
    archive: Path
    gather: GatherSettings
    editions: tuple[Edition, ...]
    publications: dict[str, Publication]

    @property
    def releases(self) -> Path:
        """Where each edition lies as its mirrors show it."""
        return self.folder / "releases"

    @property
    def mirrors(self) -> Path:
        """What the transports remember of their mirrors."""
        return self.folder / "mirrors"


def load_config(folder: Path) -> Config:
    """The settings of the press in a folder. Raises `ConfigError`."""
    folder = folder.resolve()
    table = _read(folder / FILE)
    _known(table, {"archive", "gather", "editions"}, FILE)
    files = sorted((folder / "publications").glob("*.toml"))
    publications = {file.stem: _publication(file, folder) for file in files}
    editions = tuple(
        _edition(entry, f"{FILE}, edition {number}", folder, publications)
        for number, entry in enumerate(_tables(table, "editions", FILE), start=1)
    )
    _distinct((edition.name for edition in editions), "edition", FILE)
    _distinct((mirror.name for edition in editions for mirror in edition.mirrors), "mirror", FILE)
    _mirrors_stand_apart(editions)
    _menus_lead_somewhere(editions)
    return Config(
        folder=folder,
        archive=folder / _archive(table),
        gather=_gather(table.get("gather", {})),
        editions=editions,
        publications=publications,
    )


def duration(text: str | float, where: str = "") -> timedelta:
    """A span of time as an operator writes it: `90s`, `30m`, `6h`, `1d`, `2w`, or seconds. Raises `ConfigError`."""
    match = SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
    try:
        if match:
            return timedelta(**{UNITS[match[2]]: float(match[1])})
        if isinstance(text, int | float) and not isinstance(text, bool) and text >= 0:
            return timedelta(seconds=text)
    except OverflowError:
        pass  # longer than there is time
    said = f'"{text}"' if isinstance(text, str) else repr(text)
    raise ConfigError(f"{where}: {said} is no span of time".lstrip(": "), 'write "2s", "30m", "6h", "1d" or "2w"')


def _archive(table: Mapping[str, Any]) -> str:
    name = table.get("archive", "archive")
    if not isinstance(name, str) or not name:
        raise ConfigError(f"{FILE}: archive must be the name of a folder", 'write it like archive = "archive"')
    return name


def _gather(table: dict[str, Any]) -> GatherSettings:
    settings = _struct(table, GatherSettings, f"{FILE}, [gather]")
    for pair in settings.allow:
        if not re.fullmatch(r"(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d{1,5}", pair):
            raise ConfigError(
                f'{FILE}, [gather]: allow has "{pair}"', 'write an exact address and port: "127.0.0.1:8731"'
            )
    _no_secret(settings.proxy, f"{FILE}, [gather] proxy")
    return settings


def _publication(file: Path, folder: Path) -> Publication:
    where = f"publications/{file.name}"
    _named(file.stem, where)
    table = _read(file)
    sources = tuple(
        _place_of(entry, Source, f"{where}, source {n}", folder) for n, entry in _numbered(table, "sources", where)
    )
    rules = tuple(_struct(entry, Rules, f"{where}, rules {n}") for n, entry in _numbered(table, "rules", where))
    rest = {"id": file.stem, "name": file.stem} | {k: v for k, v in table.items() if k not in ("sources", "rules")}
    if "id" in table:
        raise ConfigError(
            f"{where}: a publication's id is the name of its file", f'delete the line "id = …"; it is "{file.stem}"'
        )
    publication = _struct(rest, Publication, where)
    for pattern in (*publication.topics, *(p for source in sources for p in (*source.include, *source.exclude))):
        _pattern(pattern, where)
    _zone(publication.timezone, where)
    _web_address(publication.home, f"{where}, home")
    return msgspec.structs.replace(publication, sources=sources, rules=rules)


def _edition(table: dict[str, Any], where: str, folder: Path, publications: Mapping[str, Publication]) -> Edition:
    edition = _struct({k: v for k, v in table.items() if k not in ("menu", "mirrors")}, Edition, where)
    _named(edition.name, where)
    _web_address(edition.address, f"{where}, address")
    menu = tuple(_struct(entry, MenuEntry, f"{where}, menu {n}") for n, entry in _numbered(table, "menu", where))
    mirrors: list[Mirror] = []
    for n, entry in _numbered(table, "mirrors", where):
        mirror = _place_of(entry, Mirror, f"{where}, mirror {n}", folder)
        mirrors.append(msgspec.structs.replace(mirror, name=mirror.name or f"{edition.name}-{n}"))
        _named(mirrors[-1].name, f"{where}, mirror {n}")
        _web_address(mirror.address, f"{where}, mirror {n}, address")
    for name in edition.publications:
        if name not in publications:
            known = ", ".join(sorted(publications)) or "none: there is no file in publications/"
            raise ConfigError(f'{where}: no publication is called "{name}"', f"known are {known}")
    pages = str(folder / edition.pages) if edition.pages else ""
    chosen = edition.publications or tuple(sorted(publications))
    return msgspec.structs.replace(edition, menu=menu, mirrors=tuple(mirrors), pages=pages, publications=chosen)


def _place_of(table: dict[str, Any], kind: type[AnyStruct], where: str, folder: Path) -> AnyStruct:
    """A source or mirror: what is no field of it is an option of its kind, checked where the kind is made."""
    fields = {field.name for field in msgspec.structs.fields(kind)} - {"options"}
    options = {key: value for key, value in table.items() if key not in fields}
    plain = {key: value for key, value in table.items() if key in fields}
    for key in ("kind", "url"):
        hint = f'every such entry says its kind and its url: {key} = "…"'
        if not plain.get(key):
            raise ConfigError(f'{where}: "{key}" is missing', hint)
        if not isinstance(plain[key], str):
            raise ConfigError(f"{where}: {key} must be a text", hint)
    _no_secret(plain["url"], where)
    plain["url"] = absolute(plain["url"], folder)
    return _struct(plain | {"options": options}, kind, where)


def absolute(url: str, folder: Path) -> str:
    """An address as it is; a path made absolute from the folder of the press."""
    if "://" in url or SECURE_COPY.match(url):
        return url
    return str((folder / Path(url).expanduser()).absolute())


def _struct(table: dict[str, Any], kind: type[AnyStruct], where: str) -> AnyStruct:
    if not isinstance(table, dict):
        raise ConfigError(f"{where}: this must be a table of settings", "see docs/configuration.md for an example")
    hints = typing.get_type_hints(kind)
    _known(table, set(hints), where)
    values = {key: _value(value, hints[key], f"{where}, {key}") for key, value in table.items()}
    for key, value in values.items():
        if isinstance(value, int | float) and value < LEAST.get(key, value):
            raise ConfigError(f"{where}, {key}: {value} is too small", f"it is at least {LEAST[key]}")
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"{where}: {_plain(str(error))}", "see docs/configuration.md for what each setting takes"
        ) from error


def _value(value: Any, hint: Any, where: str) -> Any:
    """A value as msgspec takes it: spans of time, and a day as the moment at which it begins in UTC."""
    if hint is timedelta:
        return duration(value, where)
    if hint == tuple[timedelta, ...] and isinstance(value, list):
        return [duration(item, where) for item in value]
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time.min, UTC)
    return value


def _plain(message: str) -> str:
    """msgspec's words in an operator's terms."""
    path = re.search(r" - at `\$\.?([^`]*)`$", message)
    text = message[: path.start()] if path else message
    text = text.replace("Object missing required field", "missing setting").replace("Expected", "expected")
    return f"{path[1]}: {text}" if path and path[1] else text


def _read(file: Path) -> dict[str, Any]:
    try:
        # Some editors write a byte order mark.
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        hint = 'make a press with "tamizdat init URL", or name its folder with -C'
        raise ConfigError(f"there is no {file.name} in {file.parent}", hint) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file.name} cannot be read: {error}", "it is written in TOML (https://toml.io)") from error
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}", "it must be a file that we may read") from error


def _known(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise ConfigError(f'{where}: unknown setting "{key}"', f"known are {', '.join(sorted(known))}")


def _tables(table: Mapping[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise ConfigError(f"{where}: {key} must be a list of tables", f"write [[{key}]] above each")
    return value


def _numbered(table: Mapping[str, Any], key: str, where: str) -> Iterable[tuple[int, dict[str, Any]]]:
    return enumerate(_tables(table, key, where), start=1)


def _named(name: str, where: str) -> None:
    if not NAME.fullmatch(name):
        raise ConfigError(f'{where}: "{name}" cannot be a name', "use lower-case letters, digits and hyphens")


def _distinct(names: Iterable[str], noun: str, where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ConfigError(f'{where}: two of the {noun}s are called "{name}"', "give each a name of its own")
        seen.add(name)


def _mirrors_stand_apart(editions: tuple[Edition, ...]) -> None:
    """Two editions in one place would each delete what is the other's."""
    seen: dict[tuple[str, str, str], str] = {}
    for mirror in (mirror for edition in editions for mirror in edition.mirrors):
        place = (mirror.kind, mirror.url, str(mirror.options.get("branch", "main")))
        if place in seen:
            raise ConfigError(
                f'{FILE}: the mirrors "{seen[place]}" and "{mirror.name}" are one place',
                "give each a folder, repository or branch of its own",
            )
        seen[place] = mirror.name


def _menus_lead_somewhere(editions: tuple[Edition, ...]) -> None:
    known = {".", *(f"edition:{edition.name}" for edition in editions)}
    for edition in editions:
        pages = {f"pages/{file.stem}" for file in Path(edition.pages).glob("*.md")} if edition.pages else set()
        for entry in edition.menu:
            if "://" in entry.to:
                _shown_to_readers(entry.to, f'edition "{edition.name}", menu')
            elif entry.to not in known | pages:
                raise ConfigError(
                    f'edition "{edition.name}": its menu leads to "{entry.to}", which is not there',
                    f"known are {', '.join(sorted(known | pages))}, and whole addresses",
                )
        for address in filter(None, (edition.address, *(mirror.address for mirror in edition.mirrors))):
            _shown_to_readers(address, f'edition "{edition.name}"')


def _shown_to_readers(address: str, where: str) -> None:
    """A link that readers are given: over TLS, into the clear web, in plain letters."""
    host = (urlsplit(address).hostname or "").lower()
    if not address.startswith("https://") or not host or host.endswith(".onion") or not PLAIN.fullmatch(address):
        raise ConfigError(
            f'{where}: readers cannot be sent to "{address}"',
            "write https://… with other letters than a to z escaped; an .onion address may stand in a page of your own",
        )


def _pattern(pattern: str, where: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ConfigError(
            f'{where}: "{pattern}" is no regular expression: {error}', "mind the brackets and backslashes"
        ) from error


def _zone(name: str, where: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f'{where}: there is no time zone "{name}"', 'write it like "Asia/Taipei" or "UTC"') from error


def _web_address(url: str, where: str) -> None:
    if url and not re.match(r"https?://[^/\s]", url):
        raise ConfigError(f'{where}: "{url}" is no address', 'write it like "https://news.example.org/"')


def _no_secret(url: str, where: str) -> None:
    try:
        parts = urlsplit(url)
        secret = parts.password or (parts.scheme in ("http", "https") and parts.username)
    except ValueError:
        secret = None
    if secret:
        raise ConfigError(
            f"{where}: the address holds a password or a token",
            "take it out: git asks its credential helper, ssh its agent",
        )
