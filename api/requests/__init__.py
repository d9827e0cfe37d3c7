"""What customers report."""
