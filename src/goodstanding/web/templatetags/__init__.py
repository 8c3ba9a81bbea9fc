"""What templates need to say things in words."""
