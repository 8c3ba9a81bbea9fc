"""How the installation is: checks, what they have found, and figures for whoever watches it."""
