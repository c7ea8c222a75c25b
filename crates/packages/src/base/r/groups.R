# Groups and tables: splitting, applying by group, counting.

split <- function(x, f, drop = FALSE, ...) UseMethod("split")
.split_factor <- function(f, drop, sep = ".", lex.order = FALSE, ...) {
  if (is.list(f)) f <- interaction(f, drop = drop, sep = sep, lex.order = lex.order)
  else if (!is.factor(f)) f <- as.factor(f)
  else if (drop) f <- factor(f)
  f
}
split.default <- function(x, f, drop = FALSE, sep = ".", lex.order = FALSE, ...) {
  f <- .split_factor(f, drop, sep, lex.order)
  if (is.null(attr(x, "class"))) return(.split_vector(x, f))
  lapply(.split_vector(seq_along(x), f), function(ind) x[ind])
}
split.data.frame <- function(x, f, drop = FALSE, ...) {
  if (inherits(f, "formula")) f <- eval(attr(stats::terms(f), "variables"), x, environment(f))
  lapply(split(x = seq_len(nrow(x)), f = f, drop = drop, ...), function(ind) x[ind, , drop = FALSE])
}
unsplit <- function(value, f, drop = FALSE) {
  len <- length(if (is.list(f)) f[[1L]] else f)
  if (is.data.frame(value[[1L]])) {
    x <- value[[1L]][rep(NA_integer_, len), , drop = FALSE]
    rownames(x) <- unsplit(lapply(value, rownames), f, drop = drop)
  } else x <- value[[1L]][rep(NA_integer_, len)]
  split(x, f, drop = drop) <- value
  x
}
`split<-` <- function(x, f, drop = FALSE, ..., value) UseMethod("split<-")
`split<-.default` <- function(x, f, drop = FALSE, ..., value) {
  ix <- split(seq_along(x), f, drop = drop, ...)
  n <- length(value)
  j <- 0
  for (i in ix) {
    j <- j %% n + 1L
    x[i] <- value[[j]]
  }
  x
}
`split<-.data.frame` <- function(x, f, drop = FALSE, ..., value) {
  ix <- split(seq_len(nrow(x)), f, drop = drop, ...)
  n <- length(value)
  j <- 0
  for (i in ix) {
    j <- j %% n + 1L
    x[i, ] <- value[[j]]
  }
  x
}

tapply <- function(X, INDEX, FUN = NULL, ..., default = NA, simplify = TRUE) {
  FUN <- if (!is.null(FUN)) match.fun(FUN)
  if (inherits(INDEX, "formula")) {
    if (is.data.frame(X)) INDEX <- lapply(as.list(attr(stats::terms(INDEX), "variables"))[-1L], eval, X, environment(INDEX))
  }
  if (!is.list(INDEX)) INDEX <- list(INDEX)
  INDEX <- lapply(INDEX, as.factor)
  nI <- length(INDEX)
  if (!nI) stop("'INDEX' is of length zero")
  n <- if (is.data.frame(X)) nrow(X) else length(X)
  if (!all(lengths(INDEX) == n)) stop("arguments must have same length")
  namelist <- lapply(INDEX, levels)
  extent <- lengths(namelist, use.names = FALSE)
  cumextent <- cumprod(extent)
  ngroup <- cumextent[nI]
  group <- as.integer(INDEX[[1L]])
  if (nI > 1L)
    for (i in 2L:nI) group <- group + cumextent[i - 1L] * (as.integer(INDEX[[i]]) - 1L)
  if (is.null(FUN)) return(group)
  group <- structure(as.integer(group), levels = as.character(seq_len(ngroup)), class = "factor")
  ans <- split(X, group)
  names(ans) <- NULL
  index <- as.logical(lengths(ans))
  if (is.data.frame(X)) index <- vapply(ans, nrow, 1L) > 0L
  ans <- lapply(X = ans[index], FUN = FUN, ...)
  ansmat <- array(if (simplify && all(lengths(ans) == 1L)) {
    ans <- unlist(ans, use.names = FALSE)
    if (!is.null(ans[[1L]]) && is.na(default) && is.atomic(ans)) is.na(default) <- TRUE
    as.vector(default, typeof(ans))
  } else vector("list", prod(extent)), dim = extent, dimnames = namelist)
  if (length(ans)) ansmat[index] <- ans
  ansmat
}

ave <- function(x, ..., FUN = mean) {
  if (missing(...)) x[] <- FUN(x)
  else {
    g <- interaction(...)
    split(x, g) <- lapply(split(x, g), FUN)
  }
  x
}

by <- function(data, INDICES, FUN, ..., simplify = TRUE) UseMethod("by")
by.default <- function(data, INDICES, FUN, ..., simplify = TRUE) {
  dd <- as.data.frame(data)
  if (length(dim(data)) != 2L) return(tapply(seq_len(nrow(dd)), INDICES, function(x) FUN(dd[x, ], ...), simplify = simplify))
  by(dd, INDICES, FUN, ..., simplify = simplify)
}
by.data.frame <- function(data, INDICES, FUN, ..., simplify = TRUE) {
  if (inherits(INDICES, "formula")) INDICES <- data[all.vars(INDICES)]
  if (!is.list(INDICES)) {
    IND <- vector("list", 1L)
    IND[[1L]] <- INDICES
    names(IND) <- deparse(substitute(INDICES))[1L]
  } else IND <- INDICES
  FUNx <- function(x) FUN(data[x, , drop = FALSE], ...)
  nd <- nrow(data)
  structure(eval(substitute(tapply(seq_len(nd), IND, FUNx, simplify = simplify)), list(nd = nd, IND = IND, FUNx = FUNx, simplify = simplify)),
            call = match.call(), class = "by")
}
print.by <- function(x, ..., vsep) {
  if (missing(vsep)) vsep <- strrep("-", 0.75 * getOption("width"))
  d <- dim(x)
  dn <- dimnames(x)
  dnn <- names(dn)
  if (is.null(dnn)) dnn <- character(length(dn))
  ylab <- formatC(names(dn), width = 0L)
  for (i in seq_along(x)) {
    if (i != 1L && !is.null(vsep) && nzchar(vsep)) cat(vsep, "\n", sep = "")
    ii <- i - 1L
    for (j in seq_along(dn)) {
      iii <- ii %% d[j] + 1L
      ii <- ii %/% d[j]
      cat(dnn[j], ": ", dn[[j]][iii], "\n", sep = "")
    }
    print(x[[i]], ...)
  }
  invisible(x)
}

aggregate <- function(x, ...) UseMethod("aggregate")
aggregate.default <- function(x, ...) {
  if (inherits(x, "ts")) stop("aggregate of a time series is not implemented")
  aggregate.data.frame(as.data.frame(x), ...)
}
aggregate.data.frame <- function(x, by, FUN, ..., simplify = TRUE, drop = TRUE) {
  if (inherits(by, "formula")) return(aggregate.formula(x = by, data = x, FUN = FUN, ..., simplify = simplify, drop = drop))
  if (!is.data.frame(x)) x <- as.data.frame(x)
  FUN <- match.fun(FUN)
  if (NROW(x) == 0L) stop("no rows to aggregate")
  if (NCOL(x) == 0L) x <- data.frame(x = rep(1, NROW(x)))
  if (!is.list(by)) stop("'by' must be a list")
  if (is.null(names(by)) && length(by)) names(by) <- paste0("Group.", seq_along(by))
  else {
    nam <- names(by)
    ind <- which(!nzchar(nam))
    names(by)[ind] <- paste0("Group.", ind)
  }
  if (any(lengths(by) != NROW(x))) stop("arguments must have same length")
  by <- as.list(by)
  keep <- complete.cases(as.data.frame(lapply(by, function(b) if (is.factor(b)) as.integer(b) else b), optional = TRUE))
  y <- lapply(by, function(b) b[keep])
  x <- x[keep, , drop = FALSE]
  # Groups in the order of their values, the first variable running fastest.
  codes <- lapply(y, function(b) if (is.factor(b)) b <- as.integer(b) else match(b, sort(unique(b))))
  vals <- lapply(y, function(b) if (is.factor(b)) factor(levels(b), levels = levels(b), ordered = is.ordered(b)) else sort(unique(b)))
  sizes <- lengths(vals)
  grp <- codes[[1L]]
  mult <- sizes[[1L]]
  for (i in seq_along(codes)[-1L]) {
    grp <- grp + mult * (codes[[i]] - 1)
    mult <- mult * sizes[[i]]
  }
  all.groups <- if (drop) sort(unique(grp)) else seq_len(mult)
  out <- list()
  rest <- all.groups - 1
  for (i in seq_along(vals)) {
    out[[i]] <- vals[[i]][rest %% sizes[[i]] + 1]
    rest <- rest %/% sizes[[i]]
  }
  names(out) <- names(by)
  where <- split(seq_len(nrow(x)), factor(grp, levels = all.groups))
  present <- lengths(where) > 0L
  z <- lapply(unclass(.plain_list(x)), function(e) {
    ans <- lapply(X = unname(lapply(where[present], function(ind) if (length(dim(e)) == 2L) e[ind, , drop = FALSE] else e[ind])), FUN = FUN, ...)
    if (simplify && length(len <- unique(lengths(ans))) == 1L) {
      if (len == 1L) {
        cl <- lapply(ans, oldClass)
        cl1 <- cl[[1L]]
        ans <- if (!is.null(cl1) && all(vapply(cl, identical, NA, y = cl1))) do.call(c, ans) else unlist(ans, recursive = FALSE, use.names = FALSE)
      } else if (len > 1L)
        ans <- matrix(unlist(ans, recursive = FALSE, use.names = FALSE), nrow = length(ans), ncol = len,
                      byrow = TRUE, dimnames = if (!is.null(nms <- names(ans[[1L]]))) list(NULL, nms))
    }
    if (!all(present)) {
      if (is.list(ans) && !is.object(ans)) {
        full <- vector("list", length(present))
        full[present] <- ans
        ans <- full
      } else if (is.matrix(ans)) {
        full <- matrix(NA, length(present), ncol(ans), dimnames = list(NULL, colnames(ans)))
        full[present, ] <- ans
        ans <- full
      } else ans <- ans[match(seq_along(present), which(present))]
    }
    ans
  })
  res <- c(out, z)
  names(res) <- c(names(out), names(z))
  structure(res, row.names = .set_row_names(length(all.groups)), class = "data.frame")
}
aggregate.formula <- function(x, data, FUN, ..., subset, na.action = na.omit, formula) {
  if (missing(x)) x <- formula
  formula <- x
  if (length(formula) != 3L) stop("'formula' must have both left and right hand sides")
  data <- as.data.frame(data)
  lhs <- formula[[2L]]
  rhs <- formula[[3L]]
  env <- environment(formula)
  if (is.null(env)) env <- parent.frame()
  parts <- function(e, op) if (is.call(e) && identical(e[[1L]], as.name(op))) c(parts(e[[2L]], op), parts(e[[3L]], op)) else list(e)
  dot <- as.name(".")
  lvars <- if (is.call(lhs) && identical(lhs[[1L]], as.name("cbind"))) as.list(lhs)[-1L] else list(lhs)
  lnames <- names(lvars)
  rvars <- if (identical(rhs, dot)) list(dot) else parts(rhs, "+")
  text <- function(e) paste(deparse(e), collapse = "")
  if (length(rvars) == 1L && identical(rvars[[1L]], dot)) {
    used <- unlist(lapply(lvars, all.vars))
    rvars <- lapply(setdiff(names(data), used), as.name)
  } else rvars <- unlist(lapply(rvars, function(e) if (identical(e, dot)) lapply(setdiff(names(data), c(unlist(lapply(lvars, all.vars)))), as.name) else list(e)), recursive = FALSE)
  if (length(lvars) == 1L && identical(lvars[[1L]], dot)) {
    used <- unlist(lapply(rvars, all.vars))
    lvars <- lapply(setdiff(names(data), used), as.name)
    lnames <- NULL
  }
  values <- lapply(lvars, eval, data, env)
  vnames <- vapply(lvars, text, "")
  if (!is.null(lnames)) vnames[nzchar(lnames)] <- lnames[nzchar(lnames)]
  if (length(values) == 1L && is.matrix(values[[1L]])) {
    m <- values[[1L]]
    values <- lapply(seq_len(ncol(m)), function(j) m[, j])
    vnames <- if (is.null(colnames(m))) paste0("V", seq_along(values)) else colnames(m)
  }
  if (length(rvars) == 1L && identical(rvars[[1L]], 1)) {
    groups <- list()
    gnames <- character()
  } else {
    groups <- lapply(rvars, eval, data, env)
    gnames <- vapply(rvars, text, "")
  }
  frame <- structure(c(values, groups), names = c(vnames, gnames), row.names = .set_row_names(NROW(values[[1L]])), class = "data.frame")
  if (!missing(subset)) {
    r <- eval(substitute(subset), data, env)
    frame <- frame[r & !is.na(r), , drop = FALSE]
  }
  if (!is.null(na.action)) frame <- match.fun(na.action)(frame)
  nv <- length(values)
  lhs.frame <- frame[seq_len(nv)]
  if (!length(groups)) {
    out <- aggregate.data.frame(lhs.frame, list(rep(1L, nrow(frame))), FUN = FUN, ...)
    return(out[-1L])
  }
  aggregate.data.frame(lhs.frame, unclass(.plain_list(frame[-seq_len(nv)])), FUN = FUN, ...)
}

table <- function(..., exclude = if (useNA == "no") c(NA, NaN), useNA = c("no", "ifany", "always"),
                  dnn = .list_names(...), deparse.level = 1) {
  .list_names <- function(...) {
    l <- as.list(substitute(list(...)))[-1L]
    if (length(l) == 1L && is.list(..1) && !is.null(nm <- names(..1))) return(nm)
    nm <- names(l)
    fixup <- if (is.null(nm)) seq_along(l) else nm == ""
    dep <- vapply(l[fixup], function(x) switch(deparse.level + 1, "", if (is.symbol(x)) as.character(x) else "",
                                               deparse(x, nlines = 1)[1L]), "")
    if (is.null(nm)) dep else {
      nm[fixup] <- dep
      nm
    }
  }
  miss.use <- missing(useNA)
  miss.exc <- missing(exclude)
  useNA <- if (miss.use && !miss.exc && !match(NA, exclude, nomatch = 0L)) "ifany" else match.arg(useNA)
  doNA <- useNA != "no"
  if (!miss.use && !miss.exc && doNA && match(NA, exclude, nomatch = 0L))
    warning("'exclude' containing NA and 'useNA' != \"no\"' are a bit contradicting")
  args <- list(...)
  if (length(args) == 1L && is.list(args[[1L]])) {
    args <- args[[1L]]
    if (length(dnn) != length(args))
      dnn <- paste(dnn[1L], seq_along(args), sep = ".")
  }
  if (!length(args)) stop("nothing to tabulate")
  bin <- 0L
  lens <- NULL
  dims <- integer()
  pd <- 1L
  dn <- NULL
  for (a in args) {
    if (is.null(lens)) lens <- length(a)
    else if (length(a) != lens) stop("all arguments must have the same length")
    fact.a <- is.factor(a)
    if (!fact.a) {
      a0 <- a
      op <- options(warn = 2)
      a <- factor(a, exclude = exclude)
      options(op)
    }
    add.na <- doNA
    if (add.na) {
      ifany <- (useNA == "ifany")
      anNAc <- anyNA(a)
      add.na <- if (!ifany || anNAc) {
        ll <- levels(a)
        if (add.ll <- !anyNA(ll)) {
          ll <- c(ll, NA)
          TRUE
        } else if (!ifany && !anNAc) FALSE else TRUE
      } else FALSE
    }
    if (add.na) a <- factor(a, levels = ll, exclude = NULL)
    else ll <- levels(a)
    a <- as.integer(a)
    if (fact.a && !miss.exc) {
      ll <- ll[keep <- which(match(ll, exclude, nomatch = 0L) == 0L)]
      a <- match(a, keep)
    } else if (!fact.a && add.na) {
      if (ifany && !anyNA(a0)) {
        ll <- ll[!is.na(ll)]
        is.na(a) <- match(a0, c(exclude, NA), nomatch = 0L)
      } else {
        is.na(a) <- match(a0, exclude, nomatch = 0L)
      }
    }
    nl <- length(ll)
    dims <- c(dims, nl)
    dn <- c(dn, list(ll))
    bin <- bin + pd * (a - 1L)
    pd <- pd * nl
  }
  names(dn) <- dnn
  bin <- bin[!is.na(bin)]
  if (length(bin)) bin <- bin + 1L
  y <- array(tabulate(bin, pd), dims, dimnames = dn)
  class(y) <- "table"
  y
}
as.table <- function(x, ...) UseMethod("as.table")
as.table.default <- function(x, ...) {
  if (is.table(x)) return(x)
  if (is.array(x) || is.numeric(x)) {
    x <- as.array(x)
    if (any(dim(x) == 0)) stop("cannot coerce to a table")
    structure(class = c("table", oldClass(x)), provideDimnames(x))
  } else stop("cannot coerce to a table")
}
as.array <- function(x, ...) UseMethod("as.array")
as.array.default <- function(x, ...) {
  if (is.array(x)) return(x)
  n <- names(x)
  dim(x) <- length(x)
  if (length(n)) dimnames(x) <- list(n)
  x
}
prop.table <- function(x, margin = NULL) {
  if (length(margin)) sweep(x, margin, marginSums(x, margin), "/", check.margin = FALSE)
  else x / sum(x)
}
proportions <- prop.table
margin.table <- function(x, margin = NULL) {
  if (!is.array(x)) stop("'x' is not an array")
  if (length(margin)) {
    if (is.character(margin)) {
      dn <- names(dimnames(x))
      margin <- match(margin, dn)
      if (anyNA(margin)) stop("'x' does not have named dimnames")
    }
    z <- apply(x, margin, sum)
    dim(z) <- dim(x)[margin]
    dimnames(z) <- dimnames(x)[margin]
  } else return(sum(x))
  class(z) <- oldClass(x)
  z
}
marginSums <- margin.table
addmargins <- function(A, margin = seq_along(dim(A)), FUN = sum, quiet = FALSE) {
  if (is.null(dim(A))) stop("'A' must be an array or table")
  if (!missing(margin) && is.character(margin)) margin <- match(margin, names(dimnames(A)))
  fname <- function(f) if (is.function(f)) "sum" else f
  single <- !is.list(FUN)
  funs <- if (single) rep(list(FUN), length(margin)) else FUN
  if (length(funs) != length(margin)) stop("FUN must have the same length as 'margin'")
  labels <- if (single) {
    lab <- if (missing(FUN)) "Sum" else deparse(substitute(FUN))[1L]
    rep(list(lab), length(margin))
  } else {
    codes <- as.list(substitute(FUN))
    if (length(codes) > 1L && identical(codes[[1L]], as.name("list"))) codes <- codes[-1L]
    nm <- names(FUN)
    lapply(seq_along(FUN), function(i) if (!is.null(nm) && nzchar(nm[i])) nm[i] else if (is.list(FUN[[i]])) names(FUN[[i]]) else paste(deparse(codes[[i]]), collapse = ""))
  }
  if (!single && !missing(FUN) && !quiet && length(margin) > 1L)
    cat("Margins computed over dimensions\nin the following order:\n", paste(paste0(seq_along(margin), ": ", names(dimnames(A))[margin]), collapse = "\n"), "\n", sep = "")
  cl <- oldClass(A)
  if (is.null(cl)) cl <- "table"
  for (k in seq_along(margin)) {
    m <- margin[k]
    fs <- if (is.list(funs[[k]])) funs[[k]] else list(funs[[k]])
    d <- dim(A)
    dn <- dimnames(A)
    if (is.null(dn)) dn <- vector("list", length(d))
    new <- lapply(fs, function(f) if (length(d) == 1L) f(as.vector(A)) else apply(A, seq_along(d)[-m], f))
    perm <- c(seq_along(d)[-m], m)
    B <- aperm(unclass(A), perm)
    all <- array(c(as.vector(B), unlist(lapply(new, as.vector))), c(d[-m], d[m] + length(fs)))
    if (!is.null(dn[[m]])) dn[[m]] <- c(dn[[m]], labels[[k]])
    else dn[[m]] <- c(rep("", d[m]), labels[[k]])
    A <- aperm(all, order(perm))
    dimnames(A) <- dn
  }
  class(A) <- "table"
  A
}
summary.table <- function(object, ...) {
  if (!is.table(object)) stop(gettextf("'object' must inherit from class %s", dQuote("table")), domain = NA)
  n.cases <- sum(object)
  n.vars <- length(dim(object))
  y <- list(n.vars = n.vars, n.cases = n.cases)
  if (n.vars > 1) {
    m <- vector("list", length = n.vars)
    relFreqs <- object / n.cases
    for (k in 1L:n.vars) m[[k]] <- apply(relFreqs, k, sum)
    expected <- apply(do.call("expand.grid", m), 1L, prod) * n.cases
    statistic <- sum((c(object) - expected)^2 / expected)
    lm <- lengths(m)
    parameter <- prod(lm) - 1L - sum(lm - 1L)
    y <- c(y, list(statistic = statistic, parameter = parameter, approx.ok = all(expected >= 5),
                   p.value = stats::pchisq(statistic, parameter, lower.tail = FALSE), call = attr(object, "call")))
  }
  class(y) <- "summary.table"
  y
}
print.summary.table <- function(x, digits = max(1L, getOption("digits") - 3L), ...) {
  if (!is.null(x$call)) {
    cat("Call: ")
    print(x$call)
  }
  cat("Number of cases in table:", x$n.cases, "\n")
  cat("Number of factors:", x$n.vars, "\n")
  if (x$n.vars > 1) {
    cat("Test for independence of all factors:\n")
    ch <- x$statistic
    cat("\tChisq = ", format(round(ch, max(0, digits - log10(ch)))), ", df = ", x$parameter, ", p-value = ",
        format(x$p.value, digits = digits), "\n", sep = "")
    if (!x$approx.ok) cat("\tChi-squared approximation may be incorrect\n")
  }
  invisible(x)
}
xtabs <- function(formula = ~., data = parent.frame(), subset, sparse = FALSE, na.action, addNA = FALSE,
                  exclude = if (!addNA) c(NA, NaN), drop.unused.levels = FALSE) {
  if (!isFALSE(sparse)) stop("argument 'sparse' of `xtabs` is not implemented")
  env <- environment(formula)
  if (is.matrix(eval(data, parent.frame()))) data <- as.data.frame(data)
  rhs <- formula[[length(formula)]]
  lhs <- if (length(formula) == 3L) formula[[2L]]
  parts <- function(e) if (is.call(e) && (identical(e[[1L]], as.name("+")) || identical(e[[1L]], as.name(":")))) c(parts(e[[2L]]), parts(e[[3L]])) else list(e)
  vars <- if (identical(rhs, as.name("."))) lapply(setdiff(names(data), all.vars(lhs)), as.name) else parts(rhs)
  by <- lapply(vars, eval, data, env)
  names(by) <- vapply(vars, function(e) paste(deparse(e), collapse = ""), "")
  y <- if (!is.null(lhs)) eval(lhs, data, env)
  if (!missing(subset)) {
    r <- eval(substitute(subset), data, env)
    r <- r & !is.na(r)
    by <- lapply(by, function(b) b[r])
    if (!is.null(y)) y <- if (is.matrix(y)) y[r, , drop = FALSE] else y[r]
  }
  if (!is.null(y)) {
    ok <- if (is.matrix(y)) rowSums(is.na(y)) == 0 else !is.na(y)
    if (!addNA) for (b in by) ok <- ok & !is.na(b)
    if (!all(ok)) {
      by <- lapply(by, function(b) b[ok])
      y <- if (is.matrix(y)) y[ok, , drop = FALSE] else y[ok]
    }
  }
  by <- lapply(by, function(u) {
    if (!is.factor(u)) u <- factor(u, exclude = exclude)
    else if (has.exclude <- !is.null(exclude)) u <- factor(as.character(u), levels = setdiff(levels(u), exclude), exclude = NULL)
    if (addNA) u <- addNA(u, ifany = TRUE)
    if (drop.unused.levels) u <- droplevels(u)
    u
  })
  x <- if (is.null(y)) do.call("table", c(by, if (addNA) list(useNA = "ifany")))
  else if (NCOL(y) == 1L) {
    z <- tapply(as.vector(y), by, sum)
    z[is.na(z)] <- if (is.integer(y)) 0L else 0
    z
  } else {
    z <- lapply(as.data.frame(y), tapply, by, sum)
    z <- array(unlist(z), dim = c(dim(z[[1L]]), length(z)), dimnames = c(dimnames(z[[1L]]), list(names(z))))
    z[is.na(z)] <- 0
    z
  }
  attr(x, "call") <- match.call()
  class(x) <- c("xtabs", "table")
  x
}
print.xtabs <- function(x, na.print = "", ...) {
  ox <- x
  attr(x, "call") <- NULL
  class(x) <- "table"
  print(x, na.print = na.print, ...)
  invisible(ox)
}
ftable <- function(x, ...) UseMethod("ftable")
ftable.default <- function(..., exclude = c(NA, NaN), row.vars = NULL, col.vars = NULL) {
  args <- list(...)
  if (length(args) == 0L) stop("nothing to tabulate")
  x <- args[[1L]]
  if (is.list(x)) x <- table(x, exclude = exclude)
  else if (inherits(x, "ftable")) x <- as.table(x)
  else if (!(is.array(x) && (length(dim(x)) > 1L))) x <- table(..., exclude = exclude)
  dn <- dimnames(x)
  dx <- dim(x)
  n <- length(dx)
  find <- function(v) if (is.character(v)) match(v, names(dn)) else v
  i <- find(row.vars)
  j <- find(col.vars)
  if (anyNA(c(i, j))) stop("incorrect specification for 'row.vars' or 'col.vars'")
  if (!is.null(row.vars) && is.null(col.vars)) j <- setdiff(seq_len(n), i)
  else if (is.null(row.vars) && !is.null(col.vars)) i <- setdiff(seq_len(n), j)
  else if (is.null(row.vars)) {
    i <- seq_len(n - 1L)
    j <- n
  }
  y <- aperm(unclass(x), c(rev(i), rev(j)))
  dim(y) <- c(prod(dx[i]), prod(dx[j]))
  attr(y, "row.vars") <- dn[i]
  attr(y, "col.vars") <- dn[j]
  class(y) <- "ftable"
  y
}
ftable.formula <- function(formula, data = NULL, subset, na.action, ...) {
  lhs <- all.vars(formula[[2L]])
  rhs <- all.vars(formula[[3L]])
  if (inherits(data, "ftable") || inherits(data, "table") || length(dim(data)) > 2L) {
    if (inherits(data, "ftable")) data <- as.table(data)
    varnames <- names(dimnames(data))
    if (identical(rhs, ".")) rhs <- setdiff(varnames, lhs)
    if (identical(lhs, ".")) lhs <- setdiff(varnames, rhs)
    data <- apply(data, match(c(rhs, lhs), varnames), sum)
    return(ftable(data, row.vars = rhs, col.vars = lhs))
  }
  if (identical(rhs, ".")) rhs <- setdiff(names(data), lhs)
  frame <- lapply(lapply(c(rhs, lhs), as.name), eval, data, environment(formula))
  names(frame) <- c(rhs, lhs)
  ftable(table(frame), row.vars = rhs, col.vars = lhs, ...)
}
as.table.ftable <- function(x, ...) {
  if (!inherits(x, "ftable")) stop("'x' must be an \"ftable\" object")
  xrv <- rev(attr(x, "row.vars"))
  xcv <- rev(attr(x, "col.vars"))
  x <- array(data = c(x), dim = c(lengths(xrv), lengths(xcv)), dimnames = c(xrv, xcv))
  nrv <- length(xrv)
  ncv <- length(xcv)
  x <- aperm(x, c(rev(seq_len(nrv)), rev(seq_len(ncv) + nrv)))
  class(x) <- "table"
  x
}
format.ftable <- function(x, quote = TRUE, digits = getOption("digits"), ...) {
  xrv <- attr(x, "row.vars")
  xcv <- attr(x, "col.vars")
  q <- function(s) if (quote) paste0("\"", s, "\"") else s
  rows <- function(l) {
    n <- prod(lengths(l))
    out <- NULL
    each <- n
    for (v in l) {
      each <- each / length(v)
      col <- rep("", n)
      col[seq.int(1, n, by = each)] <- rep_len(q(v), n / each)
      out <- cbind(out, col)
    }
    out
  }
  rl <- rows(xrv)
  cl <- t(rows(xcv))
  rn <- if (is.null(names(xrv))) rep("", length(xrv)) else names(xrv)
  cn <- if (is.null(names(xcv))) rep("", length(xcv)) else names(xcv)
  body <- format(unclass(x), digits = digits)
  attributes(body) <- NULL
  dim(body) <- dim(x)
  nr <- length(xrv)
  nc <- length(xcv)
  top <- cbind(matrix("", nc, nr), q(cn), cl)
  mid <- c(q(rn), rep("", ncol(x) + 1L))
  low <- cbind(rl, "", body)
  out <- rbind(top, mid, low)
  dimnames(out) <- NULL
  out
}
print.ftable <- function(x, digits = getOption("digits"), ...) {
  r <- format.ftable(x, quote = FALSE, digits = digits)
  nr <- length(attr(x, "row.vars"))
  left <- nr + 1L
  cols <- lapply(seq_len(ncol(r)), function(j) format(r[, j], justify = if (j <= left) "left" else "right"))
  cat(do.call(paste, cols), sep = "\n")
  invisible(x)
}
aperm.table <- function(a, perm = NULL, resize = TRUE, keep.class = TRUE, ...) {
  r <- aperm.default(a, perm, resize = resize)
  if (keep.class) class(r) <- class(a)
  r
}

merge <- function(x, y, ...) UseMethod("merge")
merge.default <- function(x, y, ...) merge(as.data.frame(x), as.data.frame(y), ...)
merge.data.frame <- function(x, y, by = intersect(names(x), names(y)), by.x = by, by.y = by, all = FALSE,
                             all.x = all, all.y = all, sort = TRUE, suffixes = c(".x", ".y"),
                             no.dups = TRUE, incomparables = NULL, ...) {
  fix.by <- function(by, df) {
    if (is.null(by)) by <- numeric()
    by <- as.vector(by)
    nc <- ncol(df)
    if (is.character(by)) {
      poss <- c("row.names", names(df))
      if (any(bad <- !(by %in% poss))) {
        n <- sum(bad)
        stop(ngettext(n, "'by' must specify a uniquely valid column", "'by' must specify uniquely valid columns"), domain = NA)
      }
      by <- match(by, poss) - 1L
    } else if (is.numeric(by)) {
      if (any(by < 0L) || any(by > nc)) stop("'by' must match numbers of columns")
    } else if (is.logical(by)) {
      if (length(by) != nc) stop("'by' must match number of columns")
      by <- seq_along(by)[by]
    } else stop("'by' must specify one or more columns as numbers, names or logical")
    unique(by)
  }
  y <- as.data.frame(y)
  nx <- nrow(x)
  ny <- nrow(y)
  by.x <- fix.by(by.x, x)
  by.y <- fix.by(by.y, y)
  if ((l.b <- length(by.x)) != length(by.y)) stop("'by.x' and 'by.y' specify different numbers of columns")
  rename <- function(nm.x, nm.y, taken = character()) {
    if (any(cnm <- nm.x %in% nm.y)) {
      common <- nm.x[cnm]
      nm.x[cnm] <- paste0(nm.x[cnm], suffixes[1L])
      cnm <- nm.y %in% common
      nm.y[cnm] <- paste0(nm.y[cnm], suffixes[2L])
    }
    list(nm.x, nm.y)
  }
  if (l.b == 0L) {
    nm <- rename(names(x), names(y))
    names(x) <- nm[[1L]]
    names(y) <- nm[[2L]]
    if (nx == 0L || ny == 0L) {
      res <- cbind(x[FALSE, ], y[FALSE, ])
    } else {
      ij <- expand.grid(seq_len(nx), seq_len(ny))
      res <- cbind(x[ij[, 1L], , drop = FALSE], y[ij[, 2L], , drop = FALSE])
    }
    attr(res, "row.names") <- .set_row_names(nrow(res))
    return(res)
  }
  row.names.key <- FALSE
  if (any(!by.x)) {
    x <- cbind(Row.names = I(row.names(x)), x)
    by.x <- by.x + 1L
    row.names.key <- TRUE
  }
  if (any(!by.y)) {
    y <- cbind(Row.names = I(row.names(y)), y)
    by.y <- by.y + 1L
  }
  row.names(x) <- NULL
  row.names(y) <- NULL
  if (l.b == 1L) {
    bx <- x[[by.x]]
    if (is.factor(bx)) bx <- as.character(bx)
    byv <- y[[by.y]]
    if (is.factor(byv)) byv <- as.character(byv)
  } else {
    if (!is.null(incomparables)) stop("'incomparables' is supported only for merging on a single column")
    key <- function(df, at) do.call(paste, c(rev(unname(lapply(at, function(k) {
      v <- df[[k]]
      if (is.factor(v)) as.character(v) else v
    }))), sep = "\r"))
    bx <- key(x, by.x)
    byv <- key(y, by.y)
  }
  pos <- match(byv, unique(bx), nomatch = 0L)
  kx <- match(bx, unique(bx))
  if (!is.null(incomparables)) {
    pos[byv %in% incomparables] <- 0L
  }
  rows.x <- split(seq_len(nx), factor(kx, levels = seq_along(unique(bx))))
  xi <- integer()
  yi <- integer()
  hit <- which(pos > 0L)
  found <- rows.x[pos[hit]]
  len <- lengths(found, use.names = FALSE)
  xi <- unlist(found, use.names = FALSE)
  if (is.null(xi)) xi <- integer()
  yi <- rep(hit, len)
  # Pairs in the order of the rows of x within those of y, as the key meets them.
  x.alone <- if (all.x) setdiff(seq_len(nx), xi) else integer()
  y.alone <- if (all.y) setdiff(seq_len(ny), yi) else integer()
  key.names <- names(x)[by.x]
  restx <- setdiff(seq_along(x), by.x)
  resty <- setdiff(seq_along(y), by.y)
  keys <- x[c(xi, x.alone), by.x, drop = FALSE]
  names(keys) <- key.names
  if (length(y.alone)) {
    zap <- y[y.alone, by.y, drop = FALSE]
    names(zap) <- key.names
    keys <- rbind(keys, zap)
  }
  nm <- rename(names(x)[restx], names(y)[resty])
  if (no.dups) {
    clash <- nm[[2L]] %in% key.names
    if (any(clash)) nm[[2L]][clash] <- paste0(nm[[2L]][clash], suffixes[2L])
    clash <- nm[[1L]] %in% key.names
    if (any(clash)) nm[[1L]][clash] <- paste0(nm[[1L]][clash], suffixes[1L])
  }
  NAs <- function(n) rep(NA_integer_, n)
  xpart <- x[c(xi, x.alone, NAs(length(y.alone))), restx, drop = FALSE]
  ypart <- y[c(yi, NAs(length(x.alone)), y.alone), resty, drop = FALSE]
  names(xpart) <- nm[[1L]]
  names(ypart) <- nm[[2L]]
  n <- length(xi) + length(x.alone) + length(y.alone)
  res <- structure(c(unclass(.plain_list(keys)), unclass(.plain_list(xpart)), unclass(.plain_list(ypart))),
                   row.names = .set_row_names(n), class = "data.frame")
  if (sort) {
    o <- if (all.x || all.y) do.call("order", unname(lapply(unclass(.plain_list(keys)), function(k) if (inherits(k, "AsIs")) as.character(k) else k)))
      else {
        if (l.b == 1L) {
          k <- bx[xi]
          if (is.factor(x[[by.x]])) order(x[[by.x]][xi]) else order(k)
        } else do.call("order", unname(lapply(unclass(.plain_list(keys)), function(k) if (inherits(k, "AsIs")) as.character(k) else k)))
      }
    res <- res[o, , drop = FALSE]
  }
  attr(res, "row.names") <- .set_row_names(nrow(res))
  res
}

reshape <- function(data, varying = NULL, v.names = NULL, timevar = "time", idvar = "id", ids = 1L:NROW(data),
                    times = seq_along(varying[[1L]]), drop = NULL, direction, new.row.names = NULL, sep = ".",
                    split = if (sep == "") list(regexp = "[A-Za-z][0-9]", include = TRUE)
                            else list(regexp = sep, include = FALSE, fixed = TRUE)) {
  if (!is.character(sep) || length(sep) != 1L) stop("'sep' must be a character string")
  guess <- function(nms) {
    if (split$include) {
      at <- regexpr(split$regexp, nms)
      nn <- cbind(substr(nms, 1L, at), substr(nms, at + 1L, nchar(nms)))
    } else {
      pieces <- strsplit(nms, split$regexp, fixed = isTRUE(split$fixed))
      if (any(lengths(pieces) != 2L)) stop("failed to guess time-varying variables from their names")
      nn <- do.call(rbind, pieces)
    }
    vn <- unique(nn[, 1L])
    v <- base::split(nms, factor(nn[, 1L], levels = vn))
    tt <- unique(nn[, 2L])
    if (!anyNA(num <- suppressWarnings(as.numeric(tt)))) tt <- num
    v <- lapply(v, function(z) z)
    list(varying = unname(v), v.names = vn, times = tt)
  }
  if (missing(direction)) {
    back <- attr(data, "reshapeWide")
    if (is.null(back)) {
      back <- attr(data, "reshapeLong")
      if (is.null(back)) stop("no 'reshapeWide' attribute, must specify 'varying'")
      direction <- "wide"
    } else direction <- "long"
  } else {
    direction <- match.arg(direction, c("wide", "long"))
    back <- NULL
  }
  if (direction == "long") {
    back <- if (missing(varying)) attr(data, "reshapeWide")
    if (!is.null(back)) {
      return(.reshape_long(data, idvar = back$idvar, timevar = back$timevar, varying = back$varying,
                           v.names = back$v.names, times = back$times, drop = drop, new.row.names = new.row.names, ids = ids))
    }
    if (is.matrix(varying)) varying <- base::split(c(varying), row(varying))
    if (is.null(varying)) stop("no 'reshapeWide' attribute, must specify 'varying'")
    if (is.atomic(varying)) {
      if (is.numeric(varying)) varying <- names(data)[varying]
      if (missing(v.names)) {
        g <- guess(varying)
        v.names <- g$v.names
        if (missing(times)) times <- g$times
        varying <- structure(g$varying, names = v.names, v.names = v.names, times = times)
      } else {
        if (length(varying) %% length(v.names)) stop("length of 'v.names' does not evenly divide length of 'varying'")
        ntimes <- length(varying) %/% length(v.names)
        if (missing(times)) times <- seq_len(ntimes)
        varying <- base::split(varying, rep(v.names, ntimes))[v.names]
        varying <- structure(varying, v.names = v.names, times = times)
      }
    } else varying <- lapply(varying, function(v) if (is.numeric(v)) names(data)[v] else v)
    .reshape_long(data, idvar = idvar, timevar = timevar, varying = varying, v.names = v.names, times = times,
                  drop = drop, new.row.names = new.row.names, ids = ids)
  } else {
    if (missing(timevar) || TRUE) {
      back <- if (missing(v.names) && missing(idvar)) attr(data, "reshapeLong")
    }
    if (!is.null(back))
      return(.reshape_wide(data, timevar = back$timevar, idvar = back$idvar, v.names = back$v.names,
                           varying = back$varying, drop = drop, new.row.names = new.row.names, sep = sep))
    .reshape_wide(data, timevar = timevar, idvar = idvar, varying = varying, v.names = v.names, drop = drop,
                  new.row.names = new.row.names, sep = sep)
  }
}
.reshape_long <- function(data, idvar, timevar, varying, v.names, times, drop, new.row.names, ids) {
  ll <- unlist(lapply(varying, length))
  if (any(ll != ll[1L])) stop("'varying' arguments must be the same length")
  if (ll[1L] != length(times)) stop("'lengths(varying)' must all match 'length(times)'")
  if (!is.null(drop)) data <- data[, if (is.character(drop)) !(names(data) %in% drop) else -drop, drop = FALSE]
  undo <- list(varying = varying, v.names = v.names, idvar = idvar, timevar = timevar)
  if (is.null(v.names)) v.names <- vapply(varying, `[`, 1L, FUN.VALUE = character(1L))
  rn <- if (is.null(new.row.names)) NULL else new.row.names
  all.varying <- unlist(varying)
  d <- data[, !(names(data) %in% all.varying), drop = FALSE]
  if (length(idvar) > 1L || is.null(idvar)) ids <- NULL
  else if (idvar %in% names(data)) {
    ids <- data[, idvar]
    if (anyDuplicated(ids)) stop("'idvar' must uniquely identify records")
  }
  idname <- idvar
  has.id <- length(idvar) > 1L || (length(idvar) == 1L && idvar %in% names(data))
  pieces <- vector("list", length(times))
  for (i in seq_along(times)) {
    p <- d
    p[, timevar] <- times[i]
    vals <- data[, vapply(varying, `[`, i, FUN.VALUE = character(1L)), drop = FALSE]
    for (k in seq_along(v.names)) p[, v.names[k]] <- vals[[k]]
    if (!has.id && !is.null(idvar)) p[, idvar] <- ids
    row.names(p) <- if (is.null(rn)) paste(if (is.null(ids)) do.call(interaction, c(unclass(.plain_list(data[, idvar, drop = FALSE])), drop = TRUE)) else ids, times[i], sep = ".") else rn[(i - 1) * nrow(d) + seq_len(nrow(d))]
    pieces[[i]] <- p
  }
  out <- do.call(rbind, pieces)
  attr(out, "reshapeLong") <- list(varying = undo$varying, v.names = undo$v.names, idvar = idvar, timevar = timevar)
  out
}
.reshape_wide <- function(data, timevar, idvar, varying = NULL, v.names = NULL, drop = NULL, new.row.names = NULL, sep = ".") {
  if (!is.null(drop)) data <- data[, if (is.character(drop)) !(names(data) %in% drop) else -drop, drop = FALSE]
  undoInfo <- list(v.names = v.names, timevar = timevar, idvar = idvar)
  orig.idvar <- idvar
  tempid <- if (length(idvar) > 1L) interaction(unclass(.plain_list(data[, idvar])), drop = TRUE) else data[, idvar]
  times <- unique(data[, timevar])
  if (anyNA(times)) warning("there are records with missing times, which will be dropped.")
  undoInfo$times <- times
  if (is.null(v.names)) v.names <- names(data)[!(names(data) %in% c(timevar, idvar))]
  if (is.null(varying)) varying <- outer(v.names, times, paste, sep = sep)
  if (is.list(varying)) varying <- do.call("rbind", varying)
  undoInfo$varying <- varying
  rval <- data[!duplicated(tempid), !(names(data) %in% c(timevar, v.names)), drop = FALSE]
  const <- setdiff(names(rval), idvar)
  if (length(const)) {
    bad <- const[vapply(const, function(v) any(tapply(data[[v]], as.vector(tempid), function(x) length(unique(x))) > 1L), NA)]
    if (length(bad))
      warning(sprintf("some constant variables (%s) are really varying", paste(bad, collapse = ",")))
  }
  for (i in seq_along(times)) {
    thistime <- data[data[, timevar] %in% times[i], , drop = FALSE]
    id.this <- if (length(idvar) > 1L) tempid[data[, timevar] %in% times[i]] else thistime[, idvar]
    if (anyDuplicated(id.this))
      warning(sprintf("multiple rows match for %s=%s: first taken", timevar, times[i]), domain = NA)
    rows <- match(tempid[!duplicated(tempid)], id.this)
    for (k in seq_along(v.names)) rval[[varying[k, i]]] <- thistime[[v.names[k]]][rows]
  }
  if (!is.null(new.row.names)) row.names(rval) <- new.row.names
  attr(rval, "reshapeWide") <- undoInfo[c("v.names", "timevar", "idvar", "times", "varying")]
  rval
}
