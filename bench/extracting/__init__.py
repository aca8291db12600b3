"""The parts of the measurements of what is made of a page: the pages, the ways, the judge.

- `prose`, `frame`, `pages`: a set's name and a seed → pages of that era, true in form and size
- `real`: a folder of saved pages → the same, with what their elements hold
- `judge`: what a way found → whether it is the article
- `ours`: the ways of this program; `general`, `news`, `bodies`: those of peers, each a script that
  runs in an environment of its own and is asked over a pipe; `beside`: the two in turns
"""
