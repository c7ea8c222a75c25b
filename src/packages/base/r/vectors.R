# Vectors: sets, runs, differences, parallel extremes, and small helpers of theirs.

append <- function(x, values, after = length(x)) {
  n <- length(x)
  if (after <= 0) c(values, x)
  else if (after >= n) c(x, values)
  else c(x[1L:after], values, x[(after + 1L):n])
}

.as_set <- function(x) {
  x <- if (is.null(x) || is.data.frame(x)) x else if (is.object(x)) { names(x) <- NULL; x } else as.vector(x)
  x
}
union <- function(x, y) {
  if (is.null(x)) return(unique(y))
  if (is.null(y)) return(unique(x))
  u <- .as_set(x)
  v <- .as_set(y)
  if (is.data.frame(u)) return(unique(rbind(u, v)))
  if (!is.object(x) || !is.object(y) || !identical(class(x), class(y))) {
    u <- as.vector(u)
    v <- as.vector(v)
  }
  unique(c(u, v))
}
intersect <- function(x, y) {
  if (is.null(x) || is.null(y)) return(NULL)
  u <- .as_set(x)
  v <- .as_set(y)
  if (!is.object(x) || !is.object(y) || !identical(class(x), class(y))) {
    u <- as.vector(u)
    v <- as.vector(v)
  }
  out <- unique(u[match(u, v, 0L) > 0L])
  if (!is.object(u)) c(out, v[0L]) else out
}
setdiff <- function(x, y) {
  if (is.null(x)) return(NULL)
  u <- .as_set(x)
  v <- .as_set(y)
  if (!is.object(x) || !is.object(y) || !identical(class(x), class(y))) {
    u <- as.vector(u)
    v <- as.vector(v)
  }
  if (length(u) && length(v)) unique(u[match(u, v, 0L) == 0L]) else unique(u)
}
setequal <- function(x, y) {
  x <- .as_set(x)
  y <- .as_set(y)
  !(anyNA(match(x, y)) || anyNA(match(y, x)))
}

rle <- function(x) {
  if (!is.vector(x) && !is.list(x)) stop("'x' must be a vector of an atomic type")
  n <- length(x)
  if (n == 0L) return(structure(list(lengths = integer(), values = x), class = "rle"))
  y <- x[-1L] != x[-n]
  i <- c(which(y | is.na(y)), n)
  structure(list(lengths = diff(c(0L, i)), values = x[i]), class = "rle")
}
inverse.rle <- function(x, ...) {
  if (is.null(le <- x$lengths) || is.null(v <- x$values) || length(le) != length(v))
    stop("invalid 'rle' structure")
  rep.int(v, le)
}
print.rle <- function(x, digits = getOption("digits"), prefix = "", ...) {
  lc <- sub(" .*", "", class(x$values)[1L])
  cat("Run Length Encoding\n", "  lengths: int ", sep = "")
  utils::str(x$lengths, give.head = FALSE)
  cat("  values : ")
  utils::str(x$values, digits.d = digits)
  invisible(x)
}
diff <- function(x, ...) UseMethod("diff")
diff.default <- function(x, lag = 1L, differences = 1L, ...) {
  ismat <- is.matrix(x)
  xlen <- if (ismat) dim(x)[1L] else length(x)
  if (length(lag) != 1L || length(differences) > 1L || lag < 1L || differences < 1L)
    stop("'lag' and 'differences' must be integers >= 1")
  if (lag * differences >= xlen) return(x[0L])
  r <- unclass(x)
  lag <- as.integer(lag)
  for (i in seq_len(differences)) {
    n <- if (ismat) nrow(r) else length(r)
    r <- if (ismat) r[(1L + lag):n, , drop = FALSE] - r[seq_len(n - lag), , drop = FALSE]
      else r[(1L + lag):n] - r[seq_len(n - lag)]
  }
  class(r) <- oldClass(x)
  r
}

embed <- function(x, dimension = 1) {
  if (is.matrix(x)) {
    n <- nrow(x)
    m <- ncol(x)
    y <- matrix(0, n - dimension + 1L, dimension * m)
    for (i in seq_len(m)) y[, seq.int(i, by = m, length.out = dimension)] <- Recall(as.vector(x[, i]), dimension)
    return(y)
  }
  n <- length(x)
  if (dimension < 1 | dimension > n) stop("wrong embedding dimension")
  m <- n - dimension + 1L
  matrix(x[1L:m + rep.int(dimension:1L, rep.int(m, dimension)) - 1L], m, dimension)
}

pmax <- function(..., na.rm = FALSE) .parallel(pmax.int, ..., na.rm = na.rm)
pmin <- function(..., na.rm = FALSE) .parallel(pmin.int, ..., na.rm = na.rm)
.parallel <- function(f, ..., na.rm) {
  elts <- list(...)
  if (length(elts) == 0L) stop("no arguments")
  first <- elts[[1L]]
  if (!is.object(first) && all(vapply(elts, function(x) is.atomic(x) && !is.object(x), NA)))
    return(f(..., na.rm = na.rm))
  if (is.factor(first) && !is.ordered(first)) stop("'pmax'/'pmin' not meaningful for factors")
  if (is.ordered(first)) {
    lev <- levels(first)
    out <- do.call(f, c(lapply(elts, function(x) if (is.factor(x)) as.integer(x) else match(x, lev)), na.rm = na.rm))
    return(structure(out, levels = lev, class = class(first)))
  }
  if (is.data.frame(first)) {
    out <- first
    for (j in seq_along(first)) out[[j]] <- do.call(f, c(lapply(elts, function(e) if (is.data.frame(e)) e[[j]] else e), na.rm = na.rm))
    return(out)
  }
  out <- do.call(f, c(lapply(elts, function(x) as.vector(unclass(x))), na.rm = na.rm))
  mostattributes(out) <- attributes(first)
  out
}

range.Date <- function(..., na.rm = FALSE) {
  x <- c(..., recursive = TRUE)
  .Date(range(unclass(x), na.rm = na.rm))
}

getElement <- function(object, name) if (isS4(object)) methods::slot(object, name) else object[[name, exact = TRUE]]

rapply <- function(object, f, classes = "ANY", deflt = NULL, how = c("unlist", "replace", "list"), ...) {
  how <- match.arg(how)
  f <- match.fun(f)
  fits <- function(x) identical(classes, "ANY") || any(classes %in% c(class(x), if (is.numeric(x)) "numeric"))
  walk <- function(x) {
    if (is.list(x) && !is.object(x)) {
      out <- lapply(x, walk)
      attributes(out) <- attributes(x)
      out
    } else if (fits(x)) f(x, ...)
    else if (how == "replace") x
    else deflt
  }
  if (how == "replace") {
    keep <- attributes(object)
    out <- lapply(unclass(object), walk)
    attributes(out) <- keep
    return(out)
  }
  out <- lapply(object, walk)
  if (how == "unlist") unlist(out, recursive = TRUE) else out
}

modifyList <- function(x, val, keep.null = FALSE) {
  stopifnot(is.list(x), is.list(val))
  xnames <- names(x)
  vnames <- names(val)
  vnames <- vnames[nzchar(vnames)]
  for (v in vnames) {
    if (v %in% xnames && is.list(x[[v]]) && is.list(val[[v]])) x[[v]] <- modifyList(x[[v]], val[[v]], keep.null = keep.null)
    else if (keep.null && is.null(val[[v]])) x[v] <- list(NULL)
    else x[[v]] <- val[[v]]
  }
  x
}
setNames <- function(object = nm, nm) {
  names(object) <- nm
  object
}

arrayInd <- function(ind, .dim, .dimnames = NULL, useNames = FALSE) {
  m <- length(ind)
  rank <- length(.dim)
  wh1 <- ind - 1L
  ind <- 1L + wh1 %% .dim[1L]
  dnms <- if (useNames) list(.dimnames[[1L]][ind], if (rank == 2L) c("row", "col") else paste0("dim", seq_len(rank)))
  ind <- matrix(ind, nrow = m, ncol = rank, dimnames = dnms)
  if (rank >= 2L) {
    denom <- 1L
    for (i in 2L:rank) {
      denom <- denom * .dim[i - 1L]
      nextd1 <- wh1 %/% denom
      ind[, i] <- 1L + if (i < rank) nextd1 %% .dim[i] else nextd1
    }
  }
  storage.mode(ind) <- "integer"
  ind
}

`units<-` <- function(x, value) UseMethod("units<-")

rowsum <- function(x, group, reorder = TRUE, ...) UseMethod("rowsum")
rowsum.default <- function(x, group, reorder = TRUE, na.rm = FALSE, ...) {
  if (!is.numeric(x)) stop("'x' must be numeric")
  if (length(group) != NROW(x)) stop("incorrect length for 'group'")
  if (anyNA(group)) warning("missing values for 'group'")
  ug <- unique(group)
  if (reorder) ug <- sort(ug, na.last = TRUE)
  x <- as.matrix(x)
  g <- match(group, ug)
  out <- matrix(x[0L][1L], length(ug), ncol(x), dimnames = list(as.character(ug), colnames(x)))
  for (j in seq_len(ncol(x)))
    out[, j] <- vapply(split(x[, j], factor(g, seq_along(ug))), function(v) sum(v, na.rm = na.rm), x[0L][1L])
  out
}
rowsum.data.frame <- function(x, group, reorder = TRUE, na.rm = FALSE, ...) {
  if (!all(vapply(x, is.numeric, NA))) stop("non-numeric data frame in rowsum")
  as.data.frame(rowsum.default(as.matrix(x), group, reorder, na.rm))
}
