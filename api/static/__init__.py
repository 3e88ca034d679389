"""Files that pages of the API need: served from here, so nothing is loaded from elsewhere.

Each is read once. Its address carries a hash of its content, so browsers keep it for ever. `NAME.gz` is stored
compressed and served as NAME. Licences lie beside the files.
"""

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.errors import not_found

router = APIRouter(prefix="/static", include_in_schema=False)

FOLDER: Final = Path(__file__).parent
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
FOR_EVER: Final = "public, max-age=31536000, immutable"
SHORTLY: Final = "public, max-age=300"


class StaticFile(NamedTuple):
    """A file in memory."""

    media_type: str
    plain: bytes
    compressed: bytes | None
    version: str


@cache
def _files() -> dict[str, StaticFile]:
    found = {}
    for path in sorted(FOLDER.iterdir()):
        name = path.name.removesuffix(".gz")
        media_type = TYPES.get(Path(name).suffix)
        if media_type is not None:
            found[name] = _load(path, media_type)
    return found


def _load(path: Path, media_type: str) -> StaticFile:
    stored = path.read_bytes()
    version = sha256(stored).hexdigest()[:12]
    if path.suffix == ".gz":
        return StaticFile(media_type, gzip.decompress(stored), stored, version)
    is_compressed = path.suffix == ".woff2"
    return StaticFile(media_type, stored, None if is_compressed else gzip.compress(stored, 9, mtime=0), version)


def address_of(name: str) -> str:
    """Return where a file is served, with the hash of its content."""
    return f"/static/{name}?v={_files()[name].version}"


@router.get("/{name}")
async def get_static_file(name: str, request: Request) -> Response:
    """Serve one file."""
    file = _files().get(name)
    if file is None:
        raise not_found("file")
    is_current = request.query_params.get("v") == file.version or name.endswith(".woff2")  # its name has its version
    headers = {
        "Cache-Control": FOR_EVER if is_current else SHORTLY,
        "ETag": f'"{file.version}"',
        "Vary": "Accept-Encoding",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if file.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.compressed, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.media_type)
    return Response(file.plain, headers=headers, media_type=file.media_type)
