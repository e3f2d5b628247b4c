"""The post room: work written down in the transaction that causes it, and handed to Celery afterwards."""
