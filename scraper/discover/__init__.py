"""What is worth a visit, and when; pure.

- `sources`: list answer → links, and the requests that lists are asked with
- `topics`: what a list says of an item → is it AI-industry news, and why; `words.toml` its words
- `plan`: what a visit came to → when to look again
"""
