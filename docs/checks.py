"""Writes the table of docs/checks.md from the catalogue of checks: `make reference`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "checks.md"
MARK = "<!-- checks -->"


def main() -> None:
    """Put the table anew between the two marks."""
    sys.path.insert(0, str(ROOT))
    from hierarchy.checks.catalogue import PAGES
    from hierarchy.checks.manual import table

    before, _old, after = PAGE.read_text("utf-8").split(MARK)
    PAGE.write_text(f"{before}{MARK}\n{table(PAGES.values())}{MARK}{after}", "utf-8")


if __name__ == "__main__":
    main()
