"""An article's texts + who translates → the same texts in another language, every part checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from scraper import text
from scraper.errors import TongueError
from scraper.extract import clean
from scraper.models import Article
from scraper.tongue import check, figures, pieces, segments
from scraper.tongue.asking import Question, Translator
from scraper.tongue.budget import Budget
from scraper.tongue.pieces import SUMMARY, TITLE

ASKED = 2
"""So often a piece is asked for: once more with what was wrong with the first answer."""
LEAD = 400
"""Characters of a lead at most."""
READ = 6_000
"""Characters of an article from which its lead is made."""
BRIEF = 160
"""Characters of a summary that is cut from the beginning of a translated text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came: of a lead only the summary."""

    title: str = ""
    summary: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What it takes: who translates, what may be spent, and what to do between two questions."""

    translator: Translator
    budget: Budget
    breathe: Callable[[], None]


def need(article: Article, to: str | None, translator: Translator) -> int:
    """The tokens that `make` will take, rather more than fewer, if nothing is asked twice."""
    if to is None:
        return translator.need(_summed(article))
    task = _task(article, translator)
    asked = (Question(piece=one, source=article.lang, target=to) for one in task.pieces)
    return sum(map(translator.need, asked))


def make(article: Article, to: str | None, work: Work) -> Made:
    """What is wanted of an article: a translation, or where that is None a lead."""
    return lead(article, work) if to is None else translate(article, to, work)


def translate(article: Article, to: str, work: Work) -> Made:
    """An article in the language `to`, its body with the same images, links, headings and code.

    TongueError says what was wrong with the last answer; SpentError that the budget is at its end.
    """
    task = _task(article, work.translator)
    lines: dict[str, str] = {}
    for piece in task.pieces:
        lines |= _asked(Question(piece=piece, source=article.lang, target=to), work)
    body = pieces.body(task, lines, to)
    if fault := pieces.same(task, body):
        raise TongueError(fault)
    said = {name: segments.said(task.pieces[0].lines[name], lines[name]) for name in _heads(lines)}
    return Made(title=said[TITLE], summary=said.get(SUMMARY) or brief(body), body=body)


def lead(article: Article, work: Work) -> Made:
    """What an article says, in a line of its own language; the faults are those of `translate`."""
    question = _summed(article)
    for _ in range(ASKED):
        answer = _paid(question, work)
        said = _line(answer.get(SUMMARY, ""))
        fault = _wrong(said, article)
        if not fault:
            return Made(summary=said)
        question = replace(question, faults=(fault,))
    raise TongueError(f"summary: {fault}")


def _summed(article: Article) -> Question:
    piece = pieces.cut(article.title, "", article.body, READ).pieces[0]
    return Question(piece=piece, source=article.lang, target=article.lang, sum_up=True)


def brief(body: str) -> str:
    """The beginning of a text, cut between two words."""
    words = clean.line(text.plain(body))
    if len(words) <= BRIEF:
        return words
    return f"{words[:BRIEF].rpartition(' ')[0] or words[:BRIEF]}..."


def _task(article: Article, translator: Translator) -> pieces.Task:
    return pieces.cut(article.title, article.abstract or "", article.body, translator.most)


def _heads(lines: Mapping[str, str]) -> list[str]:
    return [name for name in (TITLE, SUMMARY) if name in lines]


def _line(said: str) -> str:
    """A line that came, as words only."""
    return clean.line(segments.MARK.sub(" ", said))


def _asked(question: Question, work: Work) -> dict[str, str]:
    """The lines of a piece; where its answer was too long, those of its halves."""
    faults: list[str] = []
    for _ in range(ASKED):
        work.breathe()
        work.budget.check(work.translator.need(question))
        answer = work.translator.ask(question)
        work.budget.pay(answer.tokens)
        if answer.cut:
            return _halved(question, work)
        refused = ["it is a refusal, not a translation"] if answer.refused else []
        faults = refused or question.piece.faults(answer.lines, question.target)
        if not faults:
            return {name: answer.lines[name] for name in question.piece.lines}
        question = replace(question, faults=tuple(faults))
    raise TongueError("; ".join(faults)[:500])


def _halved(question: Question, work: Work) -> dict[str, str]:
    lines: dict[str, str] = {}
    halves = question.piece.halves()
    if not halves:
        raise TongueError("the answer is cut off; raise translate.max_tokens")
    for half in halves:
        lines |= _asked(replace(question, piece=half, faults=()), work)
    return lines


def _paid(question: Question, work: Work) -> dict[str, str]:
    work.breathe()
    work.budget.check(work.translator.need(question))
    answer = work.translator.ask(question)
    work.budget.pay(answer.tokens)
    return {} if answer.refused or answer.cut else dict(answer.lines)


def _wrong(said: str, article: Article) -> str:
    """What is wrong with a lead, "" where nothing is."""
    if not said or check.refused(said):
        return "there is none"
    if len(said) > LEAD:
        return f"it has more than {LEAD} characters"
    if text.letters(said) in text.letters(article.title):
        return "it is the title again"
    whole = f"{article.title}\n{text.plain(article.body)}"
    if figures.lost(said, whole):
        return f"these figures are not in the article: {', '.join(figures.lost(said, whole)[:8])}"
    return check.marked(said, whole) or _strange(said, whole)


def _strange(said: str, whole: str) -> str:
    """Whether a Chinese article has a lead that is not."""
    if check.foreign(whole) > 0.5 and check.foreign(said) < 0.2:
        return "it is not in the language of the article"
    return ""
