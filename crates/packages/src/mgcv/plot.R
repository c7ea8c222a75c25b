# Plots of smooths: the curve with lines two standard errors away, and a rug of the covariate.

.smooth.ylab <- function(label, edf) {
  at <- regexpr(")", label, fixed = TRUE)
  paste0(substr(label, 1L, at - 1L), ",", round(edf, digits = 2), substr(label, at, nchar(label)))
}

.plot.data <- function(x, k, n, xlim, factor, whole) {
  smooth <- x$smooth[[k]]
  if (inherits(smooth, "random.effect")) stop("plots of random effects by `plot.gam` are not implemented")
  if (length(smooth$term) > 1L) stop("plots of smooths of several variables by `plot.gam` are not implemented")
  raw <- .gam.covariate(x, k)
  if (is.null(xlim)) xlim <- range(raw)
  at <- seq(xlim[1L], xlim[2L], length.out = n)
  found <- .gam.curve(x, k, at, whole)
  edf <- sum(x$edf[smooth$first.para:smooth$last.para])
  list(x = at, scale = TRUE, se = found$se.fit * factor, raw = raw, xlab = smooth$term,
       ylab = .smooth.ylab(smooth$label, edf), main = NULL, se.mult = factor, xlim = xlim,
       fit = matrix(found$fit, ncol = 1L), plot.me = TRUE)
}

# The smooth at the data plus what the whole model leaves, weighted as the fit weights it.
.partial.residuals <- function(x, k) {
  smooth <- x$smooth[[k]]
  if (!identical(smooth$by, "NA")) {
    stop("argument 'residuals' of `plot.gam` for a smooth with a `by` variable is not implemented")
  }
  .gam.curve(x, k, .gam.covariate(x, k), FALSE)$fit + x$residuals * sqrt(x$weights)
}

# Rows and columns of a page with n plots.
.page.grid <- function(n) {
  columns <- ceiling(sqrt(n))
  c(ceiling(n / columns), columns)
}

plot.gam <- function(x, residuals = FALSE, rug = NULL, se = TRUE, pages = 0, select = NULL, scale = -1,
                     n = 100, n2 = 40, n3 = 3, theta = 30, phi = 30, jit = FALSE, xlab = NULL, ylab = NULL,
                     main = NULL, ylim = NULL, xlim = NULL, too.far = 0.1, all.terms = FALSE, shade = FALSE,
                     shade.col = "gray80", shift = 0, trans = I, seWithMean = FALSE, unconditional = FALSE,
                     by.resids = FALSE, scheme = 0, ...) {
  refused <- c("all.terms"[!isFALSE(all.terms)], "unconditional"[!isFALSE(unconditional)],
               "by.resids"[!isFALSE(by.resids)], "residuals"[!is.logical(residuals)], "scheme"[!all(scheme %in% 0:1)],
               "seWithMean"[!is.logical(seWithMean)])
  if (length(refused)) stop("argument '", refused[1L], "' of `plot.gam` is not implemented")
  if (length(x$smooth) == 0L) stop("No terms to plot - nothing for plot.gam() to do.")
  factor <- if (is.logical(se)) 2 else as.numeric(se)[1L]
  show.se <- !isFALSE(se) && factor > 0
  if (any(scheme == 1)) shade <- TRUE
  if (is.null(rug)) rug <- length(x$y) <= 10000
  chosen <- if (is.null(select)) seq_along(x$smooth) else select
  if (any(!(chosen %in% seq_along(x$smooth)))) stop("argument 'select' of `plot.gam` names no smooth")
  if (pages > 0 && length(chosen) > 1L) {
    old <- graphics::par(mfrow = .page.grid(ceiling(length(chosen) / min(pages, length(chosen)))))
    on.exit(graphics::par(old))
  }
  data <- lapply(seq_along(x$smooth), function(k) {
    if (scale == -1 || k %in% chosen) {
      found <- .plot.data(x, k, n, xlim, factor, seWithMean)
      if (residuals) found$p.resid <- .partial.residuals(x, k)
      found
    }
  })
  bounds <- function(d) c(if (show.se) c(d$fit + d$se, d$fit - d$se) else d$fit, d$p.resid)
  common <- if (scale == -1) range(unlist(lapply(data, bounds)))
  for (k in chosen) {
    d <- data[[k]]
    limits <- ylim
    if (is.null(limits)) limits <- trans((if (scale == -1) common else range(bounds(d))) + shift)
    .draw.smooth(d, show.se, shade, shade.col, trans, shift, as.numeric(limits), xlab, ylab, main, ...)
    if (residuals) .draw.residuals(d$raw, as.numeric(trans(d$p.resid + shift)), ...)
    if (rug) graphics::rug(if (jit) jitter(d$raw) else d$raw)
  }
  invisible(data)
}
.S3method("plot", "gam", plot.gam)

.draw.smooth <- function(d, show.se, shade, shade.col, trans, shift, limits, xlab, ylab, main, pch, cex, ...) {
  upper <- as.numeric(trans(d$fit + d$se + shift))
  lower <- as.numeric(trans(d$fit - d$se + shift))
  curve <- as.numeric(trans(d$fit + shift))
  shade <- shade && show.se
  plot(d$x, curve, type = if (shade) "n" else "l", xlim = d$xlim, ylim = limits,
       xlab = if (is.null(xlab)) d$xlab else xlab, ylab = if (is.null(ylab)) d$ylab else ylab, main = main, ...)
  if (shade) {
    graphics::polygon(c(d$x, rev(d$x)), c(upper, rev(lower)), col = shade.col, border = NA)
    graphics::lines(d$x, curve, ...)
  } else if (show.se) {
    graphics::lines(d$x, upper, lty = 2)
    graphics::lines(d$x, lower, lty = 2)
  }
}

.draw.residuals <- function(x, y, pch = ".", cex = 1, ...) graphics::points(x, y, pch = pch, cex = cex)
