"""What readers see of the bucket, kept warm and served even when S3 fails."""

from __future__ import annotations

from chalicelib.reading.objects import Bucket, Fetched
from chalicelib.reading.reader import Edition, Reader, index_of, published

__all__ = ["Bucket", "Edition", "Fetched", "Reader", "index_of", "published"]
