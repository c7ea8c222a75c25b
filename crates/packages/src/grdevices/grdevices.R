colorRampPalette <- function(colors, ..., space = c("rgb", "Lab"), interpolate = c("linear", "spline")) {
  if (...length()) stop("further arguments of `colorRampPalette()` are not implemented")
  space <- match.arg(space)
  interpolate <- match.arg(interpolate)
  function(n) .ramp_colours(colors, n, space, interpolate)
}
colorRamp <- function(colors, bias = 1, space = c("rgb", "Lab"), interpolate = c("linear", "spline"), alpha = FALSE) {
  if (match.arg(space) != "rgb" || match.arg(interpolate) != "linear") {
    stop("`colorRamp()` is implemented for linear mixing of rgb only")
  }
  stops <- t(col2rgb(colors, alpha))
  at <- seq(0, 1, length.out = nrow(stops))^bias
  function(x) {
    left <- pmin(findInterval(x, at), length(at) - 1)
    share <- (x - at[left]) / (at[left + 1] - at[left])
    unname((1 - share) * stops[left, , drop = FALSE] + share * stops[left + 1, , drop = FALSE])
  }
}
palette.colors <- function(n = NULL, palette = "Okabe-Ito", alpha, recycle = FALSE) {
  all <- .palette_named(palette)
  if (tolower(palette) == "okabe-ito") {
    names(all) <- c("black", "orange", "skyblue", "bluishgreen", "yellow", "blue", "vermillion", "reddishpurple", "gray")
  }
  if (is.null(n)) n <- length(all)
  if (n > length(all)) {
    if (recycle) all <- rep(all, length.out = n)
    else {
      warning("'n' set to ", length(all), ", the maximum available for ", palette, " palette")
      n <- length(all)
    }
  }
  all <- all[seq_len(n)]
  if (!missing(alpha)) all <- adjustcolor(all, alpha)
  all
}
rgb2hsv <- function(r, g = NULL, b = NULL, maxColorValue = 255) {
  if (is.null(g)) {
    columns <- colnames(r)
    b <- r[3, ]
    g <- r[2, ]
    r <- r[1, ]
  } else columns <- names(r)
  matrix(.hsv_of(r / maxColorValue, g / maxColorValue, b / maxColorValue), nrow = 3,
    dimnames = list(c("h", "s", "v"), columns))
}
n2mfrow <- function(nr.plots) {
  if (nr.plots <= 3) c(nr.plots, 1)
  else if (nr.plots <= 6) c((nr.plots + 1) %/% 2, 2)
  else if (nr.plots <= 12) c((nr.plots + 2) %/% 3, 3)
  else {
    rows <- ceiling(sqrt(nr.plots))
    c(rows, ceiling(nr.plots / rows))
  }
}
extendrange <- function(x, r = range(x, na.rm = TRUE), f = 0.05) {
  if (length(f) == 1) f <- c(f, f)
  r + c(-f[1], f[2]) * diff(r)
}
nclass.Sturges <- function(x) ceiling(log2(length(x)) + 1)
nclass.scott <- function(x) {
  width <- 3.5 * sqrt(var(x)) * length(x)^(-1 / 3)
  if (width > 0) max(1, ceiling(diff(range(x)) / width)) else 1
}
nclass.FD <- function(x, digits = 5) {
  width <- 2 * IQR(signif(x, digits = digits))
  if (width > 0) max(1, ceiling(diff(range(x)) / width * length(x)^(1 / 3))) else 1
}
boxplot.stats <- function(x, coef = 1.5, do.conf = TRUE, do.out = TRUE) {
  if (coef < 0) stop("'coef' must not be negative")
  known <- x[!is.na(x)]
  five <- fivenum(known)
  spread <- diff(five[c(2, 4)])
  far <- if (coef == 0) rep(FALSE, length(known)) else {
    !is.finite(known) | known < five[2] - coef * spread | known > five[4] + coef * spread
  }
  if (any(far)) five[c(1, 5)] <- range(known[!far])
  list(stats = five, n = length(known),
    conf = if (do.conf) five[3] + c(-1.58, 1.58) * spread / sqrt(length(known)),
    out = if (do.out) known[far] else numeric())
}
xy.coords <- function(x, y = NULL, xlab = NULL, ylab = NULL, log = NULL, recycle = FALSE, setLab = TRUE) {
  if (is.null(y)) {
    if (is.list(x)) {
      y <- x$y
      x <- x$x
    } else if (is.matrix(x)) {
      y <- x[, 2]
      x <- x[, 1]
    } else {
      y <- as.numeric(x)
      x <- seq_along(y)
      if (setLab && is.null(xlab)) xlab <- "Index"
    }
  }
  if (recycle) {
    n <- max(length(x), length(y))
    x <- rep(x, length.out = n)
    y <- rep(y, length.out = n)
  } else if (length(x) != length(y)) stop("'x' and 'y' lengths differ")
  list(x = as.double(x), y = as.double(y), xlab = xlab, ylab = ylab)
}
