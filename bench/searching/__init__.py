"""The parts of the measurement of the search: the ways to do it, and what is asked of them."""
