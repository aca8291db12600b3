"""A reader of stored pages that some of them kill; processes import it by name."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.reread import Item, Look, Reader, Trial

if TYPE_CHECKING:
    from scraper.hall import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Mortal(Reader):
    """Reads like any other, but dies over the pages of these ids."""

    ids: frozenset[str]

    def _read(self, desk: Desk, item: Item) -> Look | Trial:
        if (item if isinstance(item, str) else item.url[-16:]) in self.ids:
            os.kill(os.getpid(), signal.SIGSEGV)
        return super(Mortal, self)._read(desk, item)
