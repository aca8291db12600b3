"""extract/sites/qq."""
