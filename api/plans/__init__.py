"""Who goes where when."""
