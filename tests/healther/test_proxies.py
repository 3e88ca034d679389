"""Who is believed about a client's address: proxies that were named, and nobody else."""

import pytest

from healther.settings import Settings


def test_networks_and_addresses_may_be_named() -> None:
    settings = Settings.model_validate({"trusted_proxies": "10.0.0.0/8, 192.0.2.7"})

    assert settings.trusted_proxies == ("10.0.0.0/8", "192.0.2.7")


@pytest.mark.parametrize("text", ["*", "proxy.example.com", "10.0.0.1/8"])
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="must be an address or a network"):
        Settings.model_validate({"trusted_proxies": text})
