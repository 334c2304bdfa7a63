"""Day by day: where people go on a graph of places."""
