"""Where files and records meet: upload, check, plan, import, results, history of imports."""
