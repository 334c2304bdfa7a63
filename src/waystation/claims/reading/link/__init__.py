"""What belongs to a figure: its unit, what happened, where, when and who says so, each chosen among candidates."""
