"""Archive and moment → a folder with its articles as a data set that can be cited.

`columns` an article → a row; `lines` and `parquet` rows → the bytes of a file; `shards` rows →
files of bounded size; `tally` what the rows are, counted; `sheet` that → the data sheet; `folder`
what may be written where; `release` the walk through all of them.

The same archive, moment, options and program give the same bytes: no clock, no name of a machine,
and nothing that came later.
"""
