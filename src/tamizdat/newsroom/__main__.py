"""`python -m tamizdat.newsroom [PORT]`: the demo newspaper until Ctrl-C, to read and to try things on."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress

from tamizdat.newsroom import Newsroom, newspaper_folder

# The port that `examples/newspaper/press` and the demo name.
PORT = 8731


def main() -> None:
    """Serve; the address is the only output."""
    with Newsroom(newspaper_folder(), port=int(sys.argv[1]) if sys.argv[1:] else PORT) as newsroom:
        print(f"the newspaper: {newsroom.address}/  (Ctrl-C ends)", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
