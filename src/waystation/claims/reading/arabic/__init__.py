"""Arabic, which has no capitals and writes small words together with the next: its places, speakers and dates."""
