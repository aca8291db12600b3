"""What every measurement shares: turns taken in fairness, tables, aims, peers in rooms apart.

- `turns`: functions → what each costs, measured A B A B in one process; medians
- `report`: rows and aims → a table on the terminal and a file in ``bench/results``
- `peers`: a script in another environment, asked over a pipe
"""
