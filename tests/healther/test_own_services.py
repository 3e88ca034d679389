"""What the operator's networks never open: our own services, wherever on this host they answer."""

import socket
from pathlib import Path

import pytest

from core.addresses import OWN_SERVICE, vet
from healther.own_services import addresses_of_this_host, own_services
from healther.settings import Settings
from healther.wiring import allowance, probe_config

EVERYWHERE = "0.0.0.0/0,::/0"


def settings(home: Path, **fields: object) -> Settings:
    return Settings.model_validate({"home": home, "port": 8000, "allowed_networks": EVERYWHERE, **fields})


def test_every_listed_address_is_one_that_a_server_of_this_host_can_listen_on() -> None:
    found = addresses_of_this_host()

    assert {"127.0.0.1", "::1"} <= found
    for address in found - {"::1"}:
        if address.startswith("fe80:"):  # needs the name of its interface
            continue
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as server:
            server.bind((address, 0))


def test_the_address_that_other_hosts_see_is_among_them() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))  # sends nothing: the kernel only picks a source address
        except OSError:  # a host without a network has no such address
            seen = "127.0.0.1"
        else:
            seen = str(probe.getsockname()[0])

    assert seen in addresses_of_this_host()


@pytest.mark.parametrize("port", [8000, 5433, 6380])
def test_no_network_opens_a_service_on_any_address_of_this_host(tmp_path: Path, port: int) -> None:
    urls = {"database_url": "postgresql://u:p@localhost:5433/h", "redis_url": "redis://127.0.0.1:6380/0"}

    allowed = allowance(settings(tmp_path, **urls))

    assert {vet(address, port, allowed) for address in (*addresses_of_this_host(), "127.1.2.3")} == {OWN_SERVICE}
    assert vet("127.0.0.1", 8080, allowed) is None


def test_naming_one_service_opens_no_other(tmp_path: Path) -> None:
    urls = {"database_url": "postgresql://u:p@localhost:5433/h", "redis_url": "redis://localhost:6380/0"}
    named = f"{EVERYWHERE},127.0.0.1/32,127.0.0.1:8000"

    allowed = allowance(settings(tmp_path, allowed_networks=named, **urls))

    assert vet("127.0.0.1", 8000, allowed) is None
    assert {vet("127.0.0.1", port, allowed) for port in (5433, 6380)} == {OWN_SERVICE}


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("postgresql://u:p,@10.0.0.5/h", ("10.0.0.5", 5432)),
        ("postgresql://u@10.0.0.4:5433,10.0.0.5:5434/h", ("10.0.0.5", 5434)),
        ("postgresql:///h?host=/run/postgresql&port=5435", ("127.0.0.1", 5435)),
        ("redis://:secret@[fd00::5]:6380/1", ("fd00::5", 6380)),
        ("unix:///run/valkey.sock", ("127.0.0.1", 6379)),
        ("redis://0.0.0.0", ("::1", 6379)),
    ],
)
def test_a_store_is_found_in_every_form_of_its_address(url: str, service: tuple[str, int]) -> None:
    assert service in own_services(8000, [url])


def test_a_store_elsewhere_closes_nothing_here(tmp_path: Path) -> None:
    allowed = allowance(settings(tmp_path, database_url="postgresql://10.0.0.5/h"))

    assert vet("10.0.0.5", 5432, allowed) == OWN_SERVICE
    assert vet("127.0.0.1", 5432, allowed) is None


def test_probes_are_told_of_the_reference_targets(tmp_path: Path) -> None:
    config = probe_config(settings(tmp_path, reference_targets="192.0.2.1:443,example.com:443"))

    assert config.references == ("192.0.2.1:443", "example.com:443")
