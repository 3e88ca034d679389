"""The page that says who may do what is what the code does."""

from api.authorization import PAGE, described_app, page
from api.roles import MINIMUM, Action


def test_docs_authorization_is_fresh() -> None:
    """If this fails after a wanted change: make openapi."""
    assert PAGE.read_text() == page(described_app())


def test_every_action_has_a_role() -> None:
    assert MINIMUM.keys() == set(Action)


def test_every_route_is_listed() -> None:
    assert "**not listed" not in page(described_app())
