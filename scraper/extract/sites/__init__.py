"""extract/sites."""
