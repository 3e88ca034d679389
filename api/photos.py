"""Photos of people: put, take away, show. What is shown are our own bytes, never those that were sent."""

from enum import IntEnum
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response

from api.deps import CurrentCaller, ServicesDep, Viewer
from api.errors import Problem, ProblemOut, not_found
from api.limits import Limit
from api.me import UserOut
from api.photo_decoder import PhotoDecoder
from db.people import delete_photo as delete_photo_row
from db.people import select_photo, upsert_photo
from db.pool import acquire
from db.users import select_user

router = APIRouter(prefix="/me/photo", tags=["me"])
public_router = APIRouter(tags=["people"])

BY_PERSON: Final = Limit("photo:user", 30, 3600)
TYPES: Final = ("image/png", "image/jpeg", "image/webp", "application/octet-stream")
POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {name: {"schema": {"type": "string", "format": "binary"}} for name in TYPES},
    }
}


class Size(IntEnum):
    """Pixels a side."""

    SMALL = 64
    LARGE = 256


@router.put("", openapi_extra=BODY, responses={status: {"model": ProblemOut} for status in (413, 415, 422, 429)})
async def set_photo(request: Request, caller: CurrentCaller, services: ServicesDep) -> UserOut:
    """Put a photo in place: the bytes of a PNG, JPEG or WebP image of at most 2 MiB, as they are.

    Kept is its middle, as a square of 256 pixels, without place, camera or anything else that was inside.
    """
    if request.headers.get("content-type", TYPES[-1]).partition(";")[0].strip().lower() not in TYPES:
        raise Problem(415, f"Send the bytes of the image as the body, with one of the types {', '.join(TYPES)}.")
    await services.limits.hit(BY_PERSON, str(caller.id))
    photos = await _decoder(request).decode(await request.body())
    async with services.system_transaction() as conn:
        await upsert_photo(conn, caller.id, photos.large, photos.small, photos.etag)
        user = await select_user(conn, caller.id)
    if user is None:
        raise not_found("account")
    return UserOut.of(user, services.config)


@router.delete("", status_code=204)
async def delete_photo(caller: CurrentCaller, services: ServicesDep) -> None:
    """Take the photo away."""
    async with services.system_transaction() as conn:
        await delete_photo_row(conn, caller.id)


@public_router.get(
    "/users/{user_id}/photo",
    response_class=Response,
    responses={200: {"content": {"image/webp": {}}}, 304: {"description": "as it was"}, 404: {"model": ProblemOut}},
)
async def get_photo(
    user_id: UUID,
    viewer: Viewer,
    services: ServicesDep,
    size: Annotated[Size, Query(description="pixels a side")] = Size.LARGE,
    v: Annotated[str, Query(max_length=64, description="anything; a new one gets past caches")] = "",
    known: Annotated[str, Header(alias="if-none-match")] = "",
) -> Response:
    """Return a person's photo to those who may see the person."""
    viewer_id, through = (viewer.id, viewer.workspace_id) if viewer else (None, None)
    async with acquire(services.pool) as conn:
        photo = await select_photo(conn, user_id, viewer_id, through, is_large=size is Size.LARGE)
    if photo is None:
        raise not_found("photo")
    etag = f'"{photo.etag}-{size}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=300" if photo.is_public else "private, no-cache",
        "Vary": "Authorization",
        "Content-Security-Policy": POLICY,
        "Content-Disposition": 'inline; filename="photo.webp"',
    }
    if etag in known:
        return Response(status_code=304, headers=headers)
    return Response(photo.content, headers=headers, media_type="image/webp")


def _decoder(request: Request) -> PhotoDecoder:
    """Return the application's one decoder, so that its limits hold over all requests."""
    state = request.app.state
    if not hasattr(state, "photo_decoder"):
        state.photo_decoder = PhotoDecoder()
    decoder: PhotoDecoder = state.photo_decoder
    return decoder
