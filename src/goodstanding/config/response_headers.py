"""The headers of every answer, with and without Django behind it."""

from __future__ import annotations

NONE, SELF = "'none'", "'self'"
POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
"""The Content-Security-Policy, in the shape of the setting SECURE_CSP of Django 6."""

UNUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
    "encrypted-media", "fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone",
    "midi", "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock",
    "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What a browser could let a page do, and no page of ours does."""

HEADERS = {
    "Content-Security-Policy": "; ".join(
        f"{directive} {' '.join(sources)}" for directive, sources in POLICY.items()
    ),
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_KEPT = "private, no-store"
"""Cache-Control of all but static files: after signing out, Back must not show records again."""
