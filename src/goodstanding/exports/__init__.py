"""Records -> files: templates, the list of available licenses, the licenses that people hold."""
