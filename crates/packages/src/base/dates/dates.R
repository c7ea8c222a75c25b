# Columns of dates and times; what they are called depends on how they were written.

as.data.frame.POSIXlt <- function(x, ...) as.data.frame.vector(as.POSIXct(x), ...)
