# Plots of counts and distributions: histograms, bars, boxes, pies, and plots of several variables.

hist.default <- function(x, breaks = "Sturges", freq = NULL, probability = !freq, include.lowest = TRUE, right = TRUE,
    density = NULL, angle = 45, col = "lightgray", border = NULL, main = NULL, xlim = NULL, ylim = NULL, xlab = NULL,
    ylab = NULL, axes = TRUE, plot = TRUE, labels = FALSE, nclass = NULL, warn.unused = TRUE, ...) {
  if (!is.numeric(x)) stop("'x' must be numeric")
  name <- .code_label(substitute(x))
  if (!is.null(density)) stop("`density` of `hist()` is not implemented")
  x <- x[is.finite(x)]
  if (!is.null(nclass)) breaks <- nclass
  if (is.character(breaks)) {
    breaks <- switch(tolower(breaks), sturges = grDevices::nclass.Sturges(x), scott = grDevices::nclass.scott(x),
      fd = , "freedman-diaconis" = grDevices::nclass.FD(x), stop("unknown 'breaks' algorithm"))
  } else if (is.function(breaks)) breaks <- breaks(x)
  given <- length(breaks) > 1
  breaks <- if (given) sort(breaks) else pretty(range(x), breaks)
  if (min(x) < breaks[1] || max(x) > breaks[length(breaks)]) stop("some 'x' not counted; maybe 'breaks' do not span range of 'x'")
  fuzz <- 1e-7 * stats::median(diff(breaks))
  edges <- if (right) breaks + c(if (include.lowest) -fuzz else fuzz, rep(fuzz, length(breaks) - 1))
    else breaks + c(rep(-fuzz, length(breaks) - 1), if (include.lowest) fuzz else -fuzz)
  counts <- tabulate(findInterval(x, edges, left.open = right), length(breaks) - 1)
  widths <- diff(breaks)
  equal <- diff(range(widths)) < 1e-7 * mean(widths)
  found <- structure(list(breaks = breaks, counts = counts, density = counts / (sum(counts) * widths),
    mids = (breaks[-1] + breaks[-length(breaks)]) / 2, xname = name, equidist = equal), class = "histogram")
  if (!plot) return(found)
  if (is.null(freq)) freq <- if (!missing(probability)) !probability else equal
  plot(found, freq = freq, col = col, border = border, main = main, xlim = xlim, ylim = ylim, xlab = xlab, ylab = ylab,
    axes = axes, labels = labels, ...)
  invisible(found)
}
plot.histogram <- function(x, freq = x$equidist, col = "lightgray", border = NULL, main = NULL, xlim = NULL, ylim = NULL,
    xlab = NULL, ylab = NULL, axes = TRUE, labels = FALSE, add = FALSE, ann = TRUE, ...) {
  height <- if (freq) x$counts else x$density
  n <- length(x$breaks)
  if (!add) {
    plot.new()
    plot.window(if (is.null(xlim)) range(x$breaks) else xlim, if (is.null(ylim)) range(height, 0) else ylim)
    if (ann) title(if (is.null(main)) paste("Histogram of", x$xname) else main, NULL, if (is.null(xlab)) x$xname else xlab,
      if (is.null(ylab)) (if (freq) "Frequency" else "Density") else ylab, ...)
    if (axes) {
      axis(1, ...)
      axis(2, ...)
    }
  }
  rect(x$breaks[-n], 0, x$breaks[-1], height, col = col, border = border)
  if (!identical(labels, FALSE)) {
    text(x$mids, height, if (is.logical(labels)) (if (freq) x$counts else round(x$density, 3)) else labels, adj = c(0.5, -0.5))
  }
  invisible(NULL)
}
lines.histogram <- function(x, ...) plot.histogram(x, ..., add = TRUE)
print.histogram <- function(x, ...) {
  print.default(x, ...)
  invisible(x)
}
barplot.default <- function(height, width = 1, space = NULL, names.arg = NULL, legend.text = NULL, beside = FALSE,
    horiz = FALSE, density = NULL, angle = 45, col = NULL, border = par("fg"), main = NULL, sub = NULL, xlab = NULL,
    ylab = NULL, xlim = NULL, ylim = NULL, xpd = TRUE, log = "", axes = TRUE, axisnames = TRUE, cex.axis = par("cex.axis"),
    cex.names = par("cex.axis"), inside = TRUE, plot = TRUE, axis.lty = 0, offset = 0, add = FALSE, ann = TRUE,
    args.legend = NULL, ...) {
  if (!is.null(density)) stop("`density` of `barplot()` is not implemented")
  if (log != "") stop("`log` of `barplot()` is not implemented")
  matrix_like <- length(dim(height)) == 2
  if (length(dim(height)) == 1) {
    if (is.null(names.arg)) names.arg <- names(height)
    height <- as.vector(height)
  }
  if (!matrix_like && is.null(names.arg)) names.arg <- names(height)
  if (matrix_like && is.null(names.arg)) names.arg <- colnames(height)
  if (isTRUE(legend.text)) legend.text <- if (matrix_like) rownames(height) else names(height)
  else if (identical(legend.text, FALSE)) legend.text <- NULL
  groups <- if (matrix_like) nrow(height) else 1
  bars <- if (matrix_like) ncol(height) else length(height)
  if (is.null(space)) space <- if (matrix_like && beside) c(0, 1) else 0.2
  if (is.null(col)) col <- if (matrix_like) grDevices::gray.colors(groups) else "grey"
  clustered <- matrix_like && beside
  count <- if (clustered) groups * bars else bars
  width <- rep(width, length.out = count)
  gap <- space * mean(width)
  gaps <- if (clustered) rep(c(gap[length(gap)], rep(gap[1], groups - 1)), bars) else rep(gap, length.out = count)
  right <- cumsum(gaps + width)
  left <- right - width
  mids <- (left + right) / 2
  if (clustered) {
    low <- rep(offset, count)
    high <- as.vector(height) + offset
    fill <- rep(col, length.out = groups)
    fill <- rep(fill, bars)
  } else if (matrix_like) {
    height[is.na(height)] <- 0
    tops <- apply(height, 2, cumsum)
    tops <- matrix(tops, nrow = groups)
    low <- as.vector(rbind(0, tops[-groups, , drop = FALSE])) + offset
    high <- as.vector(tops) + offset
    left <- rep(left, each = groups)
    right <- rep(right, each = groups)
    fill <- rep(rep(col, length.out = groups), bars)
  } else {
    low <- rep(offset, count)
    high <- as.vector(height) + offset
    fill <- col
  }
  values <- range(low, high, na.rm = TRUE)
  ends <- c(if (values[1] >= 0) min(low) - 0.01 * values[2] else values[1], values[2])
  if (plot) {
    along <- if (horiz) ylim else xlim
    up <- if (horiz) xlim else ylim
    if (is.null(along)) along <- c(min(left), max(right))
    if (is.null(up)) up <- ends
    if (!add) {
      plot.new()
      if (horiz) plot.window(up, along, xaxs = "i") else plot.window(along, up, yaxs = "i")
    }
    old <- par(xpd = xpd)
    if (horiz) rect(low, left, high, right, col = fill, border = border)
    else rect(left, low, right, high, col = fill, border = border)
    par(old)
    if (axisnames && !is.null(names.arg)) {
      middle <- if (clustered && length(names.arg) == bars) colMeans(matrix(mids, nrow = groups)) else mids
      axis(if (horiz) 2 else 1, at = middle, labels = names.arg, lty = axis.lty, lwd = if (axis.lty == 0) 0 else 1, cex.axis = cex.names, ...)
    }
    if (!is.null(legend.text)) {
      key <- rep(col, length.out = length(legend.text))
      if (!(horiz && beside) && !clustered) {
        legend.text <- rev(legend.text)
        key <- rev(key)
      }
      region <- .region()
      corner <- list(x = region[4] - 7.2 / region[1] * (region[4] - region[3]), y = region[6] - 7.2 / region[2] * (region[6] - region[5]),
        xjust = 1, yjust = 1, legend = legend.text, fill = key)
      if ("x" %in% names(args.legend)) corner <- corner[c("legend", "fill")]
      do.call(legend, c(corner[!names(corner) %in% names(args.legend)], args.legend))
    }
    if (ann) title(main, sub, xlab, ylab, ...)
    if (axes) axis(if (horiz) 1 else 2, cex.axis = cex.axis, ...)
  }
  if (clustered) mids <- matrix(mids, nrow = groups) else if (!matrix_like) mids <- matrix(mids, ncol = 1)
  if (plot) invisible(mids) else mids
}
barplot.formula <- function(formula, data = parent.frame(), subset, na.action, horiz = FALSE, xlab = NULL, ylab = NULL, ...) {
  d <- .formula_data(formula, data)
  if (length(d$x) == 1) {
    height <- d$y
    names(height) <- d$x[[1]]
  } else if (length(d$x) == 2) height <- tapply(d$y, list(d$x[[1]], d$x[[2]]), sum)
  else stop("formula must specify 1 response and 1 or 2 terms")
  labels <- c(d$xnames[length(d$x)], d$yname)
  if (horiz) labels <- rev(labels)
  barplot.default(height, horiz = horiz, xlab = if (is.null(xlab)) labels[1] else xlab, ylab = if (is.null(ylab)) labels[2] else ylab, ...)
}
boxplot.default <- function(x, ..., range = 1.5, width = NULL, varwidth = FALSE, notch = FALSE, outline = TRUE, names,
    plot = TRUE, border = par("fg"), col = "lightgray", log = "", pars = list(boxwex = 0.8, staplewex = 0.5, outwex = 0.5),
    ann = !add, horizontal = FALSE, add = FALSE, at = NULL) {
  more <- list(...)
  given <- base::names(more)
  if (is.null(given)) given <- rep("", length(more))
  groups <- if (is.list(x)) x else if (is.matrix(x)) lapply(seq_len(ncol(x)), function(k) x[, k]) else list(x)
  if (is.matrix(x)) base::names(groups) <- colnames(x)
  groups <- c(groups, more[given == ""])
  more <- more[given != ""]
  n <- length(groups)
  shown <- if (!missing(names)) names else if (is.null(base::names(groups))) (if (n == 1) "" else as.character(seq_len(n))) else base::names(groups)
  if (notch || varwidth || !is.null(width)) stop("`notch`, `varwidth` and `width` of `boxplot()` are not implemented")
  all <- lapply(unname(groups), function(v) grDevices::boxplot.stats(unclass(v), coef = range))
  found <- list(stats = vapply(all, function(s) as.numeric(s$stats), numeric(5)), n = vapply(all, function(s) as.numeric(s$n), 0),
    conf = vapply(all, function(s) as.numeric(s$conf), numeric(2)), out = unlist(lapply(all, function(s) as.numeric(s$out))),
    group = rep(as.numeric(seq_len(n)), vapply(all, function(s) length(s$out), 1L)), names = shown)
  if (is.null(found$out)) found$out <- numeric()
  if (!plot) return(found)
  do.call(.boxes, c(list(found, outline, border, col, log, pars, horizontal, add, at, ann), more))
  invisible(found)
}
.boxes <- function(z, outline, border, col, log, pars, horizontal, add, at, ann, xlim = NULL, ylim = NULL, main = NULL,
    sub = NULL, xlab = NULL, ylab = NULL, axes = TRUE, frame.plot = axes, show.names = NULL, boxwex = pars$boxwex,
    staplewex = pars$staplewex, pch = par("pch"), cex = 1, outpch = pch, outcol = border, outcex = cex, medlwd = 3,
    medcol = border, whisklty = 2, boxfill = col, ...) {
  n <- ncol(z$stats)
  if (is.null(at)) at <- seq_len(n)
  if (is.null(boxwex)) boxwex <- 0.8
  if (is.null(staplewex)) staplewex <- 0.5
  values <- range(z$stats[is.finite(z$stats)], if (outline) z$out[is.finite(z$out)])
  if (is.null(ylim)) ylim <- values
  if (is.null(xlim)) xlim <- range(at) + c(-0.5, 0.5)
  if (!add) {
    plot.new()
    if (horizontal) plot.window(ylim, xlim, log) else plot.window(xlim, ylim, log)
  }
  border <- rep(border, length.out = n)
  boxfill <- rep(if (is.null(boxfill)) NA else boxfill, length.out = n)
  wide <- boxwex * (if (n > 1) min(1, min(diff(sort(at)))) else 1) / 2
  if (n == 1) wide <- boxwex / 4
  line <- function(x0, y0, x1, y1, ...) if (horizontal) segments(y0, x0, y1, x1, ...) else segments(x0, y0, x1, y1, ...)
  for (i in seq_len(n)) {
    s <- z$stats[, i]
    if (all(is.na(s))) next
    l <- at[i] - wide
    r <- at[i] + wide
    corners <- list(x = c(l, l, r, r), y = c(s[2], s[4], s[4], s[2]))
    if (horizontal) corners <- list(x = corners$y, y = corners$x)
    polygon(corners, col = boxfill[i], border = NA)
    line(l, s[3], r, s[3], lwd = medlwd, col = rep(medcol, length.out = n)[i])
    line(at[i], s[c(1, 5)], at[i], s[c(2, 4)], lty = whisklty, col = border[i])
    line(at[i] - wide * staplewex, s[c(1, 5)], at[i] + wide * staplewex, s[c(1, 5)], col = border[i])
    polygon(corners, border = border[i])
    far <- z$out[z$group == i]
    if (outline && length(far)) {
      places <- rep(at[i], length(far))
      if (horizontal) points(far, places, pch = outpch, cex = outcex, col = rep(outcol, length.out = n)[i])
      else points(places, far, pch = outpch, cex = outcex, col = rep(outcol, length.out = n)[i])
    }
  }
  if (axes) {
    side <- if (horizontal) c(2, 1) else c(1, 2)
    if (is.null(show.names)) show.names <- n > 1
    if (show.names) axis(side[1], at = at, labels = z$names, ...)
    axis(side[2], ...)
  }
  if (frame.plot) box()
  if (ann) title(main, sub, xlab, ylab, ...)
}
boxplot.formula <- function(formula, data = NULL, ..., subset, na.action = NULL, xlab = NULL, ylab = NULL, drop = FALSE,
    sep = ".", horizontal = FALSE) {
  d <- .formula_data(formula, data, if (!missing(subset)) substitute(subset))
  joined <- if (length(d$x) == 1) d$x[[1]] else interaction(d$x, sep = sep, drop = drop)
  along <- paste(d$xnames, collapse = " : ")
  boxplot.default(split(d$y, joined), xlab = if (is.null(xlab)) (if (horizontal) d$yname else along) else xlab,
    ylab = if (is.null(ylab)) (if (horizontal) along else d$yname) else ylab, horizontal = horizontal, ...)
}
pie <- function(x, labels = names(x), edges = 200, radius = 0.8, clockwise = FALSE, init.angle = if (clockwise) 90 else 0,
    density = NULL, angle = 45, col = NULL, border = NULL, lty = NULL, main = NULL, ...) {
  if (!is.numeric(x) || any(is.na(x) | x < 0)) stop("'x' values must be positive.")
  if (!is.null(density)) stop("`density` of `pie()` is not implemented")
  if (is.null(labels)) labels <- as.character(seq_along(x))
  shares <- c(0, cumsum(x) / sum(x))
  if (is.null(col)) col <- c("white", "lightblue", "mistyrose", "lightcyan", "lavender", "cornsilk")
  col <- rep(col, length.out = length(x))
  plot.new()
  plot.window(c(-1, 1), c(-1, 1), asp = 1)
  turn <- if (clockwise) -1 else 1
  place <- function(share, distance) {
    way <- 2 * pi * (turn * share + init.angle / 360)
    list(x = distance * cos(way), y = distance * sin(way))
  }
  for (i in seq_along(x)) {
    count <- max(2, floor(edges * (shares[i + 1] - shares[i])))
    arc <- place(seq(shares[i], shares[i + 1], length.out = count), radius)
    polygon(c(arc$x, 0), c(arc$y, 0), col = col[i], border = if (is.null(border)) par("fg") else border)
    label <- as.character(labels[i])
    if (!is.na(label) && nzchar(label)) {
      middle <- mean(shares[i + 0:1])
      from <- place(middle, radius)
      to <- place(middle, 1.05 * radius)
      segments(from$x, from$y, to$x, to$y)
      at <- place(middle, 1.1 * radius)
      text(at$x, at$y, label, xpd = TRUE, adj = if (at$x < 0) 1 else 0)
    }
  }
  title(main = main, ...)
  invisible(NULL)
}
pairs.default <- function(x, labels = colnames(x), panel = points, ..., upper.panel = panel, lower.panel = panel,
    diag.panel = NULL, gap = 1, cex.labels = NULL, main = NULL, oma = NULL) {
  frame <- as.data.frame(x)
  n <- ncol(frame)
  if (n < 2) stop("only one column in the argument to 'pairs'")
  if (is.null(labels)) labels <- paste("var", seq_len(n))
  frame[] <- lapply(frame, as.numeric)
  if (is.null(oma)) oma <- c(4, 4, if (is.null(main)) 4 else 6, 4)
  old <- par(mfrow = c(n, n), mar = rep(gap / 2, 4), oma = oma)
  on.exit(par(old))
  for (i in seq_len(n)) for (j in seq_len(n)) {
    plot.new()
    plot.window(range(frame[[j]], na.rm = TRUE), range(frame[[i]], na.rm = TRUE))
    box()
    if (i == 1 && j %% 2 == 0) axis(3)
    if (i == n && j %% 2 == 1) axis(1)
    if (j == 1 && i %% 2 == 0) axis(2)
    if (j == n && i %% 2 == 1) axis(4)
    if (i == j) {
      if (!is.null(diag.panel)) diag.panel(frame[[i]])
      region <- .region()
      size <- cex.labels
      if (is.null(size)) size <- max(0.8, min(2, 0.9 / max(strwidth(labels) / (region[4] - region[3]))))
      text((region[3] + region[4]) / 2, (region[5] + region[6]) / 2, labels[i], cex = size)
    } else (if (i < j) upper.panel else lower.panel)(frame[[j]], frame[[i]], ...)
  }
  if (!is.null(main)) mtext(main, 3, 3, outer = TRUE, font = 2, cex = 1.2)
  invisible(NULL)
}
pairs.formula <- function(formula, data = parent.frame(), ...) {
  d <- .formula_data(formula, data)
  pairs.default(stats::setNames(as.data.frame(d$x), d$xnames), ...)
}
panel.smooth <- function(x, y, ...) stop("`panel.smooth()` is not implemented")
image.default <- function(x = seq(0, 1, length.out = nrow(z)), y = seq(0, 1, length.out = ncol(z)), z, zlim = NULL,
    xlim = NULL, ylim = NULL, col = grDevices::hcl.colors(12, "YlOrRd", rev = TRUE), add = FALSE, xaxs = "i", yaxs = "i",
    xlab = NULL, ylab = NULL, breaks = NULL, oldstyle = FALSE, useRaster = FALSE, axes = TRUE, ...) {
  alone <- missing(z)
  xcode <- if (!missing(x)) .code_label(substitute(x))
  ycode <- if (!missing(y)) .code_label(substitute(y))
  if (alone) {
    z <- x
    if (is.list(x)) {
      y <- x$y
      z <- x$z
      x <- x$x
    } else {
      x <- seq(0, 1, length.out = nrow(z))
      y <- seq(0, 1, length.out = ncol(z))
    }
    xcode <- ycode <- ""
  }
  edges <- function(at, count) {
    if (length(at) != count) return(at)
    if (count == 1) return(at + c(-1, 1))
    half <- diff(at) / 2
    c(at[1] - half[1], at[-count] + half, at[count] + half[count - 1])
  }
  ex <- edges(x, nrow(z))
  ey <- edges(y, ncol(z))
  if (is.null(zlim)) zlim <- range(z[is.finite(z)])
  k <- if (is.null(breaks)) {
    if (diff(zlim) == 0) matrix(1, nrow(z), ncol(z)) else pmin(floor((z - zlim[1]) / diff(zlim) * length(col)) + 1, length(col))
  } else findInterval(z, breaks, rightmost.closed = TRUE)
  k[!is.finite(z) | z < zlim[1] | z > zlim[2]] <- NA
  if (!add) {
    plot.new()
    plot.window(if (is.null(xlim)) range(ex) else xlim, if (is.null(ylim)) range(ey) else ylim, xaxs = xaxs, yaxs = yaxs)
  }
  fill <- col[as.vector(k)]
  rect(rep(ex[-length(ex)], ncol(z)), rep(ey[-length(ey)], each = nrow(z)), rep(ex[-1], ncol(z)), rep(ey[-1], each = nrow(z)),
    col = fill, border = NA)
  if (!add) {
    if (axes) {
      axis(1)
      axis(2)
      box()
    }
    title(xlab = if (is.null(xlab)) xcode else xlab, ylab = if (is.null(ylab)) ycode else ylab, ...)
  }
  invisible(NULL)
}
matplot <- function(x, y, type = "p", lty = 1:5, lwd = 1, pch = NULL, col = 1:6, cex = 1, bg = NA, xlab = NULL, ylab = NULL,
    xlim = NULL, ylim = NULL, add = FALSE, ...) {
  xcode <- if (!missing(x)) .code_label(substitute(x))
  ycode <- if (!missing(y)) .code_label(substitute(y))
  if (missing(y)) {
    y <- x
    ycode <- xcode
    xcode <- ""
    x <- seq_len(NROW(y))
  }
  x <- as.matrix(x)
  y <- as.matrix(y)
  n <- max(ncol(x), ncol(y))
  if (is.null(pch)) pch <- strsplit("1234567890abcdefghijklmnopqrstuvwxyz", "")[[1]]
  recycle <- function(v) rep(v, length.out = n)
  type <- recycle(if (length(type) == 1) strsplit(type, "")[[1]] else type)
  if (!add) plot.default(range(x, na.rm = TRUE), range(y, na.rm = TRUE), type = "n", xlab = if (is.null(xlab)) xcode else xlab,
    ylab = if (is.null(ylab)) ycode else ylab, xlim = xlim, ylim = ylim, ...)
  for (i in seq_len(n)) .marks(x[, (i - 1) %% ncol(x) + 1], y[, (i - 1) %% ncol(y) + 1], type[i], recycle(col)[i], bg,
    recycle(pch)[i], recycle(cex)[i], recycle(lty)[i], recycle(lwd)[i])
  invisible(NULL)
}
matlines <- function(x, y, type = "l", ...) matplot(x, y, type = type, ..., add = TRUE)
matpoints <- function(x, y, type = "p", ...) matplot(x, y, type = type, ..., add = TRUE)
stripchart.default <- function(x, method = "overplot", jitter = 0.1, offset = 1/3, vertical = FALSE, group.names = NULL,
    add = FALSE, at = NULL, xlim = NULL, ylim = NULL, ylab = NULL, xlab = NULL, dlab = "", glab = "", log = "", pch = 0,
    col = par("fg"), cex = par("cex"), axes = TRUE, frame.plot = axes, ...) {
  if (!method %in% c("overplot", "jitter")) stop("`method = \"", method, "\"` of `stripchart()` is not implemented")
  groups <- if (is.list(x)) x else list(x)
  n <- length(groups)
  if (is.null(at)) at <- seq_len(n)
  values <- range(unlist(groups), na.rm = TRUE)
  places <- range(at)
  if (method == "jitter") places <- places + jitter * c(-1, 1)
  labels <- if (is.null(group.names)) names(groups) else group.names
  if (!add) {
    plot.new()
    if (vertical) plot.window(if (is.null(xlim)) (if (n == 1) at + c(-1, 1) else places) else xlim, if (is.null(ylim)) values else ylim, log)
    else plot.window(if (is.null(xlim)) values else xlim, if (is.null(ylim)) (if (n == 1) at + c(-1, 1) else places) else ylim, log)
  }
  for (i in seq_len(n)) {
    v <- groups[[i]]
    where <- rep(at[i], length(v))
    if (method == "jitter") where <- where + stats::runif(length(v), -jitter, jitter)
    if (vertical) points(where, v, pch = pch, col = rep(col, length.out = n)[i], cex = cex)
    else points(v, where, pch = pch, col = rep(col, length.out = n)[i], cex = cex)
  }
  if (!add) {
    if (axes) {
      axis(if (vertical) 2 else 1, ...)
      if (n > 1 || !is.null(group.names)) axis(if (vertical) 1 else 2, at = at, labels = labels, ...)
    }
    if (frame.plot) box()
    title(xlab = if (is.null(xlab)) (if (vertical) glab else dlab) else xlab, ylab = if (is.null(ylab)) (if (vertical) dlab else glab) else ylab, ...)
  }
  invisible(NULL)
}
stripchart.formula <- function(x, data = NULL, ..., subset, xlab = NULL, ylab = NULL) {
  d <- .formula_data(x, data, if (!missing(subset)) substitute(subset))
  vertical <- isTRUE(list(...)$vertical)
  labels <- if (vertical) c(d$xnames, d$yname) else c(d$yname, d$xnames)
  stripchart.default(split(d$y, d$x), xlab = if (is.null(xlab)) labels[1] else xlab, ylab = if (is.null(ylab)) labels[2] else ylab, ...)
}
qqnorm <- function(y, ylim = NULL, main = "Normal Q-Q Plot", xlab = "Theoretical Quantiles", ylab = "Sample Quantiles",
    plot.it = TRUE, datax = FALSE, ...) {
  if (datax) stop("`datax` of `qqnorm()` is not implemented")
  known <- !is.na(y)
  x <- rep(NA_real_, length(y))
  x[known] <- stats::qnorm(stats::ppoints(sum(known)))[rank(y[known], ties.method = "first")]
  if (plot.it) plot.default(x, y, main = main, xlab = xlab, ylab = ylab, ylim = ylim, ...)
  invisible(list(x = x, y = y))
}
qqline <- function(y, datax = FALSE, distribution = stats::qnorm, probs = c(0.25, 0.75), qtype = 7, ...) {
  if (datax) stop("`datax` of `qqline()` is not implemented")
  at <- distribution(probs)
  values <- as.vector(stats::quantile(y, probs, names = FALSE, type = qtype, na.rm = TRUE))
  slope <- diff(values) / diff(at)
  abline(values[1] - slope * at[1], slope, ...)
}
for (.generic in c("hist", "barplot", "boxplot", "pairs", "image", "stripchart")) {
  .S3method(.generic, "default", get(paste0(.generic, ".default")))
}
for (.generic in c("barplot", "boxplot", "pairs", "stripchart")) .S3method(.generic, "formula", get(paste0(.generic, ".formula")))
.S3method("plot", "histogram", plot.histogram)
.S3method("lines", "histogram", lines.histogram)
.S3method("print", "histogram", print.histogram)
