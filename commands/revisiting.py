"""When articles are asked again, as the settings have it."""

from datetime import timedelta
from itertools import pairwise

from scrapy.settings import BaseSettings

from registry.schedule import parse_interval
from storage.curve import Curve
from storage.errors import SettingError


def curve_of(settings: BaseSettings) -> Curve:
    """The points of PARLEY_REVISIT_AFTER. Raises SettingError, which names it."""
    parts = str(settings["PARLEY_REVISIT_AFTER"]).split(",")
    points: list[timedelta] = []
    for part in parts:
        interval = parse_interval(part)
        if interval is None:
            raise SettingError(
                f"PARLEY_REVISIT_AFTER: {part.strip()!r} is no interval; write 15m,1h,6h,1d,7d"
            )
        points.append(interval)
    if any(later <= earlier for earlier, later in pairwise(points)):
        raise SettingError(
            f"PARLEY_REVISIT_AFTER: {','.join(parts)!r} does not ascend; write 15m,1h,6h,1d,7d"
        )
    return tuple(points)
