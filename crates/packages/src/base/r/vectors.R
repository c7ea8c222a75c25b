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

zapsmall <- function(x, digits = getOption("digits"), mFUN = function(x, ina) max(abs(x[!ina])), min.d = 0L) {
  if (length(digits) == 0L) stop("invalid 'digits'")
  if (all(ina <- is.na(x)) || (mx <- mFUN(x, ina)) == 0) return(round(x, digits = digits))
  round(x, digits = if (mx > 0) max(min.d, digits - as.numeric(ceiling(log10(mx)))) else digits)
}
sequence <- function(nvec, ...) UseMethod("sequence")
sequence.default <- function(nvec, from = 1L, by = 1L, recycle = FALSE, ...) {
  n <- length(nvec)
  from <- rep_len(from, n)
  by <- rep_len(by, n)
  unlist(lapply(seq_len(n), function(i) seq.int(from[i], by = by[i], length.out = nvec[i])))
}
combn <- function(x, m, FUN = NULL, simplify = TRUE, ...) {
  if (length(m) != 1L || m < 0) stop("m < 0", domain = NA)
  if (is.numeric(x) && length(x) == 1L && x > 0 && trunc(x) == x) x <- seq_len(x)
  n <- length(x)
  if (n < m) stop("n < m", domain = NA)
  FUN <- if (!is.null(FUN)) match.fun(FUN)
  a <- seq_len(m)
  count <- as.integer(round(choose(n, m)))
  out <- vector("list", count)
  for (k in seq_len(count)) {
    v <- x[a]
    out[[k]] <- if (is.null(FUN)) v else FUN(v, ...)
    i <- m
    while (i > 0L && a[i] == n - m + i) i <- i - 1L
    if (i > 0L) {
      a[i] <- a[i] + 1L
      if (i < m) a[(i + 1L):m] <- a[i] + seq_len(m - i)
    }
  }
  if (!simplify) return(out)
  if (is.factor(x)) {
    codes <- unlist(lapply(out, as.integer))
    return(array(codes, c(m, count)))
  }
  len <- unique(lengths(out))
  if (length(len) != 1L) return(out)
  d <- dim(out[[1L]])
  if (length(d) > 1L) array(unlist(out), c(d, count))
  else if (len == 1L && !is.null(FUN)) unlist(out)
  else matrix(unlist(out), ncol = count)
}
pretty <- function(x, ...) UseMethod("pretty")
pretty.default <- function(x, n = 5, min.n = n %/% 3, shrink.sml = 0.75, high.u.bias = 1.5,
                           u5.bias = 0.5 + 1.5 * high.u.bias, eps.correct = 0, ...) {
  x <- x[is.finite(x <- as.numeric(x))]
  if (!length(x)) return(x)
  .pretty(min(x), max(x), n, min.n, shrink.sml, high.u.bias, u5.bias, eps.correct)
}
relist <- function(flesh, skeleton = attr(flesh, "skeleton")) {
  if (is.null(skeleton)) stop("The 'flesh' argument does not contain a skeleton attribute.")
  at <- 0L
  build <- function(s) {
    if (is.list(s)) {
      out <- lapply(s, build)
      attributes(out) <- attributes(s)
      return(out)
    }
    n <- length(s)
    v <- flesh[at + seq_len(n)]
    at <<- at + n
    names(v) <- names(s)
    attributes(v) <- attributes(s)
    if (is.list(v)) unlist(v) else v
  }
  build(skeleton)
}
.Machine <- list(double.eps = 2^-52, double.neg.eps = 2^-53, double.xmin = 2^-1022,
                 double.xmax = (2 - 2^-52) * 2^1023, double.base = 2L, double.digits = 53L, double.rounding = 5L,
                 double.guard = 0L, double.ulp.digits = -52L, double.neg.ulp.digits = -53L, double.exponent = 11L,
                 double.min.exp = -1022L, double.max.exp = 1024L, integer.max = 2147483647L, sizeof.long = 8L,
                 sizeof.longlong = 8L, sizeof.longdouble = 16L, sizeof.pointer = 8L, sizeof.time_t = 8L,
                 longdouble.eps = 2^-63, longdouble.neg.eps = 2^-64, longdouble.digits = 64L,
                 longdouble.rounding = 5L, longdouble.guard = 0L, longdouble.ulp.digits = -63L,
                 longdouble.neg.ulp.digits = -64L, longdouble.exponent = 15L, longdouble.min.exp = -16382L,
                 longdouble.max.exp = 16384L)

ifelse <- function(test, yes, no) {
  if (is.atomic(test)) {
    if (typeof(test) != "logical") storage.mode(test) <- "logical"
    if (length(test) == 1L && is.null(attributes(test))) {
      if (!is.na(test)) {
        if (test) {
          if (length(yes) == 1L) {
            yat <- attributes(yes)
            if (is.null(yat) || (is.function(yes) && identical(names(yat), "srcref"))) return(yes)
          }
        } else if (length(no) == 1L) {
          nat <- attributes(no)
          if (is.null(nat) || (is.function(no) && identical(names(nat), "srcref"))) return(no)
        }
      } else return(NA)
    }
  } else test <- if (isS4(test)) methods::as(test, "logical") else as.logical(test)
  ans <- test
  len <- length(ans)
  ypos <- which(test)
  npos <- which(!test)
  if (length(ypos)) ans[ypos] <- rep(yes, length.out = len)[ypos]
  if (length(npos)) ans[npos] <- rep(no, length.out = len)[npos]
  ans
}

as.hexmode <- function(x) {
  if (inherits(x, "hexmode")) return(x)
  if (is.numeric(x) && all(is.na(x) | x == as.integer(x))) return(structure(as.integer(x), class = "hexmode"))
  if (is.character(x)) {
    z <- strtoi(x, 16L)
    if (!anyNA(z)) return(structure(z, class = "hexmode"))
  }
  stop(gettextf("'%s' cannot be coerced to class \"%s\"", "x", "hexmode"), domain = NA)
}
as.octmode <- function(x) {
  if (inherits(x, "octmode")) return(x)
  if (is.numeric(x) && all(is.na(x) | x == as.integer(x))) return(structure(as.integer(x), class = "octmode"))
  if (is.character(x)) {
    z <- strtoi(x, 8L)
    if (!anyNA(z)) return(structure(z, class = "octmode"))
  }
  stop(gettextf("'%s' cannot be coerced to class \"%s\"", "x", "octmode"), domain = NA)
}
.based <- function(x, fmt, width, upper.case = FALSE) {
  ina <- is.na(x)
  out <- sprintf(if (upper.case) toupper(fmt) else fmt, unclass(x))
  n <- max(nchar(out[!ina]), if (!is.null(width)) width, 0L)
  out[!ina] <- paste0(strrep("0", n - nchar(out[!ina])), out[!ina])
  out[ina] <- "NA"
  attributes(out) <- NULL
  dim(out) <- dim(x)
  dimnames(out) <- dimnames(x)
  names(out) <- names(x)
  out
}
format.hexmode <- function(x, width = NULL, upper.case = FALSE, ...) .based(x, "%x", width, upper.case)
format.octmode <- function(x, width = NULL, ...) .based(x, "%o", width)
as.character.hexmode <- function(x, keepStr = FALSE, ...) {
  out <- sprintf("%x", unclass(x))
  out[is.na(x)] <- NA
  out
}
as.character.octmode <- function(x, keepStr = FALSE, ...) {
  out <- sprintf("%o", unclass(x))
  out[is.na(x)] <- NA
  out
}
print.hexmode <- function(x, ...) {
  print(format(x), ...)
  invisible(x)
}
print.octmode <- print.hexmode
`[.hexmode` <- function(x, i) structure(unclass(x)[i], class = oldClass(x))
`[.octmode` <- `[.hexmode`
`&.hexmode` <- function(e1, e2) as.hexmode(bitwAnd(as.hexmode(e1), as.hexmode(e2)))
`|.hexmode` <- function(e1, e2) as.hexmode(bitwOr(as.hexmode(e1), as.hexmode(e2)))
`!.hexmode` <- function(x) as.hexmode(bitwNot(as.hexmode(x)))
`&.octmode` <- function(e1, e2) as.octmode(bitwAnd(as.octmode(e1), as.octmode(e2)))
`|.octmode` <- function(e1, e2) as.octmode(bitwOr(as.octmode(e1), as.octmode(e2)))
`!.octmode` <- function(x) as.octmode(bitwNot(as.octmode(x)))

Vectorize <- function(FUN, vectorize.args = arg.names, SIMPLIFY = TRUE, USE.NAMES = TRUE) {
  arg.names <- as.list(formals(FUN))
  arg.names[["..."]] <- NULL
  arg.names <- names(arg.names)
  vectorize.args <- as.character(vectorize.args)
  if (!length(vectorize.args)) return(FUN)
  if (!all(vectorize.args %in% arg.names)) stop("must specify names of formal arguments for 'vectorize'")
  inner <- function() {
    args <- lapply(as.list(match.call())[-1L], eval, parent.frame())
    names <- if (is.null(names(args))) character(length(args)) else names(args)
    dovec <- names %in% vectorize.args
    do.call("mapply", c(FUN = FUN, args[dovec], MoreArgs = list(args[!dovec]), SIMPLIFY = SIMPLIFY,
                        USE.NAMES = USE.NAMES))
  }
  formals(inner) <- formals(FUN)
  environment(inner) <- environment()
  inner
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

`units<-` <- function(x, value) UseMethod("units<-")
