"""Article → the plain values of its JSON form, the same in every command."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from scraper.models import Article


def of(article: Article) -> dict[str, Any]:
    """The article under its public keys; `published` is ISO 8601 in Beijing time, or None."""
    return {
        "id": article.id,
        "source_url": article.url,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "author": article.author,
        "summary": article.summary,
        "abstract": article.abstract,
        "thumbnail": article.thumbnail,
        "body": article.body,
        "images": [asdict(image) for image in article.images],
        "videos": [asdict(video) for video in article.videos],
        "tags": list(article.tags),
        "category": article.category,
        "lang": article.lang,
        "paid": article.paid,
        "extractor": article.extractor,
    }
