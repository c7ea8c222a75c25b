# Noise that keeps equal values of a plot apart.

jitter <- function(x, factor = 1, amount = NULL) {
  if (length(x) == 0L) return(x)
  if (!is.numeric(x)) stop("'x' must be numeric")
  ends <- range(x, na.rm = TRUE)
  width <- ends[2L] - ends[1L]
  if (width == 0) width <- abs(ends[1L])
  if (width == 0) width <- 1
  half <- if (is.null(amount)) {
    # A fifth of the smallest gap between values that differ in the first digits of the range.
    seen <- sort(unique(round(x, 3 - floor(log10(width)))))
    gap <- if (length(seen) > 1L) min(diff(seen)) else if (seen != 0) seen / 10 else width / 10
    abs(factor / 5 * gap)
  } else if (amount == 0) factor * (width / 50) else amount
  x + stats::runif(length(x), -half, half)
}
