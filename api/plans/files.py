"""Sends exported files."""

from collections.abc import Sequence

from fastapi import Response

from data.files.export_plan import ExportedFile, as_one_file, stem_of
from dispatch.plan_view import PlanView

NO_SCRIPTS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""Exported pages carry text that customers wrote; whatever it holds, nothing runs."""


def as_download(files: Sequence[ExportedFile], view: PlanView) -> Response:
    """Send the only file as it is, several as one archive; pages open in the browser, the rest is saved."""
    file = as_one_file(files, stem_of(view))
    disposition = "inline" if file.media_type.startswith("text/html") else "attachment"
    headers = {
        "Content-Disposition": f'{disposition}; filename="{file.name}"',
        "Content-Security-Policy": NO_SCRIPTS,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.content, headers=headers, media_type=file.media_type)
