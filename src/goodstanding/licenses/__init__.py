"""The list of available licenses, the licenses that people hold, and their versions."""
