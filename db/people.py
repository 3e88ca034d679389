"""People as others may see them, and their photos.

Table `users` (read only here; see db/users.py) and table `photos`, one row per person with a photo. Writer: api.
"""

from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class Person(BaseModel, frozen=True):
    """What a profile page shows; no mail address."""

    id: UUID
    first_name: str
    last_name: str
    pronouns: str
    city: str
    bio: str
    website: str
    github: str
    linkedin: str
    photo_etag: str | None


class Photo(BaseModel, frozen=True):
    """One size of a photo: a WebP image, and what it is called in caches."""

    content: bytes
    etag: str
    is_public: bool


# $1 the person, $2 who asks (null: somebody not signed in), $3 the one workspace through which they may know each other
# (null: any).
IS_VISIBLE: Final = """
           u.visibility = 'public'
           OR u.id = $2
           OR (u.visibility = 'signed_in' AND $2 IS NOT NULL)
           OR EXISTS (SELECT
                        FROM memberships theirs
                        JOIN memberships mine ON mine.workspace_id = theirs.workspace_id
                        JOIN workspaces w ON w.id = theirs.workspace_id
                       WHERE theirs.user_id = u.id
                         AND mine.user_id = $2
                         AND w.deleted_at IS NULL
                         AND ($3::uuid IS NULL OR w.id = $3))
"""
SELECT_PERSON: Final = f"""
    SELECT u.id, u.first_name, u.last_name, u.pronouns, u.city, u.bio, u.website, u.github, u.linkedin, u.photo_etag
      FROM users u
     WHERE u.id = $1
       AND ({IS_VISIBLE.strip()})
"""  # noqa: S608 - made of our own constants


async def select_person(conn: Connection, user_id: UUID, viewer: UUID | None, through: UUID | None) -> Person | None:
    """Return a person if `viewer` may see them; `through`: of what they share, only this workspace counts."""
    row = await conn.fetchrow(SELECT_PERSON, user_id, viewer, through)
    return Person(**row) if row else None


SELECT_PHOTO: Final = f"""
    SELECT CASE WHEN $4 THEN p.large ELSE p.small END AS content, p.etag, u.visibility = 'public' AS is_public
      FROM photos p
      JOIN users u ON u.id = p.user_id
     WHERE p.user_id = $1
       AND ({IS_VISIBLE.strip()})
"""  # noqa: S608 - made of our own constants


async def select_photo(
    conn: Connection, user_id: UUID, viewer: UUID | None, through: UUID | None, *, is_large: bool
) -> Photo | None:
    """Return a person's photo if `viewer` may see the person."""
    row = await conn.fetchrow(SELECT_PHOTO, user_id, viewer, through, is_large)
    return Photo(**row) if row else None


UPSERT_PHOTO: Final = """
      WITH stored AS (
           INSERT INTO photos (user_id, large, small, etag)
           VALUES ($1, $2, $3, $4)
               ON CONFLICT (user_id) DO UPDATE
              SET large = excluded.large, small = excluded.small, etag = excluded.etag, updated_at = now())
    UPDATE users
       SET photo_etag = $4,
           updated_at = now()
     WHERE id = $1
"""


async def upsert_photo(conn: Connection, user_id: UUID, large: bytes, small: bytes, etag: str) -> None:
    """Put a photo in place of the one before."""
    await conn.execute(UPSERT_PHOTO, user_id, large, small, etag)


DELETE_PHOTO: Final = """
      WITH gone AS (
           DELETE FROM photos
            WHERE user_id = $1)
    UPDATE users
       SET photo_etag = NULL,
           updated_at = now()
     WHERE id = $1
"""


async def delete_photo(conn: Connection, user_id: UUID) -> None:
    """Take a photo away; nothing happens when there is none."""
    await conn.execute(DELETE_PHOTO, user_id)
