"""The sites that are read: one folder a site, one dated file an era."""
