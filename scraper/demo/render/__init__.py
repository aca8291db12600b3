"""An article → the page the site served for it in its time."""
