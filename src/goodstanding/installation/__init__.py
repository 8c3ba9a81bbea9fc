"""What is known of this installation itself: what happened last, and which workers live."""
