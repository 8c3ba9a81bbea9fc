"""The demonstration organization: invented people, loaded by the product's own imports."""
