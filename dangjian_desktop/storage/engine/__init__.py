"""The one connection: opened, hardened, decrypted, brought to the schema of this version. Knows no record."""
