"""Object stores as targets: S3 and whatever speaks as it does, Google Cloud Storage, Azure.

Files are put in place one by one, in an order in which no reader meets a missing one; a manifest of
our own beside them says what stands. Knows no purging, no telling and no other kind of target.
Nothing here imports obstore before a store is opened.
"""

from statusgen.publish.objects.kinds import azure, gcs, s3

__all__ = ["azure", "gcs", "s3"]
