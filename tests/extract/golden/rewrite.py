"""Write anew what every golden page gives: ``python tests/extract/golden/rewrite.py``.

The difference is reviewed by a person: `git diff tests/extract/golden`. A page gives either
expected.md with expected.json, or expected.txt with the kind of page it is and why.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from scraper import urls
from scraper.dates import BEIJING
from scraper.errors import ExtractError
from scraper.extract import article, document, page, record
from scraper.models import Fetched

HERE = Path(__file__).parent
AT = datetime(2026, 8, 23, 9, 0, tzinfo=BEIJING)


def cases() -> list[Path]:
    """The folders of the golden pages."""
    return sorted(file.parent for file in HERE.glob("*/page.html"))


def outcome(folder: Path) -> dict[str, str]:
    """The files that the page of `folder` gives, by name."""
    address = urls.read((folder / "url.txt").read_text(encoding="utf-8").strip())
    raw = (folder / "page.html").read_bytes()
    url = address.fetch_url
    answer = Fetched(asked=url, url=url, status=200, headers=(), body=raw, at=AT)
    try:
        found = article.read(page.decode(answer), address)
    except ExtractError as error:
        return {"expected.txt": f"{error.kind}: {error.reason}\n"}
    facts = {key: value for key, value in record.of(found).items() if key != "body"}
    return {
        "expected.json": json.dumps(facts, ensure_ascii=False, indent=2) + "\n",
        "expected.md": document.write(document.of(found)),
    }


def main() -> None:
    for folder in cases():
        for old in folder.glob("expected.*"):
            old.unlink()
        for name, text in outcome(folder).items():
            (folder / name).write_bytes(text.encode())


if __name__ == "__main__":
    main()
