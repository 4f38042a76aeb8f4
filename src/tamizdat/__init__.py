"""Keep a blocked news publication readable: gather, extract, archive, render, publish."""

__version__ = "0.1.0"
