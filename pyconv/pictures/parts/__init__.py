"""What several views have in common: maps, layers, matrices, and what their cells are connected to."""
