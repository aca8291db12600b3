"""What is filled in without pydantic is what pydantic would have filled in."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scraper.config import Settings, fit

READER = TypeAdapter(Settings)
TABLES = {one.name: type(getattr(Settings(), one.name)) for one in fields(Settings)}
SOURCE = type(Settings().source[0])
VALUES: list[Any] = [
    *("", "x", "641", "alarm", "hot", "webp", "1h"),
    *(0, 1, -1, 5, 1024, 86400, 86401, 2**53, 2**53 + 1, 2**63, 10**400),
    *(0.0, 1.0, 2.5, -0.5, 1e300, float("inf"), float("nan")),
    *(True, False, [], ["a"], ["a", 1], [1], {}, {"a": "b"}, {"drop": ["a"]}, None),
]


def names(form: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([*(one.name for one in fields(form)), "unknown", "__pydantic_config__"])


def tables(form: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(names(form), st.sampled_from(VALUES), max_size=3)


SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(tables(SOURCE), max_size=2) if name == "source" else tables(form)
        for name, form in TABLES.items()
    },
)


@given(SETTINGS)
def test_what_fits_is_what_pydantic_reads(values):
    found = fit.fitted(Settings, values)
    if found is None:
        return
    read = READER.validate_json(json.dumps(values))
    assert repr(found) == repr(read)
    assert found == read


@pytest.mark.parametrize("form", [one for one in TABLES.values() if one is not tuple])
def test_each_value_alone_fits_or_is_left_to_pydantic(form):
    reader = TypeAdapter(form)
    fitting = 0
    for field in fields(form):
        for value in VALUES:
            found = fit.fitted(form, {field.name: value})
            if found is None:
                continue
            fitting += 1
            read = reader.validate_json(json.dumps({field.name: value}))
            assert repr(found) == repr(read)
    assert fitting


def test_right_tables_need_no_pydantic():
    values = {
        "archive": {"path": "a.db"},
        "fetch": {"interval": 1, "jitter": 0.5, "attempts": 2, "hosts": ["a.cn"]},
        "source": [{"name": "ai", "kind": "channel", "channel": "news_news_fx", "filter": False}],
    }
    found = fit.fitted(Settings, values)
    assert found
    assert repr(found.fetch.interval) == "1.0"
    assert found.source[0].name == "ai"


@pytest.mark.parametrize(
    "values",
    [
        {"fetch": {"interval": True}},
        {"fetch": {"interval": float("nan")}},
        {"fetch": {"attempts": 11}},
        {"fetch": {"attempts": 2.0}},
        {"source": [{"name": "ai"}]},
        {"source": {}},
        {"notify": {"lang": "fr"}},
        {"nothing": {}},
        {"archive": []},
    ],
)
def test_what_is_wrong_is_left_to_pydantic(values):
    assert fit.fitted(Settings, values) is None
    with pytest.raises(ValidationError):
        READER.validate_json(json.dumps(values))
