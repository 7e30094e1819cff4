"""Whether what the environment says of the network can be used, before anything is asked."""

from scrapy.settings import BaseSettings

from health.reachability import check_proxies
from network.guard import AddressGuard


def check_network(settings: BaseSettings) -> None:
    """Raises SettingError, which names the variable that cannot be used."""
    check_proxies(settings.getdict("PROXIES"))
    AddressGuard.from_settings(settings)
