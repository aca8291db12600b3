"""What a re-extraction finds → what a person or a script reads: lines, JSON Lines, a summary."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from scraper.cli import changes
from scraper.cli.report import dumps
from scraper.extract import clean, contrast
from scraper.models import Kind

if TYPE_CHECKING:
    from scraper.cli.keep import Bar
    from scraper.models import Article
    from scraper.reextract import Begun, Event
    from scraper.reread import Look, Trial


@dataclass(slots=True, kw_only=True)
class Findings:
    """Takes events in and counts them; `every` shows also the pages that stay in quarantine."""

    as_json: bool
    apply: bool
    diff: bool
    every: bool
    kinds: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    trials: Counter[str] = field(default_factory=Counter)
    stay: int = 0
    total: int = 0

    @property
    def unread(self) -> int:
        """How many articles can no longer be read from their pages."""
        fine = ("", Kind.SAME, Kind.CHANGED)
        return sum(count for kind, count in self.kinds.items() if kind not in fine)

    def take(self, event: Event, bar: Bar) -> None:
        """Take in one event, and show it where it is worth a line."""
        from scraper.reextract import Begun
        from scraper.reread import Look

        match event:
            case Begun():
                self._begun(event)
            case Look():
                self._looked(event, bar)
                bar.tell("articles", self.kinds.total(), self.total)
            case _:
                self._tried(event, bar)
                bar.tell("quarantine", 0, 0)

    def left(self) -> str:
        """How many articles were not read; "" where none was to be."""
        count = self.total - self.kinds.total()
        return f"{count} article{'' if count == 1 else 's'} left" if self.total else ""

    def summary(self) -> str:
        """What was found, in a line for the quarantine and one for the articles."""
        lines = []
        if self.trials or self.stay:
            leave = "left" if self.apply else "would leave"
            counts = "".join(f", {count} {leave} as {kind}" for kind, count in self.trials.items())
            lines.append(f"quarantine: {self.stay} stay{counts}")
        if self.kinds or not lines:
            lines.append(self._articles())
        return "\n".join(lines)

    def _articles(self) -> str:
        changed = "changed" if self.apply else "would change"
        which = ", ".join(f"{name} {count}" for name, count in self.fields.most_common())
        named = [
            (self.kinds[Kind.CHANGED], f"{changed} ({which})"),
            (self.kinds[Kind.SAME], "the same"),
            (self.unread, "can no longer be read and stay as they are"),
            (self.kinds[""], "without a page"),
        ]
        return ", ".join(f"{count} {name}" for count, name in named if count) or "no articles"

    def _begun(self, begun: Begun) -> None:
        self.total = begun.total
        if begun.after:
            where = f"goes on after {begun.after}, where it was interrupted"
            click.echo(f"{where}; {begun.total} articles left", err=True)

    def _looked(self, look: Look, bar: Bar) -> None:
        self.kinds[look.kind or ""] += 1
        if look.old and look.new:
            altered = contrast.differences(look.old, look.new)
            self.fields.update(one.field for one in altered)
        if self.as_json and look.kind is not Kind.SAME:
            bar.line(dumps(_object(look)))
        elif not self.as_json:
            for line in self._lines(look):
                bar.line(line)

    def _lines(self, look: Look) -> list[str]:
        """An article in a line, and a line for each field in which it differs."""
        if look.kind is Kind.SAME:
            return []
        if not (look.old and look.new):
            reason = f"{clean.line(look.reason) or 'no page was kept'}; it stays as it is"
            return [_line(look.kind or "no page", look.id, clean.line(look.title), reason)]
        readers = f"{look.old.extractor} → {look.new.extractor}"
        lines = [_line(Kind.CHANGED, look.id, clean.line(look.title), f"({readers})")]
        if not self.apply or self.diff:
            lines += [
                f"{'':<11}  {one.field:<9}  {contrast.said(one)}"
                for one in contrast.differences(look.old, look.new)
            ]
        return lines + (_paragraphs(look.old, look.new) if self.diff else [])

    def _tried(self, trial: Trial, bar: Bar) -> None:
        if trial.leaves:
            self.trials[trial.kind] += 1
        else:
            self.stay += 1
        if not (trial.leaves or self.every):
            return
        if self.as_json:
            bar.line(dumps(_trial(trial)))
            return
        came = f"→ {trial.kind}" if trial.leaves else "stays"
        about = trial.title if trial.leaves else f"{trial.kind}: {trial.reason}"
        bar.line(_line(trial.doubt.kind, trial.doubt.url, came, clean.line(about)))


def _line(kind: str, *words: str) -> str:
    return "  ".join(filter(None, (f"{kind:<11}", *words)))


def _paragraphs(old: Article, new: Article) -> list[str]:
    """The paragraphs that differ, character by character, as `scraper diff` shows them."""
    from scraper.archive import diff
    from scraper.publish import altered, marked

    parts = diff.parts(altered.cleaned(old.body), altered.cleaned(new.body))
    found = marked.body(parts, changes.pen(colour=changes.coloured()))
    return [f"{'':13}{line}" for line in found if line]


def _object(look: Look) -> dict[str, Any]:
    """An article that is not the same, as plain values."""
    found: dict[str, Any] = {
        "id": look.id,
        "title": look.title,
        "kind": look.kind,
        "reason": look.reason if look.kind else "no page was kept",
    }
    if look.old and look.new:
        found |= {"extractor": {"old": look.old.extractor, "new": look.new.extractor}}
        found |= {"changes": contrast.plain(look.old, look.new)}
    return found


def _trial(trial: Trial) -> dict[str, Any]:
    """A page in quarantine as plain values."""
    return {
        "url": trial.doubt.url,
        "title": trial.title,
        "quarantined": trial.doubt.kind,
        "kind": trial.kind,
        "reason": trial.reason,
        "leaves": trial.leaves,
    }
