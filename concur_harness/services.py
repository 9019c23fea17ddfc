"""The services of the harness, registered in this one place.

Whatever has to know them follows from here: the request pipelines, the ports and the options for them, the ready file,
what the control API takes and shows, which services faults may be for, and what is masked in the traffic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from concur_harness.companies.service_access import ConcurAccess, ErpAccess, ServiceAccess
from mock_concur.service import ConcurService
from mock_erp.service import ErpService
from mockkit import faults
from mockkit.web.service import Operation, Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A service of the harness: ``service`` makes it, and has its name; ``title`` is what people call it.

    ``access`` is how it lets a company's clients in.

    It has a port of its own, ``port`` unless somebody chooses another, or it is served on the port of the service
    ``beside``, for the paths that begin with ``prefix``. The paths that it is asked for are whole in either case.
    """

    service: type[Service]
    title: str
    port: int | None = None
    beside: str = ""
    prefix: str = "/"
    access: ServiceAccess = field(default_factory=ServiceAccess)

    @property
    def name(self) -> str:
        """The name by which faults, the traffic and the control API speak of it."""
        return self.service.name

    @property
    def port_name(self) -> str:
        """The name of the service on whose port it is served."""
        return self.beside or self.name

    def base_url(self, root: str) -> str:
        """Where it is reached on a port with the address ``root``, which ends in no slash."""
        return root + self.prefix if self.beside else root


class Services:
    """Registered services, in order. Raises ValueError where two have a name in common, or one has no port."""

    def __init__(self, *registrations: Registration, operations: Mapping[str, Operation] | None = None) -> None:
        self._by_name = {each.name: each for each in registrations}
        self.operations: Mapping[str, Operation] = operations or {}
        """What faults of every service may have done by the harness itself, beside what their service offers."""
        if len(self._by_name) < len(registrations):
            raise ValueError("two services have the same name")
        for each in registrations:
            host = self._by_name.get(each.port_name)
            if host is None or host.port is None or (each.beside and (each.port is not None or each.prefix == "/")):
                raise ValueError(f"{each.name} needs a port of its own, or a prefix on that of a service that has one")

    def __iter__(self) -> Iterator[Registration]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> Registration:
        """The registration of a name. Raises KeyError."""
        return self._by_name[name]

    def and_also(self, *more: Registration) -> Services:
        """These services and more of them."""
        return Services(*self, *more, operations=self.operations)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all services."""
        return tuple(self._by_name)

    @cached_property
    def ports(self) -> dict[str, int]:
        """The ports that are used unless somebody chooses others, by the name of the service that each is for."""
        return {each.name: each.port for each in self if each.port is not None}

    @cached_property
    def for_faults(self) -> faults.Services:
        """The services that faults may be for, with the operations that each offers to them."""
        return {each.name: {*each.service.operations, *self.operations} for each in self}

    def on_port(self, port_name: str) -> list[Registration]:
        """The services of a port: those of the longest prefix first, and last the one whose port it is."""
        there = [each for each in self if each.port_name == port_name]
        return sorted(there, key=lambda each: (bool(each.beside), len(each.prefix)), reverse=True)


SERVICES = Services(
    Registration(service=ConcurService, title="Concur", port=8280, access=ConcurAccess()),
    Registration(service=ErpService, title="ERP", port=8281, access=ErpAccess()),
)


def registered() -> Services:
    """The services of the harness; asked anew each time."""
    return SERVICES
