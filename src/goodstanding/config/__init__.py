"""How an installation is set up: environment, settings, database, start-up checks, addresses."""
