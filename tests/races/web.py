"""The real web application on a given database and port, as a process of its own that tests may kill."""

from __future__ import annotations

import sys

import waitress

import workflows.rooms  # noqa: F401  fills the registry of operations
from webapp import create_app
from webapp.settings import Settings
from workflows.store import Store


def main() -> None:
    """Serve until killed: arguments are the database URL and the port."""
    url, port = sys.argv[1], int(sys.argv[2])
    store = Store.from_url(url)
    app = create_app(store, Settings(secret_key="a key that outlives a killed server", is_demo=True))
    waitress.serve(app, host="127.0.0.1", port=port, threads=4, _quiet=True)


if __name__ == "__main__":
    main()
