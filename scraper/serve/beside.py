"""A request → what goes with the pages: images, documents, files, how a browser searches here."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from scraper.extract import document
from scraper.serve import frame, opensearch, picture
from scraper.serve.asked import language
from scraper.serve.site import Site

_IMAGE = {
    "cache-control": "private, max-age=604800, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a site has beside its pages; without a `proxy` only images that are kept."""

    site: Site
    proxy: picture.Proxy | None = None

    async def kept_image(self, request: Request) -> Response:
        """The image of a hash that is kept."""
        sha256, kind = request.path_params["sha256"], request.path_params["type"]
        data = await self.site.run(lambda: self.site.stores.here().gallery.read(sha256))
        if data is None or kind not in picture.TYPES:
            return Response("no such image\n", 404, media_type="text/plain")
        return Response(data, headers=_IMAGE | {"content-type": picture.TYPES[kind]})

    async def image(self, request: Request) -> Response:
        """An image of an article, which is not kept: from where it is."""
        path = request.path_params
        found = await self.site.run(
            lambda: picture.wanted(self.site.stores.here(), path["id"], path["mark"])
        )
        if found is None or self.proxy is None:
            return Response("no such image\n", 404, media_type="text/plain")
        came = await self.proxy.get(*found)
        if came is None:
            return Response("too many images at once\n", 503, media_type="text/plain")
        if not came.data:
            return Response(f"{came.reason}\n", 404, media_type="text/plain")
        return Response(came.data, headers=_IMAGE | {"content-type": came.type})

    async def document(self, request: Request) -> Response:
        """An article as the document that `export` writes."""
        found = await self.site.run(
            lambda: self.site.stores.here().article(request.path_params["id"])
        )
        if found is None:
            return Response("no such article\n", 404, media_type="text/plain")
        return Response(document.write(document.of(found)), media_type="text/markdown")

    async def described(self, request: Request) -> Response:
        """How a browser searches here, under the name that the gate let it ask by."""
        lang = language(request.headers.get("accept-language", ""))
        text = opensearch.description(self.site.base(request), lang)
        return Response(text, media_type=opensearch.TYPE, headers={"vary": "Accept-Language"})


async def static(request: Request) -> Response:
    """One of the few files that go with every page, under the mark of its bytes."""
    found = frame.statics().get(request.path_params["name"])
    if found is None or found.mark != request.path_params["mark"]:
        return Response("no such file\n", 404, media_type="text/plain")
    headers = {"content-type": found.type, "cache-control": "public, max-age=31536000, immutable"}
    return Response(found.body, headers=headers)
