"""A sheet and what is known -> a plan: rules, matching, outcomes."""
