# Interpolation, empirical distributions and densities.

# Points in increasing order of x, ties put together.
.points <- function(x, y, ties, na.rm = TRUE) {
  if (is.null(y)) {
    if (is.list(x) && all(c("x", "y") %in% names(x))) {
      y <- x$y
      x <- x$x
    } else if (is.matrix(x) && ncol(x) > 1L) {
      y <- x[, 2L]
      x <- x[, 1L]
    } else {
      y <- x
      x <- seq_along(x)
    }
  }
  x <- as.double(x)
  y <- as.double(y)
  if (length(x) != length(y)) stop("'x' and 'y' lengths differ", call. = FALSE)
  keep <- if (na.rm) !is.na(x) & !is.na(y) else !is.na(x)
  x <- x[keep]
  y <- y[keep]
  if (!identical(ties, "ordered")) {
    at <- order(x)
    x <- x[at]
    y <- y[at]
    if (anyDuplicated(x)) {
      if (missing(ties)) warning("collapsing to unique 'x' values", call. = FALSE)
      group <- match(x, unique(x))
      y <- as.vector(tapply(y, group, if (is.list(ties)) ties[[2L]] else ties))
      x <- unique(x)
    }
  }
  list(x = x, y = y)
}
.ends <- function(y, rule, yleft, yright) {
  rule <- rep_len(rule, 2L)
  c(if (is.null(yleft)) if (rule[1L] == 1) NA else y[1L] else yleft,
    if (is.null(yright)) if (rule[2L] == 1) NA else y[length(y)] else yright)
}
approx <- function(x, y = NULL, xout, method = "linear", n = 50, yleft, yright, rule = 1, f = 0, ties = mean,
    na.rm = TRUE) {
  constant <- c(linear = FALSE, constant = TRUE)[pmatch(method, c("linear", "constant"))]
  if (is.na(constant)) stop("invalid interpolation method")
  p <- .points(x, y, ties, na.rm)
  if (length(p$x) <= 1L && !constant) stop("need at least two non-NA values to interpolate")
  if (length(p$x) == 0L) stop("zero non-NA points")
  ends <- .ends(p$y, rule, if (!missing(yleft)) yleft, if (!missing(yright)) yright)
  if (missing(xout)) {
    if (n <= 0) stop("'approx' requires n >= 1")
    xout <- seq.int(p$x[1L], p$x[length(p$x)], length.out = n)
  }
  list(x = xout, y = .interpolate(p$x, p$y, as.double(xout), constant, ends[1L], ends[2L], f))
}
approxfun <- function(x, y = NULL, method = "linear", yleft, yright, rule = 1, f = 0, ties = mean, na.rm = TRUE) {
  constant <- c(linear = FALSE, constant = TRUE)[pmatch(method, c("linear", "constant"))]
  if (is.na(constant)) stop("invalid interpolation method")
  p <- .points(x, y, ties, na.rm)
  if (length(p$x) <= 1L && !constant) stop("need at least two non-NA values to interpolate")
  ends <- .ends(p$y, rule, if (!missing(yleft)) yleft, if (!missing(yright)) yright)
  x <- p$x
  y <- p$y
  force(f)
  function(v) .interpolate(x, y, as.double(v), constant, ends[1L], ends[2L], f)
}

spline <- function(x, y = NULL, n = 3 * length(x), method = "fmm", xmin = min(x), xmax = max(x), xout, ties = mean) {
  f <- splinefun(x, y, method = method, ties = ties)
  p <- .points(x, y, ties)
  if (missing(xout)) {
    if (is.null(y)) x <- p$x
    xout <- seq.int(xmin, xmax, length.out = n)
  }
  list(x = xout, y = f(xout))
}
splinefun <- function(x, y = NULL, method = c("fmm", "periodic", "natural", "monoH.FC", "hyman"), ties = mean) {
  method <- match.arg(method)
  if (method == "hyman") stop("method \"hyman\" of `splinefun` is not implemented")
  p <- .points(x, y, ties)
  x <- p$x
  y <- p$y
  if (method == "monoH.FC") return(.monotone(x, y))
  if (method == "periodic" && length(y) > 1L && y[1L] != y[length(y)])
    warning("spline: first and last y values differ - fix the last")
  if (method == "periodic") y[length(y)] <- y[1L]
  k <- .spline_slopes(x, y, method)
  natural <- method == "natural"
  period <- if (method == "periodic") x[length(x)] - x[1L]
  function(x, deriv = 0L) {
    if (!deriv %in% 0:3) stop("'deriv' must be between 0 and 3")
    at <- as.double(x)
    if (!is.null(period)) at <- (at - p$x[1L]) %% period + p$x[1L]
    .spline_at(p$x, y, k$b, k$c, k$d, at, deriv, natural)
  }
}
# Fritsch and Carlson (1980): slopes small enough to keep the curve monotone.
.monotone <- function(x, y) {
  n <- length(x)
  h <- diff(x)
  s <- diff(y) / h
  m <- c(s[1L], (s[-1L] + s[-(n - 1L)]) / 2, s[n - 1L])
  for (i in seq_len(n - 1L)) {
    if (s[i] == 0) m[i] <- m[i + 1L] <- 0
    else {
      a <- m[i] / s[i]
      b <- m[i + 1L] / s[i]
      region <- 2 * a + b - 3
      if (region > 0 && a + 2 * b - 3 > 0 && a - region^2 / (3 * (a + b - 2)) < 0) {
        shrink <- 3 * s[i] / sqrt(a^2 + b^2)
        m[i] <- shrink * a
        m[i + 1L] <- shrink * b
      }
    }
  }
  function(v, deriv = 0L) {
    if (deriv != 0L) stop("'deriv' of a monotone `splinefun` is not implemented")
    i <- pmin(pmax(findInterval(v, x), 1L), n - 1L)
    t <- (v - x[i]) / h[i]
    y[i] * (1 + 2 * t) * (1 - t)^2 + h[i] * m[i] * t * (1 - t)^2 + y[i + 1L] * t^2 * (3 - 2 * t) +
      h[i] * m[i + 1L] * t^2 * (t - 1)
  }
}

ecdf <- function(x) {
  x <- sort(x)
  n <- length(x)
  if (n < 1L) stop("'x' must have 1 or more non-missing values")
  at <- unique(x)
  share <- cumsum(tabulate(match(x, at))) / n
  out <- approxfun(at, share, method = "constant", yleft = 0, yright = 1, f = 0, ties = "ordered")
  knots <- at
  structure(out, class = c("ecdf", "stepfun", "function"), call = sys.call(), knots = knots, nobs = n)
}
knots <- function(Fn, ...) UseMethod("knots")
.S3method("knots", "ecdf", function(Fn, ...) attr(Fn, "knots"))
.S3method("print", "ecdf", function(x, digits = getOption("digits") - 2L, ...) {
  at <- attr(x, "knots")
  n <- length(at)
  text <- function(v) paste(formatC(v, digits = digits, width = digits + 1L), collapse = ", ")
  cat("Empirical CDF \nCall: ")
  print(attr(x, "call"), ...)
  shown <- if (n <= 6L) text(at) else paste0(text(at[1:3]), ",  ..., ", text(at[(n - 1L):n]))
  cat(" x[1:", n, "] = ", shown, "\n", sep = "")
  invisible(x)
})
.S3method("summary", "ecdf", function(object, ...) {
  at <- attr(object, "knots")
  structure(summary(at, ...), header = paste("Empirical CDF:\t ", attr(object, "nobs") - 0L,
    "unique values with summary\n"), class = c("summary.ecdf", "summaryDefault", "table"))
})
.S3method("quantile", "ecdf", function(x, ...) {
  at <- attr(x, "knots")
  counts <- diff(c(0, round(attr(x, "nobs") * x(at))))
  quantile(rep(at, counts), ...)
})

bw.nrd0 <- function(x) {
  if (length(x) < 2L) stop("need at least 2 data points")
  spread <- sd(x)
  low <- min(spread, IQR(x) / 1.34)
  if (low == 0) low <- c(spread, abs(x[1L]), 1)[c(spread, abs(x[1L]), 1) > 0][1L]
  0.9 * low * length(x)^-0.2
}
bw.nrd <- function(x) {
  if (length(x) < 2L) stop("need at least 2 data points")
  q <- quantile(x, c(0.25, 0.75), names = FALSE)
  1.06 * min(sd(x), (q[2L] - q[1L]) / 1.34) * length(x)^-0.2
}
.kernels <- list(
  gaussian = function(u) dnorm(u),
  epanechnikov = function(u) ifelse(abs(u) < sqrt(5), 0.75 * (1 - u^2 / 5) / sqrt(5), 0),
  rectangular = function(u) ifelse(abs(u) < sqrt(3), 0.5 / sqrt(3), 0),
  triangular = function(u) ifelse(abs(u) < sqrt(6), (1 - abs(u) / sqrt(6)) / sqrt(6), 0),
  biweight = function(u) ifelse(abs(u) < sqrt(7), 15 / 16 * (1 - u^2 / 7)^2 / sqrt(7), 0)
)
density <- function(x, ...) UseMethod("density")
.S3method("density", "default", function(x, bw = "nrd0", adjust = 1,
    kernel = c("gaussian", "epanechnikov", "rectangular", "triangular", "biweight", "cosine", "optcosine"),
    weights = NULL, window = kernel, width, give.Rkern = FALSE, subdensity = FALSE, warnWbw = TRUE, n = 512,
    from, to, cut = 3, ext = 4, old.coords = FALSE, na.rm = FALSE, ...) {
  if (...length()) warning("non-matched further arguments are disregarded")
  if (!missing(width)) stop("argument 'width' of `density` is not implemented")
  if (give.Rkern) stop("argument 'give.Rkern' of `density` is not implemented")
  if (subdensity) stop("argument 'subdensity' of `density` is not implemented")
  kernel <- if (missing(window)) match.arg(kernel) else match.arg(window, c(names(.kernels), "cosine", "optcosine"))
  if (is.null(.kernels[[kernel]])) stop("kernel \"", kernel, "\" of `density` is not implemented")
  data <- deparse1(substitute(x))
  if (!is.numeric(x)) stop("argument 'x' must be numeric")
  x <- as.vector(x)
  if (anyNA(x)) {
    if (!na.rm) stop("'x' contains missing values")
    if (length(weights) == length(x)) weights <- weights[!is.na(x)]
    x <- x[!is.na(x)]
  }
  seen <- length(x)
  if (is.null(weights)) w <- rep(1 / seen, seen)
  else {
    if (length(weights) != seen) stop("'x' and 'weights' have unequal length")
    if (any(!is.finite(weights))) stop("'weights' must all be finite")
    if (any(weights < 0)) stop("'weights' must not be negative")
    if (!isTRUE(all.equal(1, sum(weights)))) warning("sum(weights) != 1  -- will not get true density")
    w <- weights
  }
  inside <- is.finite(x)
  x <- x[inside]
  w <- w[inside]
  if (is.character(bw)) {
    if (length(x) < 2L) stop("need at least 2 points to select a bandwidth automatically")
    bw <- switch(tolower(bw), nrd0 = bw.nrd0(x), nrd = bw.nrd(x),
      stop("bandwidth rule \"", bw, "\" of `density` is not implemented"))
  }
  if (!is.finite(bw)) stop("non-finite 'bw'")
  bw <- adjust * bw
  if (bw <= 0) stop("'bw' is not positive.")
  wanted <- n
  n <- max(n, 512)
  if (n > 512) n <- 2^ceiling(log2(n))
  if (missing(from)) from <- min(x) - cut * bw
  if (missing(to)) to <- max(x) + cut * bw
  if (!is.finite(from)) stop("non-finite 'from'")
  if (!is.finite(to)) stop("non-finite 'to'")
  low <- from - ext * bw
  high <- to + ext * bw
  mass <- .binned(x, w, low, high, n)
  # Distances on the circle of 2n points; before R 4.4 their step was a little short.
  step <- if (old.coords) 2 * (high - low) / (2 * n - 1) else (high - low) / (n - 1)
  away <- step * c(0:n, -((n - 1):1))
  k <- .kernels[[kernel]](away / bw) / bw
  smooth <- Re(fft(fft(mass) * Conj(fft(k)), inverse = TRUE))[seq_len(n)] / length(mass)
  at <- seq.int(from, to, length.out = wanted)
  structure(list(x = at, y = approx(seq.int(low, high, length.out = n), pmax(0, smooth), at)$y, bw = bw, n = seen,
    old.coords = old.coords, call = match.call(), data.name = data, has.na = FALSE), class = "density")
})
.S3method("print", "density", function(x, digits = NULL, ...) {
  cat("\nCall:\n\t", deparse(x$call), "\n\nData: ", x$data.name, " (", x$n, " obs.);", "\tBandwidth 'bw' = ",
    formatC(x$bw, digits = digits), "\n\n", sep = "")
  parts <- summary(as.data.frame(x[c("x", "y")]))
  if (is.null(digits)) print(parts, ...) else print(parts, digits = digits, ...)
  invisible(x)
})
