"""What a run came to + what is usual → a verdict, and the people who are told of it.

- `health`: sights + surveys + history → verdict (pure)
- `told`: what was told + the verdicts since → what of it is news (pure)
- `notices`: news, or new articles → a notice, `phrases` its words, `plain` what scraped text it
  holds, `letters` its body (pure)
- `notify`: notice → the channels people read; `robots` those that apprise does not read whole
- `metrics`: figures of a run → a text file for Prometheus
"""
