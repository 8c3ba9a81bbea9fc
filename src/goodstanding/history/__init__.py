"""Who did what, when: events, and a full copy of every record after each change."""
