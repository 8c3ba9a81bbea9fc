"""What answers requests: a front that no slow client can stop, and what keeps its parts running."""
