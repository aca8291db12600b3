"""Figures that a translation must have, and the forms in which it may have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.tongue import figures


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("营收3.5亿元", "revenue of 350 million yuan"),
        ("营收3.5亿元", "revenue of 0.35 billion yuan"),
        ("1.2万人", "12,000 people"),
        ("12345万", "123.45 million"),
        ("30-50亿元", "3–5 billion yuan"),
        ("3至5亿", "300 to 500 million"),
        ("1500多万", "more than 15 million"),
        ("10余万", "over 100,000"),
        ("3千亿", "300 billion"),
        ("1万亿", "1 trillion"),
        ("20万", "200K"),
        ("2026年8月10日 15:30", "3:30 p.m. on August 10, 2026"),
        ("95年", "1995"),
        ("90后", "post-90s"),
        ("8.5折", "15% off"),
        ("85折", "15% off"),
        ("3成", "30 percent"),
        ("5千瓦", "5 kW"),
        ("2.5个百分点", "2.5 percentage points"),
        ("Qwen3.6-27B 24GB", "Qwen3.6-27B with 24 GB"),
        ("第3家公司", "the third company"),
        ("１００％", "100%"),
        ("2.50", "2.5"),
        ("1 234", "1234"),
        ("没有数字", "none"),
        ("3.5亿", "3.5億"),
        ("1,234.5美元", "1.234,5 or $1,234.5"),
    ],
)
def test_a_figure_in_another_form_is_there(source: str, target: str) -> None:
    assert figures.lost(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("37亿", "3.5 billion", ["37亿"]),
        ("3.5亿", "3.5 billion", ["3.5亿"]),
        ("3.5亿", "35 million", ["3.5亿"]),
        ("1.2万", "1,200", ["1.2万"]),
        ("2025年", "that year", ["2025"]),
        ("128层，64核", "128 layers", ["64"]),
        ("12.5%", "12%", ["12.5"]),
        ("13家", "thirteen", ["13"]),
    ],
)
def test_a_wrong_or_missing_figure_is_said(source: str, target: str, lost: list[str]) -> None:
    assert figures.lost(source, target) == lost


@given(st.text())
def test_a_text_has_its_own_figures(text: str) -> None:
    assert figures.lost(text, text) == []


@given(st.text(), st.text())
def test_nothing_makes_it_fail(source: str, target: str) -> None:
    figures.lost(source, target)
