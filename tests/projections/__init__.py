"""What people see, folded from the log."""
