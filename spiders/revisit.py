"""`scrapy crawl revisit`: articles that are due for another look, and nothing else."""

from spiders.visiting import Visiting


class RevisitSpider(Visiting):
    """Asks no entrance and visits no page that was not archived before."""

    name = "revisit"
    takes_found = False
