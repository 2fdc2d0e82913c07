"""`python -m liaison_sync` and the `liaison-sync` command."""

from __future__ import annotations


def main() -> None:
    from liaison_sync.cli import app

    app()


if __name__ == "__main__":
    main()
