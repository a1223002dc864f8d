"""The figures and tables of the site, one module per chapter."""
