"""What a run came to + what is usual → a verdict, and the people who are told of it.

- `values`: the frozen values of this room
- `health`: sights + surveys + history → verdict (pure)
- `notify`: verdict → the channels people read
"""
