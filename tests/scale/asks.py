"""What DuckDB and SQLite say of one folder and one archive, in one shape.

Run by the Python that has DuckDB: ``asks.py SQL QUESTIONS`` reads a file of SQL, then prints the
rows of each of the questions, a JSON list, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def plain(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [[one.hex() if isinstance(one, bytes) else one for one in row] for row in rows]


def main(script: str, questions: str) -> None:
    import duckdb

    with duckdb.connect() as db:
        for _ in range(2):  # a second time it takes the place of what is there
            db.execute(Path(script).read_text(encoding="utf-8"))
        answers = []
        for question in json.loads(questions):
            cursor = db.execute(question)
            names = [name for name, *_ in cursor.description]
            answers.append([names, plain(cursor.fetchall())])
    print(json.dumps(answers))


if __name__ == "__main__":
    main(*sys.argv[1:])
