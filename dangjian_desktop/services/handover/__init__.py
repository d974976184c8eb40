"""The giving side of a hand-over: looked over, told, packed, looked at again. Receives nothing."""
