"""Other people: what a profile page shows, to those to whom the person shows it."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter

from api.deps import SystemConn, Viewer
from api.errors import ProblemOut, not_found
from api.photo_address import photo_address
from api.schemas import Out
from db.people import select_person

router = APIRouter(prefix="/users", tags=["people"])

WHAT: Final = "person"


class PersonOut(Out):
    """A person; the mail address is not part of it. Texts are empty where nothing was said."""

    id: UUID
    first_name: str
    last_name: str
    pronouns: str
    city: str
    bio: str
    website: str
    github: str
    linkedin: str
    photo: str | None


@router.get("/{user_id}", responses={401: {"model": ProblemOut}, 404: {"model": ProblemOut}})
async def get_person(user_id: UUID, viewer: Viewer, conn: SystemConn) -> PersonOut:
    """Return a person whose visibility allows it: public, signed_in, or workspace (people who share one)."""
    viewer_id, through = (viewer.id, viewer.workspace_id) if viewer else (None, None)
    person = await select_person(conn, user_id, viewer_id, through)
    if person is None:
        raise not_found(WHAT)
    return PersonOut(**person.model_dump(exclude={"photo_etag"}), photo=photo_address(person.id, person.photo_etag))
