# Plots of points and lines, and what adds to them.

# The first text of code as a label.
.code_label <- function(code) paste(deparse(code), collapse = " ")

plot.default <- function(x, y = NULL, type = "p", xlim = NULL, ylim = NULL, log = "", main = NULL, sub = NULL,
    xlab = NULL, ylab = NULL, ann = par("ann"), axes = TRUE, frame.plot = axes, panel.first = NULL,
    panel.last = NULL, asp = NA, xaxt = par("xaxt"), yaxt = par("yaxt"), col = par("col"), pch = par("pch"),
    cex = 1, lty = par("lty"), lwd = par("lwd"), bg = NA, xaxs = NULL, yaxs = NULL, ...) {
  xcode <- if (!missing(x)) .code_label(substitute(x))
  ycode <- if (!missing(y)) .code_label(substitute(y))
  dates <- x
  p <- xy.coords(x, y)
  if (is.null(y)) {
    named <- is.list(x) || is.matrix(x)
    if (is.null(xlab)) xlab <- if (is.matrix(x) && !is.null(colnames(x))) colnames(x)[1] else if (is.list(x)) "x" else "Index"
    if (is.null(ylab)) ylab <- if (is.matrix(x) && !is.null(colnames(x))) colnames(x)[2] else if (is.list(x)) "y" else xcode
    if (!named) dates <- NULL
  }
  if (is.null(xlab)) xlab <- xcode
  if (is.null(ylab)) ylab <- ycode
  if (is.null(xlim)) xlim <- range(p$x[is.finite(p$x)])
  if (is.null(ylim)) ylim <- range(p$y[is.finite(p$y)])
  plot.new()
  plot.window(as.numeric(xlim), as.numeric(ylim), log, asp, xaxs, yaxs)
  panel.first
  .marks(p$x, p$y, type, col, bg, pch, cex, lty, lwd)
  panel.last
  if (axes) {
    if (xaxt != "n") Axis(if (is.object(dates)) dates else p$x, side = 1, ...)
    if (yaxt != "n") Axis(if (is.object(y)) y else p$y, side = 2, ...)
  }
  if (frame.plot) box(...)
  if (ann) title(main, sub, xlab, ylab, ...)
  invisible(NULL)
}
Axis.default <- function(x = NULL, at = NULL, ..., side, labels = TRUE) axis(side, at = at, labels = labels, ...)
Axis.factor <- function(x = NULL, at = NULL, ..., side, labels = NULL) {
  axis(side, at = if (is.null(at)) seq_along(levels(x)) else at, labels = if (is.null(labels)) levels(x) else labels, ...)
}
Axis.Date <- function(x = NULL, at = NULL, ..., side, labels = TRUE) {
  if (!is.null(at)) return(axis(side, at = as.numeric(at), labels = labels, ...))
  usr <- par("usr")
  ends <- if (side %% 2 == 1) usr[1:2] else usr[3:4]
  days <- diff(ends)
  month <- function(d) as.numeric(format(d, "%m"))
  year <- function(d) as.numeric(format(d, "%Y"))
  every <- as.Date(ceiling(ends[1]):floor(ends[2]), origin = "1970-01-01")
  if (days > 365 * 3) {
    at <- every[format(every, "%m-%d") == "01-01"]
    round <- pretty(year(range(every)))
    at <- at[year(at) %in% round]
    shown <- format(at, "%Y")
  } else if (days > 60) {
    at <- every[format(every, "%d") == "01"]
    step <- if (days > 400) 6 else if (days > 250) 3 else if (days > 150) 2 else 1
    at <- at[(month(at) - 1) %% step == 0]
    shown <- format(at, if (days > 400) "%Y-%m" else "%b")
  } else {
    step <- if (days > 30) 14 else if (days > 10) 7 else if (days > 6) 2 else 1
    at <- every[seq(1, length(every), by = step)]
    shown <- format(at, "%b %d")
  }
  axis(side, at = as.numeric(at), labels = shown, ...)
}
axis <- function(side, at = NULL, labels = TRUE, tick = TRUE, line = NA, pos = NA, outer = FALSE, font = NA,
    lty = "solid", lwd = 1, lwd.ticks = lwd, col = NULL, col.ticks = NULL, hadj = NA, padj = NA, gap.axis = NA, ...) {
  if (outer) stop("`outer = TRUE` of `axis()` is not implemented")
  more <- list(...)
  if (!is.na(font)) more$font.axis <- font
  # What is meant for points and titles does not change an axis.
  more <- more[!names(more) %in% c("main", "sub", "xlab", "ylab", "pch", "cex", "bg")]
  if (is.null(at) && !is.logical(labels)) stop("'labels' is supplied and not 'at'")
  if (length(at) > 1 && is.null(labels)) labels <- TRUE
  do.call(.axis, c(list(side, at, labels, tick, line, pos, lty, lwd, lwd.ticks, col, col.ticks, hadj), more))
}
title <- function(main = NULL, sub = NULL, xlab = NULL, ylab = NULL, line = NA, outer = FALSE, ...) {
  if (outer) stop("`outer = TRUE` of `title()` is not implemented: `mtext(outer = TRUE)` is")
  more <- list(...)
  more <- more[!names(more) %in% c("las", "bty", "tck", "tcl", "cex", "font", "col")]
  do.call(.titles, c(list(main, sub, xlab, ylab, line), more))
}
points.default <- function(x, y = NULL, type = "p", ...) {
  p <- xy.coords(x, y)
  .marks(p$x, p$y, type, ...)
}
lines.default <- function(x, y = NULL, type = "l", ...) {
  p <- xy.coords(x, y)
  .marks(p$x, p$y, type, ...)
}
text.default <- function(x, y = NULL, labels = seq_along(x), adj = NULL, pos = NULL, offset = 0.5, vfont = NULL,
    cex = 1, col = NULL, font = NULL, ...) {
  if (!is.null(vfont)) stop("`vfont` of `text()` is not implemented")
  p <- xy.coords(x, y, recycle = TRUE)
  .text(p$x, p$y, labels, adj, pos, offset, cex, col, font, ...)
}
polygon <- function(x, y = NULL, density = NULL, angle = 45, border = NULL, col = NA, lty = par("lty"), ...) {
  if (!is.null(density)) stop("`density` of `polygon()` is not implemented")
  p <- xy.coords(x, y)
  .polygon(p$x, p$y, border, col, lty, ...)
}
abline <- function(a = NULL, b = NULL, h = NULL, v = NULL, reg = NULL, coef = NULL, untf = FALSE, ...) {
  if (!is.null(reg)) a <- reg
  if (is.object(a) || is.list(a)) coef <- stats::coef(a)
  if (!is.null(coef)) {
    a <- unname(coef)
    if (length(a) == 1) a <- c(0, a)
    else if (length(a) > 2) {
      warning("only using the first two of ", length(a), " regression coefficients")
      a <- a[1:2]
    }
    b <- NULL
  }
  .lines_across(a, b, h, v, ...)
}
rug <- function(x, ticksize = 0.03, side = 1, lwd = 0.5, col = par("fg"), quiet = FALSE, ...) {
  x <- as.vector(x)
  .rug(x[is.finite(x)], ticksize, side, lwd, col)
  invisible(x)
}
grid <- function(nx = NULL, ny = nx, col = "lightgray", lty = "dotted", lwd = par("lwd"), equilogs = TRUE) {
  places <- function(n, side, ends) {
    if (is.null(n)) axTicks(side) else if (is.na(n)) NULL else seq(ends[1], ends[2], length.out = n + 1)[-c(1, n + 1)]
  }
  usr <- par("usr")
  v <- places(nx, 1, usr[1:2])
  h <- places(ny, 2, usr[3:4])
  if (length(v)) abline(v = v, col = col, lty = lty, lwd = lwd)
  if (length(h)) abline(h = h, col = col, lty = lty, lwd = lwd)
  invisible(list(atx = v, aty = h))
}
layout <- function(mat, widths = rep.int(1, ncol(mat)), heights = rep.int(1, nrow(mat)), respect = FALSE) {
  mat <- as.matrix(mat)
  if (!identical(respect, FALSE)) stop("`respect` of `layout()` is not implemented")
  .layout(as.numeric(mat), nrow(mat), rep(widths, length.out = ncol(mat)), rep(heights, length.out = nrow(mat)))
}
layout.show <- function(n = 1) invisible()
strwidth <- function(s, units = "user", cex = NULL, ...) {
  width <- .text_width(s, if (is.null(cex)) 1 else cex)
  region <- .region()
  switch(units, user = width / region[1] * (region[4] - region[3]), figure = width / region[1], inches = width / 72)
}
strheight <- function(s, units = "user", cex = NULL, ...) {
  lines <- lengths(strsplit(as.character(s), "\n", fixed = TRUE))
  height <- (0.718 * 12 + (lines - 1) * 14.4) * (if (is.null(cex)) 1 else cex) * par("cex")
  region <- .region()
  switch(units, user = height / region[2] * (region[6] - region[5]), figure = height / region[2], inches = height / 72)
}
plot.function <- function(x, y = 0, to = 1, from = y, xlim = NULL, ylab = NULL, ...) {
  if (!is.null(xlim)) {
    from <- xlim[1]
    to <- xlim[2]
  }
  if (is.null(ylab)) ylab <- .code_label(substitute(x))
  at <- seq(from, to, length.out = 101)
  plot.default(at, x(at), type = "l", xlab = "x", ylab = ylab, ...)
  invisible(list(x = at, y = x(at)))
}
curve <- function(expr, from = NULL, to = NULL, n = 101, add = FALSE, type = "l", xname = "x", xlab = xname,
    ylab = NULL, log = NULL, xlim = NULL, ...) {
  code <- substitute(expr)
  if (is.name(code)) code <- call(as.character(code), as.name(xname))
  shown <- .code_label(code)
  usr <- if (add) par("usr") else c(0, 1)
  if (is.null(from)) from <- if (is.null(xlim)) usr[1] else xlim[1]
  if (is.null(to)) to <- if (is.null(xlim)) usr[2] else xlim[2]
  at <- if (!is.null(log) && grepl("x", log)) exp(seq(log(from), log(to), length.out = n)) else seq(from, to, length.out = n)
  found <- eval(code, stats::setNames(list(at), xname), parent.frame())
  if (length(found) != length(at)) stop("'expr' did not evaluate to an object of length 'n'")
  if (add) lines(at, found, type = type, ...)
  else plot.default(at, found, type = type, xlab = xlab, ylab = if (is.null(ylab)) shown else ylab,
    log = if (is.null(log)) "" else log, xlim = xlim, ...)
  invisible(list(x = at, y = found))
}
# The data behind a formula: response and terms as vectors in the data or the formula's environment.
.formula_data <- function(formula, data, subset_code = NULL) {
  env <- environment(formula)
  both <- if (length(formula) == 3) list(formula[[2]], formula[[3]]) else list(NULL, formula[[2]])
  parts <- list()
  collect <- function(code) {
    if (is.call(code) && (identical(code[[1]], quote(`+`)) || identical(code[[1]], quote(`*`))) && length(code) == 3) {
      collect(code[[2]])
      collect(code[[3]])
    } else parts[[length(parts) + 1]] <<- code
  }
  collect(both[[2]])
  read <- function(code) if (is.null(code)) NULL else eval(code, data, env)
  keep <- if (is.null(subset_code)) TRUE else eval(subset_code, data, env)
  pick <- function(v) if (is.null(v) || isTRUE(keep)) v else v[keep & !is.na(keep)]
  list(y = pick(read(both[[1]])), yname = if (!is.null(both[[1]])) .code_label(both[[1]]),
    x = lapply(parts, function(code) pick(read(code))), xnames = vapply(parts, .code_label, ""))
}
plot.formula <- function(formula, data = parent.frame(), ..., subset, ylab = NULL, ask = FALSE) {
  d <- .formula_data(formula, data, if (!missing(subset)) substitute(subset))
  # Colours, symbols and sizes may be columns of the data, too.
  more <- as.list(substitute(list(...)))[-1]
  more <- lapply(more, eval, data, parent.frame())
  if (is.null(d$y)) stop("`plot()` of a formula without response is not implemented")
  for (i in seq_along(d$x)) {
    labels <- list(xlab = d$xnames[i], ylab = if (is.null(ylab)) d$yname else ylab)
    labels <- labels[!names(labels) %in% names(more)]
    do.call(plot, c(list(d$x[[i]], d$y), labels, more))
  }
  invisible(NULL)
}
points.formula <- function(formula, data = parent.frame(), ...) {
  d <- .formula_data(formula, data)
  points.default(d$x[[1]], d$y, ...)
}
lines.formula <- function(formula, data = parent.frame(), ...) {
  d <- .formula_data(formula, data)
  lines.default(d$x[[1]], d$y, ...)
}
text.formula <- function(formula, data = parent.frame(), ..., labels = NULL) {
  d <- .formula_data(formula, data)
  text.default(d$x[[1]], d$y, if (is.null(labels)) seq_along(d$y) else labels, ...)
}
plot.factor <- function(x, y, legend.text = NULL, xlab = NULL, ylab = NULL, ...) {
  if (missing(y)) return(barplot(table(x), xlab = xlab, ylab = ylab, ...))
  if (is.factor(y)) stop("`plot()` of two factors is not implemented: it draws a spine plot")
  if (is.null(xlab)) xlab <- "x"
  if (is.null(ylab)) ylab <- "y"
  boxplot(split(y, x), xlab = xlab, ylab = ylab, ...)
}
plot.data.frame <- function(x, ...) {
  if (ncol(x) == 1) stripchart(x, ...)
  else if (ncol(x) == 2) {
    labels <- list(xlab = names(x)[1], ylab = names(x)[2])
    more <- list(...)
    do.call(plot, c(list(x[[1]], x[[2]]), labels[!names(labels) %in% names(more)], more))
  } else pairs(x, ...)
  invisible(NULL)
}
plot.table <- function(x, type = "h", ylim = c(0, max(x)), lwd = 2, xlab = NULL, ylab = NULL, frame.plot = NULL, ...) {
  if (length(dim(x)) != 1) stop("`plot()` of a table of several dimensions is not implemented: it draws a mosaic plot")
  if (is.null(ylab)) ylab <- .code_label(substitute(x))
  if (is.null(xlab)) xlab <- if (is.null(names(dimnames(x)))) "" else names(dimnames(x))
  labels <- names(x)
  numbers <- suppressWarnings(as.numeric(labels))
  at <- if (anyNA(numbers)) seq_along(labels) else numbers
  if (is.null(frame.plot)) frame.plot <- !anyNA(numbers)
  plot.default(at, as.numeric(x), type = type, ylim = ylim, lwd = lwd, xlab = xlab, ylab = ylab, frame.plot = frame.plot,
    xaxt = "n", ...)
  axis(1, at = at, labels = labels)
}
plot.density <- function(x, main = NULL, xlab = NULL, ylab = "Density", type = "l", zero.line = TRUE, ...) {
  if (is.null(xlab)) xlab <- paste0("N = ", x$n, "   Bandwidth = ", formatC(x$bw))
  if (is.null(main)) main <- .code_label(x$call)
  plot.default(x$x, x$y, main = main, xlab = xlab, ylab = ylab, type = type, ...)
  if (zero.line) abline(h = 0, lwd = 0.1, col = "gray")
  invisible(NULL)
}
plot.lm <- function(x, which = c(1, 2, 3, 5), ...) {
  stop("`plot()` of a linear model is not implemented: plot its residuals against its fitted values")
}
for (.class in c("default", "function", "formula", "factor", "data.frame", "table", "density", "lm")) {
  .S3method("plot", .class, get(paste0("plot.", .class)))
}
for (.generic in c("points", "lines", "text")) for (.class in c("default", "formula")) {
  .S3method(.generic, .class, get(paste0(.generic, ".", .class)))
}
for (.class in c("default", "factor", "Date")) .S3method("Axis", .class, get(paste0("Axis.", .class)))
