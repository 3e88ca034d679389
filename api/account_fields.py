"""Pieces of bodies about accounts: a mail address, a password to be set."""

from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, StringConstraints

from api.schemas import Text


def _email(text: str) -> str:
    """Return the address in lower case. Names of internal networks are fine: people host this themselves."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ValueError(f"this is not a mail address: {error}") from error
    return found.normalized.lower()


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
NewPassword = Annotated[Text, StringConstraints(min_length=8, max_length=200)]
