"""The help topics: written once, shown as pages and as PDF."""
