"""Django's settings, read from the environment; ARCHITECTURE.md lists the variables."""

from __future__ import annotations

from pathlib import Path

from goodstanding.config.database import database_settings, database_url
from goodstanding.config.environment import (
    check_database_url,
    data_home,
    read_flag,
    read_hosts,
    read_networks,
    read_number,
    read_text,
    read_time_zone,
    read_token,
    read_web_addresses,
    secret_key,
)
from goodstanding.config.key_rotation import old_keys
from goodstanding.config.log_file import logging_settings
from goodstanding.config.mail import mail_server
from goodstanding.config.proxies import read_proxies
from goodstanding.config.response_headers import HEADERS, POLICY
from goodstanding.config.tls import check_https, read_tls

PACKAGE = Path(__file__).resolve().parent.parent
HOME = data_home()

DEBUG = read_flag("GOODSTANDING_DEBUG", default=False)
SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = old_keys()
ALLOWED_HOSTS = read_hosts("GOODSTANDING_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = read_web_addresses("GOODSTANDING_ORIGINS")
# How requests come: by trusted proxies, by TLS of our own, or plainly.
PROXIES = read_proxies()
TLS = read_tls()
HTTPS = read_flag("GOODSTANDING_HTTPS", default=bool(TLS))
check_https(https=HTTPS, proxies=PROXIES, tls=TLS)
PORT = read_number("PORT", 8000, least=0, most=65_535)
IS_PORT_ASKED = bool(read_text("PORT"))
PROCESSES = read_number("GOODSTANDING_PROCESSES", 1, least=1, most=64)
THREADS = read_number("GOODSTANDING_THREADS", 4, least=1, most=64)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "goodstanding.installation",
    "goodstanding.history",
    "goodstanding.people",
    "goodstanding.licenses",
    "goodstanding.imports",
    "goodstanding.web",
]

MIDDLEWARE = [
    "goodstanding.web.access_log.AccessLogMiddleware",
    "goodstanding.web.headers.HeadersMiddleware",
    "goodstanding.web.probes.ProbesMiddleware",
    "goodstanding.web.headers.CompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "goodstanding.web.methods.MethodsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "goodstanding.web.errors.RefusalMiddleware",
]

ROOT_URLCONF = "goodstanding.web.urls"
WSGI_APPLICATION = "goodstanding.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goodstanding.web.context.permissions",
            ],
        },
    }
]

check_database_url()
DATABASES = {"default": database_settings(database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "people.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # usernames are unique in any case, by a constraint
    # Whether all names below the host's own, and the whole domain for ever, are served by HTTPS
    # is for whoever owns the domain: a proxy in front can say so.
    "security.W005",
    "security.W021",
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "goodstanding.people.passwords.HouseRule"}]
LOGIN_REDIRECT_URL = "licenses"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "goodstanding.web.sign_in.LocalAccounts"
ACCOUNT_FORMS = {"change_password": "goodstanding.web.forms.own_password.OwnPasswordForm"}
ACCOUNT_RATE_LIMITS = (
    False  # theirs hit whoever shares a proxy, and right passwords: people/tries.py
)
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False

# With HTTPS, no other host may set or read them, and no other path.
_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_PREFIX}sessionid", f"{_PREFIX}csrftoken"
DEVICE_COOKIE_NAME = f"{_PREFIX}device"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_CSP = POLICY  # by the name that Django 6 gives it; until then HeadersMiddleware sends it
SECURE_REFERRER_POLICY = HEADERS["Referrer-Policy"]
X_FRAME_OPTIONS = HEADERS["X-Frame-Options"]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "goodstanding.config.durable_files.DurableFiles"},
    "staticfiles": {"BACKEND": "goodstanding.config.static_files.DigestedFiles"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A little over the limit of an upload, so that our own message answers, not the server.
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

LANGUAGE_CODE = "en-us"
TIME_ZONE = read_time_zone("GOODSTANDING_TIME_ZONE", "America/New_York")
USE_TZ = True

LOGGING = logging_settings()
# Who may read /metrics: whoever asks from there, or shows the token.
METRICS_FROM = read_networks("GOODSTANDING_METRICS_FROM", "127.0.0.1,::1")
METRICS_TOKEN = read_token("GOODSTANDING_METRICS_TOKEN")

# How long an import may be silent before another worker takes it up.
LEASE_SECONDS = read_number("GOODSTANDING_LEASE_SECONDS", 30, least=1, most=3_600)
# How long plans wait to be imported, and how long files are kept.
PLAN_DAYS = read_number("GOODSTANDING_PLAN_DAYS", 7, least=1, most=3_650)
FILE_DAYS = read_number("GOODSTANDING_FILE_DAYS", 400, least=1, most=36_500)

# Mail about long imports and of anchors: none, unless a server is named.
MAIL = mail_server(read_text("GOODSTANDING_MAIL"))
MAIL_AFTER_SECONDS = read_number("GOODSTANDING_MAIL_AFTER_SECONDS", 20, least=0, most=86_400)
ADDRESS = read_web_addresses("GOODSTANDING_ADDRESS", "http://localhost:8000")[0]
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.ssl
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = MAIL.sender

# How large a file may be; the other limits of a file are not to be moved (formats/limits.py).
FILE_ROWS = read_number("GOODSTANDING_FILE_ROWS", 100_000, least=1, most=1_000_000)
FILE_MEGABYTES = read_number("GOODSTANDING_FILE_MEGABYTES", 20, least=1, most=128)
