"""A run of movement, shown: its tables, its page of charts, and a page that plays."""
