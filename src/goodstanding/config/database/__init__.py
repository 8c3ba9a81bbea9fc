"""The database: the embedded PostgreSQL in the data folder, or the one that DATABASE_URL names."""

from __future__ import annotations

from goodstanding.config.database.address import database_settings, database_url
from goodstanding.config.database.embedded import has_started_it, is_embedded, start_database

__all__ = ["database_settings", "database_url", "has_started_it", "is_embedded", "start_database"]
