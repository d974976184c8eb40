"""党建责任台账: an offline ledger, counting and reporting program for one township Party committee office."""

__version__ = "0.1.0"
