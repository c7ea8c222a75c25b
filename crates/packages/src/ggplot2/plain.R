# Plots in one call, and mappings from strings.
qplot <- function(x, y, ..., data, facets = NULL, margins = FALSE, geom = "auto", xlim = NULL, ylim = NULL, log = "",
    main = NULL, xlab = NULL, ylab = NULL, asp = NA) {
  if (!identical(margins, FALSE) || !is.na(asp)) stop("`margins` and `asp` of `qplot()` are not implemented")
  code <- as.list(substitute(list(...)))[-1]
  env <- parent.frame()
  # What `I()` protects is set, all else is mapped.
  protected <- vapply(code, function(v) is.call(v) && identical(v[[1]], quote(I)), TRUE)
  mapped <- c(if (!missing(x)) list(x = substitute(x)), if (!missing(y)) list(y = substitute(y)), code[!protected])
  set <- lapply(code[protected], function(v) eval(v[[2]], env))
  mapping <- eval(as.call(c(list(aes), mapped)), env)
  plot <- if (missing(data)) ggplot(mapping = mapping) else ggplot(data, mapping)
  if (identical(geom, "auto")) geom <- if (missing(y)) "histogram" else "point"
  for (kind in geom) plot <- plot + do.call(get(paste0("geom_", kind), mode = "function"), set)
  if (missing(y)) plot <- plot + labs(y = "")
  if (!is.null(facets)) plot <- plot + (if (length(facets) == 2) facet_wrap(facets) else facet_grid(facets))
  if (grepl("x", log)) plot <- plot + scale_x_log10()
  if (grepl("y", log)) plot <- plot + scale_y_log10()
  if (!is.null(main)) plot <- plot + ggtitle(main)
  if (!is.null(xlab)) plot <- plot + ggplot2::xlab(xlab)
  if (!is.null(ylab)) plot <- plot + ggplot2::ylab(ylab)
  if (!is.null(xlim)) plot <- plot + ggplot2::xlim(xlim)
  if (!is.null(ylim)) plot <- plot + ggplot2::ylim(ylim)
  plot
}
quickplot <- qplot
aes_string <- function(x, y, ...) {
  given <- list(...)
  if (!missing(y)) given <- c(list(y = y), given)
  if (!missing(x)) given <- c(list(x = x), given)
  code <- lapply(given, function(v) if (is.character(v)) parse(text = v)[[1]] else v)
  eval(as.call(c(list(aes), code)), parent.frame())
}
aes_ <- function(x, y, ...) stop("`aes_()` is not implemented: use `aes()`")

# Centres and ranges of values for `stat_summary()`.
.centre <- function(y, low, high) {
  data.frame(y = as.numeric(y), ymin = as.numeric(low), ymax = as.numeric(high))
}
mean_cl_normal <- function(x, conf.int = 0.95, na.rm = TRUE) {
  x <- x[!is.na(x)]
  half <- stats::qt((1 + conf.int) / 2, length(x) - 1) * stats::sd(x) / sqrt(length(x))
  .centre(mean(x), mean(x) - half, mean(x) + half)
}
mean_cl_boot <- function(x, conf.int = 0.95, B = 1000, na.rm = TRUE) {
  x <- x[!is.na(x)]
  n <- length(x)
  means <- vapply(seq_len(B), function(i) sum(x[sample.int(n, n, TRUE)]) / n, 0)
  ends <- stats::quantile(means, c((1 - conf.int) / 2, (1 + conf.int) / 2), names = FALSE)
  .centre(mean(x), ends[1], ends[2])
}
mean_sdl <- function(x, mult = 2, na.rm = TRUE) {
  x <- x[!is.na(x)]
  .centre(mean(x), mean(x) - mult * stats::sd(x), mean(x) + mult * stats::sd(x))
}
median_hilow <- function(x, conf.int = 0.95, na.rm = TRUE) {
  found <- stats::quantile(x[!is.na(x)], c(0.5, (1 - conf.int) / 2, (1 + conf.int) / 2), names = FALSE)
  .centre(found[1], found[2], found[3])
}
resolution <- function(x, zero = TRUE) {
  if (is.integer(x) || is.factor(x) || diff(range(x, na.rm = TRUE)) == 0) return(1)
  x <- unique(as.numeric(x))
  if (zero) x <- unique(c(0, x))
  min(diff(sort(x)))
}
