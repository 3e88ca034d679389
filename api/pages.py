"""The pages that people look at: the built frontend (`frontend/dist`), with its landing page and its application.

`npm run build` writes each file also as `.br` and `.gz`, so nothing is compressed here, and the policy that lets
exactly the pages' own inline scripts run. With containers nginx does all of this (deploy/nginx.conf); where nothing
was built, the first page leads to the API's documentation.
"""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from api.errors import not_found

# The application's addresses: the same list as frontend/pages.json, which the build and nginx read.
APP_PAGES: Final = (
    "login", "register", "forgot", "reset", "confirm", "invite", "overview", "incidents", "settings", "operator", "w",
    "people",
)  # fmt: skip
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
LANGUAGES: Final = ("en", "it", "de")  # the first is what all others fall back to
A_YEAR_S: Final = 31_536_000
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
FOR_EVER: Final = "public, max-age=31536000, immutable"


def make_router(folder: Path | None) -> APIRouter:
    """Return the routes of the frontend built into `folder`; None: nothing was built."""
    router = APIRouter(include_in_schema=False)
    if folder is None:
        router.add_api_route("/", lead_to_docs, name="show_first_page")
        return router
    landings, apps = _in_each_language(folder, "index"), _in_each_language(folder, "app")
    policy = (folder / "policy.txt").read_text()

    async def show_first_page(request: Request) -> Response:
        response = _in_wanted_language(request, landings, policy)
        if (chosen := request.query_params.get("lang")) in landings:
            response.set_cookie("language", chosen, max_age=A_YEAR_S, samesite="lax")
        return response

    async def show_app(request: Request) -> Response:
        return _in_wanted_language(request, apps, policy)

    async def get_asset(name: str, request: Request) -> Response:
        path = folder / "assets" / name
        if path.suffix not in TYPES or path.parent != folder / "assets" or not path.is_file():
            raise not_found("file")
        return _send(request, path, {"Cache-Control": FOR_EVER})

    router.add_api_route("/", show_first_page)
    router.add_api_route("/assets/{name}", get_asset)
    for name in APP_PAGES:
        router.add_api_route(f"/{name}", show_app)
        router.add_api_route(f"/{name}/{{rest:path}}", show_app)
    return router


async def lead_to_docs() -> RedirectResponse:
    """Lead to the API's documentation: the pages for people were not built."""
    return RedirectResponse("/docs", status_code=303)


def _in_each_language(folder: Path, name: str) -> dict[str, Path]:
    """Return the pages that were built: `app.html` is English, `app.de.html` German."""
    paths = {language: folder / f"{name}.{language}.html" for language in LANGUAGES[1:]}
    return {LANGUAGES[0]: folder / f"{name}.html"} | {key: path for key, path in paths.items() if path.is_file()}


def _in_wanted_language(request: Request, pages: dict[str, Path], policy: str) -> Response:
    page = pages.get(_language(request), pages[LANGUAGES[0]])
    response = _send(request, page, {"Cache-Control": "no-cache", "Content-Security-Policy": policy})
    response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    return response


def _language(request: Request) -> str:
    """Return the language that was asked for: in the address, chosen before, or the browser's first that we have."""
    wanted = [request.query_params.get("lang"), request.cookies.get("language")]
    ranked = request.headers.get("accept-language", "").split(",")
    wanted += [part.partition(";")[0].strip().lower()[:2] for part in ranked]
    return next((language for language in wanted if language in LANGUAGES), LANGUAGES[0])


def _send(request: Request, path: Path, headers: dict[str, str]) -> Response:
    """Send the smallest form of a file that the client takes."""
    accepted = request.headers.get("accept-encoding", "")
    media_type = TYPES[path.suffix]
    for encoding, suffix in ENCODINGS:
        compressed = path.with_name(path.name + suffix)
        if encoding in accepted and compressed.is_file():
            named = headers | {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
            return FileResponse(compressed, headers=named, media_type=media_type)
    # Said to be encoded already, so that fonts and pictures are not compressed once more.
    return FileResponse(path, headers=headers | {"Content-Encoding": "identity"}, media_type=media_type)
