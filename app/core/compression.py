"""Answers made small for the wire, the pages that refuse something among them."""

from flask import Flask, Response
from flask_compress import Compress

MIMETYPES = [
    "text/html",
    "text/plain",
    "text/csv",
    "text/vcard",
    "application/json",
    "application/geo+json",
    "application/xml",
]
REFUSED = 400


class _Compressed(Compress):
    """The library leaves all but 2xx alone, yet a form with its complaints is as long as the form without."""

    def after_request(self, response: Response | None) -> Response:
        if response is None or response.status_code < REFUSED:
            return super().after_request(response)
        code, response.status_code = response.status_code, 200
        answer = super().after_request(response)
        answer.status_code = code
        return answer


def compress_answers(flask_app: Flask) -> None:
    """Compress what a browser says it can read: zstd first, then gzip, both at their quick levels."""
    flask_app.config.update(
        COMPRESS_ALGORITHM=["zstd", "gzip"],
        COMPRESS_ZSTD_LEVEL=3,
        COMPRESS_LEVEL=1,
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
        COMPRESS_MIMETYPES=MIMETYPES,
    )
    _Compressed(flask_app)
