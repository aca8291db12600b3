"""A book → what epubcheck has against it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from ...tools import found


def faults(book: Path) -> list[str]:
    """Every message of whatever weight, with its place; a skip where epubcheck is not there."""
    program = found("epubcheck")
    command = [program]
    if Path(program).read_bytes()[:2] == b"PK":  # a jar, which not every kernel can start
        command = ["java", "-jar", program]
    done = subprocess.run(
        [*command, str(book), "--json", "-"], capture_output=True, check=False, timeout=110
    )
    said = json.loads(done.stdout[done.stdout.index(b"{") :])
    assert said["publication"]["ePubVersion"].startswith("3")
    return [f"{one['ID']} {one['message']} {one['locations'][:3]}" for one in said["messages"]]
