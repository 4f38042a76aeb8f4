"""Find an implementation by its name: a short name in a folder's table, or `package.module:object`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from tamizdat.errors import ConfigError


def load(name: str, table: Mapping[str, str], noun: str) -> Any:
    """The object that `name` stands for; nothing is imported before it is asked for.

    `noun` is the word for such things in messages. Raises `ConfigError` for an unknown name.
    """
    target = table.get(name, name)
    module, colon, attribute = target.partition(":")
    if not colon:
        known = ", ".join(sorted(table))
        raise ConfigError(f'unknown {noun} "{name}"', f"known are {known}; your own is written package.module:Name")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise ConfigError(f'{noun} "{name}" cannot be loaded: {error}', "is the package installed here?") from error
