"""The wizard 移交: from the self-check to the code on paper."""
