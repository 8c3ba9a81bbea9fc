"""The WSGI application that the server serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from goodstanding.config.logs import log_uncaught

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodstanding.config.settings")
log_uncaught()
application = get_wsgi_application()
