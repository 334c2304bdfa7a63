"""Day by day: where people go on a graph of places, under Flee's rules or ours."""
