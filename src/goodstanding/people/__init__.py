"""Users, units, roles, and what each may do."""
