"""Good Standing keeps an organization's people licensed, certified and provably so."""

__version__ = "0.1.0"
