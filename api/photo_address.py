"""Where a person's photo is. Beside the routes, because accounts, members and profiles all show it."""

from uuid import UUID


def photo_address(user_id: UUID, etag: str | None) -> str | None:
    """Return the path of a photo; it changes with the photo, so it can be kept. Append `&size=64` for the small one."""
    return None if etag is None else f"/api/v1/users/{user_id}/photo?v={etag[:12]}"
