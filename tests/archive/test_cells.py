from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive import cells
from scraper.models import Image, Video

ANY = st.text(st.characters(), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
def test_clean_values_are_storable_and_stay_clean(value):
    once = cells.clean(value)
    cells.dump(once).encode()
    assert cells.dump(cells.clean(once)) == cells.dump(once)


@given(st.text())
def test_sound_text_is_left_alone(text):
    assert cells.clean(text) is text


def test_halves_that_belong_together_are_joined():
    assert cells.clean("\ud83d\ude00 \ude00") == "😀 \ufffd"
    assert cells.clean({"\ud800": ("\ud800", [b"x", 1])}) == {"\ufffd": ("\ufffd", [b"x", 1])}


@given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 30), timezones=st.timezones()))
def test_a_time_comes_back(at):
    # Compared in UTC: in an hour that a zone skips or repeats no time equals another zone's.
    assert cells.time(cells.stamp(at)).astimezone(UTC) == at.astimezone(UTC)


@pytest.mark.parametrize("at", [datetime.min, datetime.max])
@pytest.mark.parametrize("hours", [-12, 0, 8, 12])
def test_the_ends_of_the_calendar_are_times_too(at, hours):
    at = at.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert cells.time(cells.stamp(at)) == at


@given(st.lists(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 30), timezones=st.timezones())))
def test_the_order_of_stamps_is_the_order_of_times(times):
    assert sorted(map(cells.stamp, times)) == [
        cells.stamp(at) for at in sorted(times, key=lambda at: at.astimezone(UTC))
    ]


@given(ANY)
def test_only_readable_cells_are_read(text):
    for read in (cells.time, cells.dictionary):
        with contextlib.suppress(cells.DamagedError), cells.reading("table", "key"):
            read(text)


def test_an_unreadable_cell_names_its_row():
    for read in (cells.time, cells.dictionary):
        with (
            pytest.raises(cells.DamagedError, match=r"^table, row 'key': "),
            cells.reading("table", "key"),
        ):
            read("\0")


def test_wrong_types_are_refused():
    assert cells.build(Image, {"url": "u", "width": 3}) == Image(url="u", width=3)
    for item in ({"url": 1}, {"url": "u", "width": "3"}, {"url": None}):
        with pytest.raises(TypeError):
            cells.build(Image, item)
    with pytest.raises(TypeError):
        cells.build(Video, json.loads('{"vid": "v"}'))
