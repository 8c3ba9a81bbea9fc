"""The rules of validation: each says when a row is wrong or doubtful, and how to put it right."""
