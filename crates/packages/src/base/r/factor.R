# Factors: making them, their levels, and what may be done with them.

factor <- function(x = character(), levels, labels = levels, exclude = NA,
                   ordered = is.ordered(x), nmax = NA) {
  if (is.null(x)) x <- character()
  nms <- names(x)
  if (missing(levels)) {
    y <- unique(if (is.array(x)) as.vector(x) else x)
    ind <- order(y)
    levels <- unique(as.character(y)[ind])
  }
  force(ordered)
  if (!is.character(x)) x <- as.character(x)
  if (length(exclude)) {
    if (is.factor(exclude)) exclude <- as.character(exclude)
    levels <- levels[is.na(match(levels, as.vector(exclude, typeof(levels))))]
  }
  codes <- match(x, as.character(levels))
  if (!is.null(nms)) names(codes) <- nms
  if (missing(labels)) {
    levels(codes) <- as.character(levels)
  } else {
    nlab <- length(labels)
    if (nlab == length(levels)) {
      labels <- as.character(labels)
      kept <- unique(labels)
      at <- match(labels, kept)
      old <- codes
      codes <- at[codes]
      if (!is.null(nms)) names(codes) <- nms
      levels(codes) <- kept
    } else if (nlab == 1L) {
      levels(codes) <- paste0(labels, seq_along(levels))
    } else {
      stop(gettextf("invalid 'labels'; length %d should be 1 or %d", nlab, length(levels)), domain = NA)
    }
  }
  class(codes) <- c(if (ordered) "ordered", "factor")
  codes
}

ordered <- function(x = character(), ...) factor(x, ..., ordered = TRUE)

as.factor <- function(x) {
  if (is.factor(x)) return(x)
  if (!is.object(x) && is.integer(x)) {
    levels <- sort(unique(x))
    f <- match(x, levels)
    levels(f) <- as.character(levels)
    if (!is.null(nx <- names(x))) names(f) <- nx
    class(f) <- "factor"
    f
  } else factor(x)
}

as.ordered <- function(x) if (is.ordered(x)) x else if (!is.factor(x)) ordered(x) else {
  class(x) <- c("ordered", oldClass(x))
  x
}

nlevels <- function(x) length(levels(x))

`levels<-.factor` <- function(x, value) {
  xlevs <- levels(x)
  if (is.list(value)) {
    nlevs <- rep(names(value), lapply(value, length))
    value <- unlist(value)
    m <- match(value, xlevs, nomatch = 0L)
    xlevs[m] <- nlevs[m > 0L]
    xlevs[-m] <- NA
    if (!any(m > 0L)) xlevs[] <- NA
    new <- unique(nlevs)
    at <- match(xlevs, new)
  } else {
    if (length(xlevs) > length(value))
      stop("number of levels differs")
    nlevs <- xlevs <- as.character(value)
    new <- unique(nlevs[!is.na(nlevs)])
    at <- match(xlevs, new)
  }
  codes <- at[unclass(x)]
  attributes(codes) <- attributes(x)
  attr(codes, "levels") <- NULL
  y <- unclass(codes)
  attr(y, "levels") <- new
  class(y) <- class(x)
  y
}

droplevels <- function(x, ...) UseMethod("droplevels")
droplevels.factor <- function(x, exclude = if (anyNA(levels(x))) NULL else NA, ...) {
  lev <- levels(x)
  used <- lev[sort(unique(as.integer(x)))]
  if (length(exclude)) used <- used[is.na(match(used, exclude))]
  out <- match(as.character(x), used)
  if (anyNA(used)) {
    miss <- is.na(lev[as.integer(x)])
    out[miss & !is.na(as.integer(x))] <- which(is.na(used))
  }
  attributes(out) <- attributes(x)
  attr(out, "levels") <- used
  out
}
droplevels.data.frame <- function(x, except = NULL, exclude, ...) {
  ix <- vapply(x, is.factor, NA)
  if (!is.null(except)) ix[except] <- FALSE
  x[ix] <- if (missing(exclude)) lapply(x[ix], droplevels) else lapply(x[ix], droplevels, exclude = exclude)
  x
}

relevel <- function(x, ref, ...) UseMethod("relevel")
relevel.default <- function(x, ref, ...) stop("'relevel' only for (unordered) factors")
relevel.ordered <- function(x, ref, ...) stop("'relevel' only for (unordered) factors")
relevel.factor <- function(x, ref, ...) {
  lev <- levels(x)
  if (length(ref) != 1L) stop("'ref' must be of length one")
  if (is.character(ref)) {
    col <- match(ref, lev)
    if (is.na(col)) stop(gettextf("'ref' must be an existing level"))
    ref <- col
  }
  if (ref < 1 || ref > length(lev))
    stop(gettextf("ref = %d must be in 1L:%d", ref, length(lev)))
  factor(as.character(x), levels = lev[c(ref, seq_along(lev)[-ref])], exclude = NULL)
}

reorder <- function(x, ...) UseMethod("reorder")
reorder.default <- function(x, X, FUN = mean, ..., order = is.ordered(x), decreasing = FALSE) {
  scores <- tapply(X = X, INDEX = x, FUN = FUN, ...)
  ans <- (if (order) ordered else factor)(x, levels = names(base::sort(scores, na.last = TRUE, decreasing = decreasing)))
  attr(ans, "scores") <- scores
  ans
}
reorder.factor <- reorder.default

addNA <- function(x, ifany = FALSE) {
  if (!is.factor(x)) x <- factor(x)
  if (ifany && !anyNA(x)) return(x)
  ll <- levels(x)
  if (!anyNA(ll)) ll <- c(ll, NA)
  factor(x, levels = ll, exclude = NULL)
}

`[.factor` <- function(x, ..., drop = FALSE) {
  y <- NextMethod("[")
  attr(y, "contrasts") <- attr(x, "contrasts")
  attr(y, "levels") <- attr(x, "levels")
  class(y) <- oldClass(x)
  if (drop) factor(y, exclude = if (anyNA(levels(x))) NULL else NA) else y
}
`[[.factor` <- function(x, ...) {
  y <- NextMethod("[[")
  attr(y, "contrasts") <- attr(x, "contrasts")
  attr(y, "levels") <- attr(x, "levels")
  class(y) <- oldClass(x)
  y
}
`[<-.factor` <- function(x, ..., value) {
  lx <- levels(x)
  cx <- oldClass(x)
  if (is.factor(value)) value <- levels(value)[value]
  m <- match(value, lx)
  if (any(is.na(m) & !is.na(value)))
    warning("invalid factor level, NA generated")
  class(x) <- NULL
  x[...] <- m
  attr(x, "levels") <- lx
  class(x) <- cx
  x
}
`[[<-.factor` <- function(x, ..., value) {
  lx <- levels(x)
  cx <- oldClass(x)
  if (is.factor(value)) value <- levels(value)[value]
  m <- match(value, lx)
  if (any(is.na(m) & !is.na(value)))
    warning("invalid factor level, NA generated")
  class(x) <- NULL
  x[[...]] <- m
  attr(x, "levels") <- lx
  class(x) <- cx
  x
}
`length<-.factor` <- function(x, value) {
  cl <- class(x)
  levs <- levels(x)
  x <- unclass(x)
  length(x) <- value
  attr(x, "levels") <- levs
  class(x) <- cl
  x
}
Ops.factor <- function(e1, e2) {
  ok <- switch(.Generic, "==" = , "!=" = TRUE, FALSE)
  if (!ok) {
    warning(gettextf("%s not meaningful for factors", sQuote(.Generic)))
    return(rep.int(NA, max(length(e1), if (!missing(e2)) length(e2))))
  }
  noNA.levels <- function(f) {
    r <- levels(f)
    if (any(ina <- is.na(r))) {
      n <- "  NA "
      while (n %in% r) n <- paste(n, ".")
      r[ina] <- n
    }
    r
  }
  if (is.factor(e1) && is.factor(e2)) {
    l1 <- noNA.levels(e1)
    l2 <- noNA.levels(e2)
    if (!identical(sort(l1), sort(l2))) stop("level sets of factors are different")
  }
  if (is.factor(e1)) e1 <- noNA.levels(e1)[e1]
  if (is.factor(e2)) e2 <- noNA.levels(e2)[e2]
  get(.Generic, mode = "function")(e1, e2)
}
Ops.ordered <- function(e1, e2) {
  ok <- switch(.Generic, "<" = , ">" = , "<=" = , ">=" = , "==" = , "!=" = TRUE, FALSE)
  if (!ok) {
    warning(sprintf("'%s' is not meaningful for ordered factors", .Generic))
    return(rep.int(NA, max(length(e1), if (!missing(e2)) length(e2))))
  }
  if (.Generic %in% c("==", "!=")) return(NextMethod(.Generic))
  ord1 <- is.ordered(e1)
  ord2 <- is.ordered(e2)
  if (ord1 && ord2 && !identical(levels(e1), levels(e2)))
    stop("level sets of factors are different")
  if (ord1 && ord2) {
    e1 <- as.integer(e1)
    e2 <- as.integer(e2)
  } else if (!ord1) {
    e1 <- match(e1, levels(e2))
    e2 <- as.integer(e2)
  } else {
    e2 <- match(e2, levels(e1))
    e1 <- as.integer(e1)
  }
  get(.Generic, mode = "function")(e1, e2)
}
Math.factor <- function(x, ...)
  stop(gettextf("%s not meaningful for factors", sQuote(.Generic)))
Summary.factor <- function(..., na.rm)
  stop(gettextf("%s not meaningful for factors", sQuote(.Generic)))
Summary.ordered <- function(..., na.rm = FALSE) {
  if (!(.Generic %in% c("max", "min", "range")))
    stop(gettextf("'%s' not defined for ordered factors", .Generic), domain = NA)
  args <- list(...)
  levl <- lapply(args, levels)
  if (!all(vapply(args, is.ordered, NA)) || length(unique(levl)) > 1L)
    stop(gettextf("'%s' is only meaningful for ordered factors if all arguments have the same level sets", .Generic))
  codes <- unlist(lapply(args, as.integer))
  ind <- get(.Generic, mode = "function")(codes, na.rm = na.rm)
  ordered(levl[[1L]][ind], levels = levl[[1L]])
}
cut <- function(x, ...) UseMethod("cut")
cut.default <- function(x, breaks, labels = NULL, include.lowest = FALSE, right = TRUE,
                        dig.lab = 3L, ordered_result = FALSE, ...) {
  if (!is.numeric(x)) stop("'x' must be numeric")
  if (length(breaks) == 1L) {
    if (is.na(breaks) || breaks < 2L) stop("invalid number of intervals")
    nb <- as.integer(breaks + 1)
    rx <- range(x, na.rm = TRUE)
    dx <- rx[2L] - rx[1L]
    if (dx == 0) {
      dx <- if (rx[1L] != 0) abs(rx[1L]) else 1
      breaks <- seq.int(rx[1L] - dx / 1000, rx[2L] + dx / 1000, length.out = nb)
    } else {
      breaks <- seq.int(rx[1L], rx[2L], length.out = nb)
      breaks[c(1L, nb)] <- c(rx[1L] - dx / 1000, rx[2L] + dx / 1000)
    }
  } else nb <- length(breaks <- sort.int(as.double(breaks)))
  if (anyDuplicated(breaks)) stop("'breaks' are not unique")
  codes.only <- FALSE
  if (is.null(labels)) {
    for (dig in dig.lab:max(12L, dig.lab)) {
      ch.br <- formatC(0 + breaks, digits = dig, width = 1L)
      if (all(ch.br[-1L] != ch.br[-nb])) break
    }
    ok <- all(ch.br[-1L] != ch.br[-nb])
    labels <- if (ok)
      paste0(if (right) "(" else "[", ch.br[-nb], ",", ch.br[-1L], if (right) "]" else ")")
    else seq_len(nb - 1L)
    if (ok && include.lowest) {
      if (right) substr(labels[1L], 1, 1) <- "["
      else substring(labels[nb - 1L], nchar(labels[nb - 1L], "c")) <- "]"
    }
  } else if (is.logical(labels) && !labels) codes.only <- TRUE
  else if (length(labels) != nb - 1L)
    stop("number of intervals and length of 'labels' differ")
  code <- .bincode(x, breaks, right, include.lowest)
  if (codes.only) code else factor(code, seq_along(labels), labels, ordered = ordered_result)
}

interaction <- function(..., drop = FALSE, sep = ".", lex.order = FALSE) {
  args <- list(...)
  if (length(args) == 1L && is.list(args[[1L]])) args <- args[[1L]]
  if (length(args) < 1L) stop("No factors specified")
  code <- NULL
  lev <- NULL
  for (f in if (lex.order) args else rev(args)) {
    f <- as.factor(f)[, drop = drop]
    l <- levels(f)
    k <- as.integer(f) - 1L
    if (is.null(code)) {
      code <- k
      lev <- l
      # The number of levels of what came before.
    } else if (lex.order) {
      code <- code * length(l) + k
      lev <- paste(rep(lev, each = length(l)), rep(l, length(lev)), sep = sep)
    } else {
      code <- k + code * length(l)
      lev <- paste(rep(l, length(lev)), rep(lev, each = length(l)), sep = sep)
    }
    if (drop) {
      used <- sort(unique(code))
      used <- used[!is.na(used)]
      code <- match(code, used) - 1L
      lev <- lev[used + 1L]
    }
  }
  structure(as.integer(code + 1L), levels = lev, class = "factor")
}

gl <- function(n, k, length = n * k, labels = seq_len(n), ordered = FALSE) {
  f <- rep_len(rep.int(seq_len(n), rep.int(k, n)), length)
  levels(f) <- as.character(labels)
  class(f) <- c(if (ordered) "ordered", "factor")
  f
}
