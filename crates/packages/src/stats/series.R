# Time series: values at equal steps of time.

ts <- function(data = NA, start = 1, end = numeric(), frequency = 1, deltat = 1, ts.eps = getOption("ts.eps"),
    class = if (nseries > 1) c("mts", "ts", "matrix", "array") else "ts",
    names = if (!is.null(dimnames(data))) colnames(data) else paste("Series", seq(nseries))) {
  if (is.data.frame(data)) data <- data.matrix(data)
  nseries <- NCOL(data)
  n <- NROW(data)
  if (n == 0L) stop("'ts' object must have one or more observations")
  if (missing(frequency)) frequency <- 1 / deltat
  if (frequency > 1 && abs(frequency - round(frequency)) < ts.eps) frequency <- round(frequency)
  at <- function(time) if (length(time) > 1L) time[1L] + (time[2L] - 1) / frequency else time
  first <- if (missing(start) && !missing(end)) NULL else at(start)
  last <- if (missing(end)) first + (n - 1) / frequency else at(end)
  if (is.null(first)) first <- last - (n - 1) / frequency
  if (first > last) stop("'start' cannot be after 'end'")
  wanted <- floor((last - first) * frequency + 1.01)
  if (wanted != n) data <- if (nseries == 1L) rep_len(data, wanted) else data[rep_len(seq_len(n), wanted), ]
  attr(data, "tsp") <- c(first, last, frequency)
  if (!is.null(class) && class[1L] != "none") attr(data, "class") <- class
  if (nseries > 1 && is.null(colnames(data))) colnames(data) <- names
  data
}
is.ts <- function(x) inherits(x, "ts") && length(x) > 0L
tsp <- function(x) attr(x, "tsp")
hasTsp <- function(x) {
  if (is.null(attr(x, "tsp"))) attr(x, "tsp") <- c(1, NROW(x), 1)
  x
}
as.ts <- function(x, ...) UseMethod("as.ts")
.S3method("as.ts", "default", function(x, ...) if (is.ts(x)) x else if (is.null(tsp(x))) ts(x) else
  ts(x, tsp(x)[1L], tsp(x)[2L], tsp(x)[3L]))
.period <- function(time, frequency) {
  step <- round(time * frequency)
  if (abs(time * frequency - step) < getOption("ts.eps") && frequency == round(frequency))
    c(floor(step / frequency + 1e-9), step %% frequency + 1)
  else time
}
.ends_of <- function(x, which) {
  span <- tsp(hasTsp(x))
  if (span[3L] == 1) span[which] -> out else out <- NULL
  if (is.null(out) || abs(out - round(out)) < getOption("ts.eps")) .period(span[which], span[3L]) else out
}
start <- function(x, ...) UseMethod("start")
.S3method("start", "default", function(x, ...) .ends_of(x, 1L))
end <- function(x, ...) UseMethod("end")
.S3method("end", "default", function(x, ...) .ends_of(x, 2L))
frequency <- function(x, ...) UseMethod("frequency")
.S3method("frequency", "default", function(x, ...) if (is.null(tsp(x))) 1 else tsp(x)[3L])
deltat <- function(x, ...) UseMethod("deltat")
.S3method("deltat", "default", function(x, ...) if (is.null(tsp(x))) 1 else 1 / tsp(x)[3L])
time <- function(x, ...) UseMethod("time")
.S3method("time", "default", function(x, offset = 0, ...) {
  span <- tsp(hasTsp(x))
  ts(seq.int(span[1L], by = 1 / span[3L], length.out = NROW(x)) + offset / span[3L], span[1L], span[2L], span[3L])
})
cycle <- function(x, ...) UseMethod("cycle")
.S3method("cycle", "default", function(x, ...) {
  span <- tsp(hasTsp(x))
  at <- round((seq_len(NROW(x)) - 1 + round(span[1L] * span[3L])) %% span[3L]) + 1
  ts(at, span[1L], span[2L], span[3L])
})
window <- function(x, ...) UseMethod("window")
.S3method("window", "default", function(x, start = NULL, end = NULL, frequency = NULL, deltat = NULL, extend = FALSE, ...) {
  if (extend) stop("argument 'extend' of `window` is not implemented")
  if (!is.null(frequency) || !is.null(deltat)) stop("argument 'frequency' of `window` is not implemented")
  span <- tsp(hasTsp(x))
  at <- function(time) if (length(time) > 1L) time[1L] + (time[2L] - 1) / span[3L] else time
  from <- if (is.null(start)) span[1L] else at(start)
  to <- if (is.null(end)) span[2L] else at(end)
  eps <- getOption("ts.eps") / span[3L]
  if (from < span[1L] - eps) {
    warning("'start' value not changed")
    from <- span[1L]
  }
  if (to > span[2L] + eps) {
    warning("'end' value not changed")
    to <- span[2L]
  }
  first <- ceiling((from - span[1L]) * span[3L] - 1e-5) + 1
  last <- floor((to - span[1L]) * span[3L] + 1e-5) + 1
  if (first > last) stop("'start' cannot be after 'end'")
  rows <- first:last
  values <- if (is.matrix(x)) unclass(x)[rows, , drop = FALSE] else as.vector(x)[rows]
  ts(values, span[1L] + (first - 1) / span[3L], span[1L] + (last - 1) / span[3L], span[3L])
})
lag <- function(x, ...) UseMethod("lag")
.S3method("lag", "default", function(x, k = 1, ...) {
  if (k != round(k)) {
    k <- round(k)
    warning("'k' is not an integer")
  }
  x <- hasTsp(x)
  span <- tsp(x)
  attr(x, "tsp") <- c(span[1:2] - k / span[3L], span[3L])
  x
})
.S3method("lag", "ts", function(x, k = 1, ...) {
  span <- tsp(x)
  attr(x, "tsp") <- c(span[1:2] - k / span[3L], span[3L])
  x
})
.S3method("diff", "ts", function(x, lag = 1, differences = 1, ...) {
  if (is.matrix(x)) stop("diff of several time series is not implemented")
  span <- tsp(x)
  values <- diff(as.vector(x), lag, differences)
  ts(values, end = span[2L], frequency = span[3L])
})
.S3method("print", "ts", function(x, digits = NULL, quote = FALSE, print.gap, ...) {
  if (!missing(print.gap)) stop("argument 'print.gap' of `print.ts` is not implemented")
  calendar <- list(...)$calendar
  span <- tsp(x)
  frequency <- span[3L]
  if (is.null(digits)) digits <- getOption("digits")
  text <- function(time) {
    p <- .period(time, frequency)
    if (frequency != 1 && length(p) == 2L) paste0("c(", p[1L], ", ", p[2L], ")") else format(p[1L])
  }
  if (is.matrix(x)) {
    labels <- .time_labels(span, nrow(x))
    if (is.null(labels)) {
      cat("Time Series:\nStart =", text(span[1L]), "\nEnd =", text(span[2L]), "\nFrequency =", frequency, "\n")
      labels <- format(seq.int(span[1L], by = 1 / frequency, length.out = nrow(x)))
    }
    values <- matrix(as.vector(x), nrow(x), dimnames = list(labels, colnames(x)))
    print(values, digits = digits, ...)
    return(invisible(x))
  }
  if (is.null(calendar)) calendar <- frequency %in% c(4, 12) && length(.period(span[1L], frequency)) == 2L
  values <- as.vector(x)
  if (!calendar) {
    cat("Time Series:\nStart =", text(span[1L]), "\nEnd =", text(span[2L]), "\nFrequency =", frequency, "\n")
    print(values, digits = digits, quote = quote)
    return(invisible(x))
  }
  from <- .period(span[1L], frequency)
  to <- .period(span[2L], frequency)
  columns <- if (frequency == 12) month.abb else if (frequency == 4) paste0("Qtr", 1:4) else paste0("p", seq_len(frequency))
  shown <- format(values, digits = digits)
  shown <- c(rep("", from[2L] - 1), shown, rep("", frequency - to[2L]))
  rows <- from[1L]:to[1L]
  if (length(rows) == 1L) {
    keep <- from[2L]:to[2L]
    table <- matrix(shown[keep], 1L, dimnames = list(rows, columns[keep]))
  } else table <- matrix(shown, ncol = frequency, byrow = TRUE, dimnames = list(rows, columns))
  print(table, quote = FALSE, right = TRUE)
  invisible(x)
})
.time_labels <- function(span, n) {
  if (!span[3L] %in% c(4, 12)) return(if (span[3L] == 1) NULL)
  at <- round(span[1L] * span[3L]) + seq_len(n) - 1
  year <- floor(at / span[3L])
  season <- at %% span[3L] + 1
  if (span[3L] == 12) paste(month.abb[season], year) else paste0(year, " Q", season)
}
