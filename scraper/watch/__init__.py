"""What a run came to + what is usual → a verdict, and the people who are told of it.

- `health`: sights + surveys + history → verdict (pure)
- `notify`: verdict → the channels people read
"""
