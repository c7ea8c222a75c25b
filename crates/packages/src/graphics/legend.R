# Legends of base plots. Everything is measured in characters: symbols stand one character from the border and from
# the text, lines are `seg.len` characters long, boxes eight tenths.
legend <- function(x, y = NULL, legend, fill = NULL, col = par("col"), border = "black", lty, lwd, pch, angle = 45,
    density = NULL, bty = "o", bg = par("bg"), box.lwd = par("lwd"), box.lty = par("lty"), box.col = par("fg"),
    pt.bg = NA, cex = 1, pt.cex = cex, pt.lwd = lwd, xjust = 0, yjust = 1, x.intersp = 1, y.intersp = 1,
    adj = c(0, 0.5), text.width = NULL, text.col = par("col"), text.font = NULL, merge = TRUE, trace = FALSE,
    plot = TRUE, ncol = 1, horiz = FALSE, title = NULL, inset = 0, xpd, title.col = text.col, title.adj = 0.5,
    title.cex = cex, seg.len = 2) {
  if (!is.null(density)) stop("`density` of `legend()` is not implemented")
  if (missing(legend) && !missing(y) && is.character(y)) {
    legend <- y
    y <- NULL
  }
  if (is.expression(legend)) stop("labels of mathematical expressions are not implemented")
  legend <- as.character(legend)
  n <- length(legend)
  region <- .region()
  wide <- (region[4] - region[3]) / region[1]
  high <- (region[6] - region[5]) / region[2]
  base <- par("cex")
  character <- 10.8 * cex * base * wide
  line <- 14.4 * cex * base * high
  has_lines <- (!missing(lty) && any(!is.na(lty) & lty != 0)) || !missing(lwd)
  if (missing(lty)) lty <- 1
  has_points <- !missing(pch) && length(pch) > 0
  if (has_points && is.character(pch) && length(pch) == 1 && nchar(pch) > 1) pch <- strsplit(pch, "")[[1]]
  joined <- has_lines && has_points && merge
  columns <- if (horiz) n else ncol
  rows <- ceiling(n / columns)
  widths <- strwidth(legend, cex = cex)
  text_width <- if (is.null(text.width)) max(widths) else text.width
  # Where symbols, lines and text start, from the left of a column.
  pad <- if (joined && is.null(fill)) 0.3 else 1
  box <- if (is.null(fill)) 0 else 0.8
  segment <- if (has_lines) seg.len else 0
  start <- (pad + box + segment + x.intersp) * character
  column <- start + text_width
  width <- columns * column + 0.5 * character
  shift <- 0
  if (!is.null(title)) {
    needed <- strwidth(title, cex = title.cex) + 0.5 * character
    shift <- max(0, (needed - width) / 2)
    width <- max(width, needed)
  }
  height <- (rows * y.intersp + (!is.null(title)) + 1) * line
  if (is.character(x)) {
    where <- match.arg(x, c("bottomright", "bottom", "bottomleft", "left", "topleft", "top", "topright", "right", "center"))
    inset <- rep(inset, length.out = 2)
    dx <- inset[1] * (region[4] - region[3])
    dy <- inset[2] * (region[6] - region[5])
    left <- if (grepl("left", where)) region[3] + dx else if (grepl("right", where)) region[4] - width - dx
      else (region[3] + region[4] - width) / 2
    top <- if (grepl("top", where)) region[6] - dy else if (grepl("bottom", where)) region[5] + height + dy
      else (region[5] + region[6] + height) / 2
  } else {
    p <- xy.coords(x, y)
    if (length(p$x) == 2) {
      left <- min(p$x)
      top <- max(p$y)
    } else {
      left <- p$x - xjust * width
      top <- p$y + (1 - yjust) * height
    }
  }
  i <- seq_len(n) - 1
  at_column <- if (horiz) i else i %/% rows
  at_row <- if (horiz) rep(0, n) else i %% rows
  xs <- left + shift + at_column * column
  ys <- top - (0.5 + !is.null(title)) * line - (at_row + 0.5) * y.intersp * line
  old <- if (missing(xpd)) par("xpd") else par(xpd = xpd)$xpd
  if (plot) {
    if (bty != "n") rect(left, top - height, left + width, top, col = bg, border = box.col, lwd = box.lwd, lty = box.lty)
    recycle <- function(v) rep(v, length.out = n)
    if (!is.null(fill)) {
      fill <- recycle(fill)
      rect(xs + character, ys - 0.25 * line, xs + 1.8 * character, ys + 0.25 * line, col = fill, border = recycle(border))
    }
    from <- xs + (pad + box) * character
    col <- recycle(col)
    if (has_lines) {
      types <- recycle(lty)
      seen <- !is.na(types) & types != 0
      strength <- recycle(if (missing(lwd)) par("lwd") else lwd)
      if (any(seen)) segments(from[seen], ys[seen], from[seen] + seg.len * character, ys[seen], lty = types[seen],
        lwd = strength[seen], col = col[seen])
    }
    if (has_points) {
      marks <- recycle(pch)
      seen <- !is.na(marks)
      middle <- if (has_lines) from + seg.len / 2 * character else if (box > 0) xs + 1.4 * character else from
      if (any(seen)) .marks(middle[seen], ys[seen], "p", col[seen], recycle(pt.bg)[seen], marks[seen],
        recycle(pt.cex)[seen], 1, if (missing(pt.lwd) && missing(lwd)) 1 else recycle(pt.lwd)[seen])
    }
    text(xs + start, ys, legend, adj = adj, cex = cex, col = text.col, font = text.font)
    if (!is.null(title)) text(left + width * title.adj, top - line, title, adj = c(title.adj, 0.5), cex = title.cex, col = title.col)
  }
  if (!missing(xpd)) par(xpd = old)
  invisible(list(rect = list(w = width, h = height, left = left, top = top), text = list(x = xs + start, y = ys)))
}
