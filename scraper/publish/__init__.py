"""Entries of the archive → files for others."""
