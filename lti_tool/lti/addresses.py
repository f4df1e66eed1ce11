"""Which addresses this server may be made to call."""

import ipaddress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")
_NEVER_PUBLIC = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "fec0::/10", "3fff::/20")))
"""What some releases of `ipaddress` call global."""


class AddressRules:
    """Which addresses may be called: the public ones, and the networks that the operator named."""

    def __init__(self, private_networks: tuple[str, ...]) -> None:
        self._open = tuple(ipaddress.ip_network(network) for network in private_networks)

    def allow(self, address: str) -> bool:
        """Tell whether this numeric address may be called."""
        numeric = ipaddress.ip_address(address)
        reached = _reached(numeric)
        if any(_is_in(each, network) for each in {numeric, reached} for network in self._open):
            return True
        if reached.is_multicast or reached.is_reserved:
            return False
        return reached.is_global and not any(_is_in(reached, each) for each in _NEVER_PUBLIC)


def _reached(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Unwrap the IPv4 address that an IPv6 one carries to this machine or to a gateway."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_in(address: IPv4Address | IPv6Address, network: IPv4Network | IPv6Network) -> bool:
    return address.version == network.version and address in network
