"""What the measurement of scale is made of.

- `pages`: a number → a WARC of so many pages of the imitation, among those of others
- `watched`: a command → what its workers used; one of them is killed in the middle, if asked
- `ways`: a WARC → its parts, by each way there is
"""
