"""What every use case stands on: ports, settings, files beside the ledger, lookups in other records. Knows no use case."""
