"""What a treatment episode is, and what may happen next in it."""
