"""The house measured: sizes, the two wide nets, and words that do not belong in it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "scraper").rglob("*.py"))
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 50
WIDE_NETS = 2
"""Around one page, and around one source: neither stops the others."""

# Written so that no pattern finds itself: one letter of each stands in brackets.
FOREIGN = {
    "a package registry": r"p[y]pi\.org|p[y]thonhosted|n[p]mjs|c[r]ates\.io|c[o]nda\.anaconda"
    r"|--(?:extra-)?i[n]dex-url|--f[i]nd-links|/s[i]mple/?$",
    "a path of one machine": r"(?<![\w.])/(?:w[o]rk|r[o]ot|h[o]me|U[s]ers|t[m]p|o[p]t)/\w"
    r"|\b[A-Z]:\\U[s]ers",
    "a tool of the workshop": r"c[o]-authored-by|s[t]r_replace|B[R]IEF\.md"
    r"|(?i:g[e]nerated (?:with|by) (?:an? )?(?:ai|claude|chatgpt|codex|copilot|cursor|gemini)\b)",
    "an issue number": r"(?i:\b(?:i[s]sue|f[i]xes|c[l]oses) #\d)",
}


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def _here(file: Path, line: int) -> str:
    return f"{file.relative_to(ROOT)}:{line}"


def _tracked() -> list[Path]:
    """The files git keeps; a skip outside of a clone."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git clone: the committed files are unknown")
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = answer.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def _nets(tree: ast.Module) -> Iterator[int]:
    """The lines that catch every exception, by `except` or by `suppress`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            caught = ast.Tuple(elts=node.args)
        else:
            continue
        if caught is None or re.search(r"\b(?:Base)?Exception\b", ast.unparse(caught)):
            yield node.lineno


def _foreign(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold a word of FOREIGN, with what it is."""
    for number, line in enumerate(text.splitlines(), start=1):
        for name, pattern in FOREIGN.items():
            if re.search(pattern, line):
                yield number, name


def test_no_file_is_longer_than_two_screens() -> None:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert lengths
    assert [f"{_here(f, n)}" for f, n in lengths.items() if n > LINES_OF_A_FILE] == []


def test_no_function_is_longer_than_a_screen() -> None:
    functions = [
        (file, node, (node.end_lineno or node.lineno) - node.lineno + 1)
        for file in FILES
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert functions
    long = [(f, node, lines) for f, node, lines in functions if lines > LINES_OF_A_FUNCTION]
    assert [f"{_here(f, n.lineno)} {n.name}: {lines} lines" for f, n, lines in long] == []


def test_wide_nets_are_two_at_most() -> None:
    nets = [_here(file, line) for file in FILES for line in _nets(_tree(file))]
    assert len(nets) <= WIDE_NETS, nets


@pytest.mark.parametrize(
    "code",
    [
        "try: x()\nexcept: pass",
        "try: x()\nexcept Exception: pass",
        "try: x()\nexcept (ValueError, BaseException): pass",
        "with contextlib.suppress(Exception): x()",
    ],
)
def test_a_wide_net_is_seen(code: str) -> None:
    assert list(_nets(ast.parse(code)))


def test_a_narrow_net_is_none() -> None:
    assert not list(_nets(ast.parse("try: x()\nexcept (OSError, ExceptionGroup): pass")))


def test_no_word_of_another_place() -> None:
    found = []
    for file in _tracked():
        data = file.read_bytes()
        if b"\0" not in data:
            text = data.decode(errors="replace")
            found += [f"{_here(file, line)}: {name}" for line, name in _foreign(text)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "see https://files.p" + "ythonhosted.org/packages",
        "open('/ho" + "me/me/archive.db')",
        "file:///op" + "t/wheels",
        "Co-".lower() + "authored-by: nobody",
        "fixes " + "#12",
    ],
)
def test_a_word_of_another_place_is_seen(line: str) -> None:
    assert list(_foreign(line))


@pytest.mark.parametrize("line", ["https://example.qq.com/home/a", "./home/a", "ChatGPT, Claude"])
def test_an_ordinary_word_is_not(line: str) -> None:
    assert not list(_foreign(line))
