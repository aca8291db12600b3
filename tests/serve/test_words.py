"""The words of the pages: both languages, and none that means one thing above and another below."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

import scraper.serve
from scraper.serve.words import COMMON

MODULES = [
    import_module(f"scraper.serve.{one.name}")
    for one in pkgutil.iter_modules(scraper.serve.__path__)
]
PAGES = {
    module.__name__.rpartition(".")[2]: module.WORDS
    for module in MODULES
    if hasattr(module, "WORDS")
}


@pytest.mark.parametrize("page", PAGES)
def test_no_page_gives_a_common_word_another_meaning(page: str) -> None:
    words = PAGES[page]
    assert {
        name: words[name] for name in words.keys() & COMMON.keys() if words[name] != COMMON[name]
    } == {}


@pytest.mark.parametrize("page", PAGES)
def test_every_word_is_there_in_both_languages(page: str) -> None:
    assert [name for name, both in {**COMMON, **PAGES[page]}.items() if not all(both)] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_word_is_hidden_by_what_dictionaries_have(page: str) -> None:
    assert {*COMMON, *PAGES[page]} & {*dir({})} == set()
