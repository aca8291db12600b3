"""Answer → page → article ↔ document; pure.

- `page`: bytes → text; `view`, `tree`: text → what the eras ask of it
- `sites`: one folder a site, one dated file an era: view → facts
- `article`: page → article, or an error that says what kind of page it is
- `data`, `clean`: a page's script data and stray characters → plain values
- `flow`, `tables`: body element → `blocks`; `markdown`, `inline`, `emphasis`: blocks → Markdown
- `document`: article ↔ the Markdown document, byte for byte; `record`: article → its JSON
"""
