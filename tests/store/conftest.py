"""What tests of the store share: real databases."""

from tests.store.databases import database, database_url, migrated_file, migrated_postgres

__all__ = ["database", "database_url", "migrated_file", "migrated_postgres"]
