# Plots of smooths: the curve with lines two standard errors away, and a rug of the covariate.

.smooth.ylab <- function(label, edf) {
  at <- regexpr(")", label, fixed = TRUE)
  paste0(substr(label, 1L, at - 1L), ",", round(edf, digits = 2), substr(label, at, nchar(label)))
}

.plot.data <- function(x, k, n, xlim, factor) {
  smooth <- x$smooth[[k]]
  if (inherits(smooth, "random.effect")) stop("plots of random effects by `plot.gam` are not implemented")
  if (length(smooth$term) > 1L) stop("plots of smooths of several variables by `plot.gam` are not implemented")
  raw <- .gam.covariate(x, k)
  if (is.null(xlim)) xlim <- range(raw)
  at <- seq(xlim[1L], xlim[2L], length.out = n)
  found <- .gam.curve(x, k, at)
  edf <- sum(x$edf[smooth$first.para:smooth$last.para])
  list(x = at, scale = TRUE, se = found$se.fit * factor, raw = raw, xlab = smooth$term,
       ylab = .smooth.ylab(smooth$label, edf), main = NULL, se.mult = factor, xlim = xlim,
       fit = matrix(found$fit, ncol = 1L), plot.me = TRUE)
}

plot.gam <- function(x, residuals = FALSE, rug = NULL, se = TRUE, pages = 0, select = NULL, scale = -1,
                     n = 100, n2 = 40, n3 = 3, theta = 30, phi = 30, jit = FALSE, xlab = NULL, ylab = NULL,
                     main = NULL, ylim = NULL, xlim = NULL, too.far = 0.1, all.terms = FALSE, shade = FALSE,
                     shade.col = "gray80", shift = 0, trans = I, seWithMean = FALSE, unconditional = FALSE,
                     by.resids = FALSE, scheme = 0, ...) {
  refused <- c("pages"[!identical(as.numeric(pages), 0)], "jit"[!isFALSE(jit)], "all.terms"[!isFALSE(all.terms)],
               "seWithMean"[!isFALSE(seWithMean)], "unconditional"[!isFALSE(unconditional)],
               "by.resids"[!isFALSE(by.resids)], "residuals"[!isFALSE(residuals)],
               "scheme"[!all(scheme %in% 0:1)])
  if (length(refused)) stop("argument '", refused[1L], "' of `plot.gam` is not implemented")
  if (length(x$smooth) == 0L) stop("No terms to plot - nothing for plot.gam() to do.")
  factor <- if (is.logical(se)) 2 else as.numeric(se)[1L]
  show.se <- !isFALSE(se) && factor > 0
  if (any(scheme == 1)) shade <- TRUE
  if (is.null(rug)) rug <- length(x$y) <= 10000
  chosen <- if (is.null(select)) seq_along(x$smooth) else select
  if (any(!(chosen %in% seq_along(x$smooth)))) stop("argument 'select' of `plot.gam` names no smooth")
  data <- lapply(seq_along(x$smooth), function(k) {
    if (scale == -1 || k %in% chosen) .plot.data(x, k, n, xlim, factor)
  })
  bounds <- function(d) if (show.se) c(d$fit + d$se, d$fit - d$se) else d$fit
  common <- if (scale == -1) range(unlist(lapply(data, bounds)))
  for (k in chosen) {
    d <- data[[k]]
    limits <- ylim
    if (is.null(limits)) limits <- trans((if (scale == -1) common else range(bounds(d))) + shift)
    upper <- trans(d$fit + d$se + shift)
    lower <- trans(d$fit - d$se + shift)
    curve <- trans(d$fit + shift)
    frame <- function(...) {
      plot(d$x, as.numeric(curve), type = if (shade && show.se) "n" else "l", xlim = d$xlim,
           ylim = as.numeric(limits), xlab = if (is.null(xlab)) d$xlab else xlab,
           ylab = if (is.null(ylab)) d$ylab else ylab, main = main, ...)
    }
    frame(...)
    if (shade && show.se) {
      graphics::polygon(c(d$x, rev(d$x)), c(as.numeric(upper), rev(as.numeric(lower))), col = shade.col, border = NA)
      graphics::lines(d$x, as.numeric(curve), ...)
    } else if (show.se) {
      graphics::lines(d$x, as.numeric(upper), lty = 2)
      graphics::lines(d$x, as.numeric(lower), lty = 2)
    }
    if (rug) graphics::rug(d$raw)
  }
  invisible(data)
}
.S3method("plot", "gam", plot.gam)
