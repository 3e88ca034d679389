"""The API's own documentation: /docs (Swagger UI) and /redoc, with scripts served from here, so they work offline."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.static import address_of

router = APIRouter(include_in_schema=False)

# The two viewers set styles by script and draw with data: images; Redoc searches in a worker made of a blob.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
HEAD: Final = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Healther API</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
)


@router.get("/docs", response_class=HTMLResponse)
async def show_docs() -> HTMLResponse:
    """Show the API with a form for each operation."""
    head = (
        f'{HEAD}<link rel="stylesheet" href="{address_of("swagger-ui.css")}">'
        f'<link rel="icon" href="{address_of("icon.svg")}">'
        f'<script src="{address_of("swagger-ui-bundle.js")}" defer></script>'
        f'<script src="{address_of("docs.js")}" defer></script></head>'
    )
    return HTMLResponse(f'{head}<body><div id="docs"></div></body></html>', headers=HEADERS)


@router.get("/redoc", response_class=HTMLResponse)
async def show_redoc() -> HTMLResponse:
    """Show the API as a text to read."""
    head = f'{HEAD}<link rel="icon" href="{address_of("icon.svg")}"></head>'
    body = f'<redoc spec-url="/openapi.json"></redoc><script src="{address_of("redoc.standalone.js")}"></script>'
    return HTMLResponse(f'{head}<body style="margin:0">{body}</body></html>', headers=HEADERS)
