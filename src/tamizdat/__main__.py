"""`python -m tamizdat`."""

from __future__ import annotations

from tamizdat.cli import main

if __name__ == "__main__":
    main()
