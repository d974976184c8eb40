"""The wizard 接收: from the stick to a ledger in its place."""
