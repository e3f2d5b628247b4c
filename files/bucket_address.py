"""Where files to import lie when no disk is shared: `s3://bucket/prefix?endpoint_url=…&region=…`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

EXAMPLE: Final = "s3://bucket/prefix?endpoint_url=https://s3.example.com&region=eu-central-1"
STYLES: Final = ("auto", "path", "virtual")
OPTIONS: Final = ("endpoint_url", "region", "addressing_style", "ca_bundle")


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketAddress:
    """A folder of a bucket; "" is what the provider of all, Amazon, has itself."""

    bucket: str
    prefix: str
    endpoint_url: str
    region: str
    addressing_style: str
    ca_bundle: str


def read_address(url: str) -> BucketAddress | None:
    """None for "". Raises ImproperlyConfigured, without the address: somebody may have put a secret there."""
    if not url:
        return None
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if fault := _fault_of(parts, options):
        raise ImproperlyConfigured(f"IMPORT_STORAGE_URL {fault} Allowed: nothing, or such as {EXAMPLE}")
    endpoint = options.get("endpoint_url", "")
    return BucketAddress(
        bucket=parts.netloc,
        prefix=parts.path.strip("/"),
        endpoint_url=endpoint,
        region=options.get("region", ""),
        # Buckets as names of hosts need certificates that servers of one's own seldom have.
        addressing_style=options.get("addressing_style", "path" if endpoint else "auto"),
        ca_bundle=options.get("ca_bundle", ""),
    )


def _fault_of(parts: SplitResult, options: Mapping[str, str]) -> str:
    endpoint = urlsplit(options.get("endpoint_url", "https://s3.example.com"))
    if parts.scheme != "s3" or not parts.netloc:
        return "is not the address of a bucket."
    if "@" in parts.netloc or "@" in endpoint.netloc:
        return "holds a name or a secret: these are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    if unknown := sorted(set(options) - set(OPTIONS)):
        return f"has options that nobody knows: {', '.join(unknown)}; there are {', '.join(OPTIONS)}."
    if endpoint.scheme not in {"http", "https"} or not endpoint.hostname:
        return "has an endpoint_url that is no address."
    if options.get("addressing_style", "auto") not in STYLES:
        return f"has an addressing_style that is none of {', '.join(STYLES)}."
    return ""
