# stopped by: limits
result = len(bytearray(600 << 20)) == 600 << 20
