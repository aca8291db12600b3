"""A text in one language → the same in another, or what it is about in a sentence or two.

`tree` Markdown → blocks, `segments` blocks → lines that a translator can keep whole, and back,
`pieces` lines → requests that fit, `prompt` a request → what a model is told, its answer → lines,
`figures` the numbers that got lost, `check` what else is wrong with an answer; `whole` all of it
for one article. Who translates is `chat`, an endpoint, or `program`, a command; the `budget` counts
what it costs. What comes back is never believed: it is read as words, and written anew.
"""
