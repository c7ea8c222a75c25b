# What numbers the machine can hold: those of 64-bit computers with IEEE arithmetic.

.Machine <- list(double.eps = 2^-52, double.neg.eps = 2^-53, double.xmin = 2^-1022,
                 double.xmax = (2 - 2^-52) * 2^1023, double.base = 2L, double.digits = 53L, double.rounding = 5L,
                 double.guard = 0L, double.ulp.digits = -52L, double.neg.ulp.digits = -53L, double.exponent = 11L,
                 double.min.exp = -1022L, double.max.exp = 1024L, integer.max = 2147483647L, sizeof.long = 8L,
                 sizeof.longlong = 8L, sizeof.longdouble = 16L, sizeof.pointer = 8L, sizeof.time_t = 8L,
                 longdouble.eps = 2^-63, longdouble.neg.eps = 2^-64, longdouble.digits = 64L,
                 longdouble.rounding = 5L, longdouble.guard = 0L, longdouble.ulp.digits = -63L,
                 longdouble.neg.ulp.digits = -64L, longdouble.exponent = 15L, longdouble.min.exp = -16382L,
                 longdouble.max.exp = 16384L)
