"""How long builds take, beside peers: made-up large sites, the runs, a table and a picture."""
