# stopped by: seccomp
import ctypes

result = ctypes.CDLL(None).unshare(0x10000000) == 0
