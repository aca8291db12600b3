"""A view → what is sent: HTML, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from scraper.serve import frame
from scraper.serve.asked import Asked, RefusalError
from scraper.serve.kept import Answer
from scraper.serve.view import Table, View, Written
from scraper.serve.words import COMMON

FORMS = {
    "html": "text/html; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}

WRONG = {"wrong": COMMON["wrong"]}


def of(view: View | Written, form: str, asked: Asked, place: tuple[str, str], now: float) -> Answer:
    """The answer in one of FORMS, good for as long as the view says, from `now` on.

    `place` are path and query of its own address.
    """
    if isinstance(view, Written):
        return _answer(200, view.type, view.body, now + view.still)
    match form:
        case "json":
            text = dump(view.facts)
        case "csv":
            text = _csv(view, asked.one("table"))
        case _:
            text = frame.page(view, asked.lang, *place)
    body = text.encode("utf-8", "replace")
    return replace(_answer(view.status, FORMS[form], body, now + view.still), late=view.late)


def _answer(status: int, kind: str, body: bytes, good: float) -> Answer:
    etag = f'"{sha256(body).hexdigest()[:20]}"'
    return Answer(status=status, type=kind, body=body, etag=etag, good=good)


def fault(status: int, text: str) -> View:
    """The view of what could not be answered, in one line."""
    return View(
        template="fault.html", facts={"error": text, "status": status}, words=WRONG, status=status
    )


def dump(facts: Any) -> str:
    """JSON, times in ISO 8601."""
    return json.dumps(facts, ensure_ascii=False, default=_plain) + "\n"


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"not for JSON: {type(value).__name__}")


def _csv(view: View, name: str) -> str:
    """A table of the view, the only one where none is named; RefusalError where there is none."""
    names = [*view.tables]
    if not name and len(names) == 1:
        name = names[0]
    if name not in view.tables:
        known = f"table: one of {', '.join(names)}" if names else "there is no table here"
        raise RefusalError(404, known)
    return _rows(view.tables[name])


def _rows(table: Table) -> str:
    file = io.StringIO()
    written = csv.writer(file, lineterminator="\r\n")  # RFC 4180
    written.writerow(table.names)
    written.writerows([*map(_cell, row)] for row in table.rows)
    return file.getvalue()


def _cell(value: Any) -> Any:
    """A value as it is; but a text is never a formula of a spreadsheet, nor are bytes written."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
