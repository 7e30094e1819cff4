"""A page that has not changed is asked for with its validators, and recorded as a revisit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from items import Validators
from storage.warc import Origin, load
from tests.local_site import Asked, local_site, page
from tests.probing import probe

if TYPE_CHECKING:
    from socket import socket

TEXT = b"<p>The delegations met in Istanbul.</p>" * 40


def test_what_has_not_changed_is_a_revisit(tmp_path: Path) -> None:
    def tagged(connection: socket, asked: Asked) -> bool:
        known = asked.header("If-None-Match") == '"v1"'
        connection.sendall(page(status="304 Not Modified") if known else page(TEXT, 'ETag: "v1"'))
        return True

    with local_site() as site:
        site.pages.update({"/tagged": tagged, "/same": page(TEXT)})
        urls = [site.base + "/tagged", site.base + "/same"]
        first = probe(tmp_path, urls)
        for url, status in zip(urls, (304, 200), strict=True):
            before = first.of(url)
            assert before.position is not None
            validators = Validators('"v1"', "", before.digest, before.position.record_id, before.date)
            again = probe(tmp_path, [url], meta={"validators": validators}).of(url)
            assert (again.status, again.unchanged, again.digest) == (status, True, before.digest)
            assert again.position is not None
            capture = load(
                tmp_path, again.position, Origin("s", "urls"), resolve=lambda *_, b=before: b.position
            )
            assert (capture.body, capture.unchanged) == (TEXT, True)
