# Arrays: applying along extents, outer products, sweeping, and decompositions put as R puts them.

apply <- function(X, MARGIN, FUN, ..., simplify = TRUE) {
  FUN <- match.fun(FUN)
  dl <- length(dim(X))
  if (!dl) stop("dim(X) must have a positive length")
  if (is.object(X)) X <- if (dl == 2L) as.matrix(X) else as.array(X)
  d <- dim(X)
  dn <- dimnames(X)
  ds <- seq_len(dl)
  if (is.character(MARGIN)) {
    if (is.null(dnn <- names(dn))) stop("'X' must have named dimnames")
    MARGIN <- match(MARGIN, dnn)
    if (anyNA(MARGIN)) stop("not all elements of 'MARGIN' are names of dimensions")
  }
  s.call <- ds[-MARGIN]
  s.ans <- ds[MARGIN]
  d.call <- d[-MARGIN]
  d.ans <- d[MARGIN]
  if (anyNA(d.ans)) stop("'MARGIN' does not match dim(X)")
  dn.call <- dn[-MARGIN]
  dn.ans <- dn[MARGIN]
  d2 <- prod(d.ans)
  if (d2 == 0L) {
    newX <- array(vector(typeof(X), 1L), dim = c(prod(d.call), 1L))
    ans <- forceAndCall(1, FUN, if (length(d.call) < 2L) newX[, 1] else array(newX[, 1L], d.call, dn.call), ...)
    return(if (is.null(ans)) ans else if (length(d.ans) < 2L) ans[1L][-1L] else array(ans, d.ans, dn.ans))
  }
  newX <- aperm(X, c(s.call, s.ans))
  dim(newX) <- c(prod(d.call), d2)
  ans <- vector("list", d2)
  if (length(d.call) < 2L) {
    if (length(dn.call)) dimnames(newX) <- c(dn.call, list(NULL))
    for (i in seq_len(d2)) {
      tmp <- forceAndCall(1, FUN, newX[, i], ...)
      if (!is.null(tmp)) ans[[i]] <- tmp
    }
  } else
    for (i in seq_len(d2)) {
      tmp <- forceAndCall(1, FUN, array(newX[, i], d.call, dn.call), ...)
      if (!is.null(tmp)) ans[[i]] <- tmp
    }
  ans.list <- !isTRUE(simplify) || is.recursive(ans[[1L]])
  l.ans <- length(ans[[1L]])
  ans.names <- names(ans[[1L]])
  if (!ans.list) ans.list <- any(lengths(ans) != l.ans)
  if (!ans.list && length(ans.names)) {
    all.same <- vapply(ans, function(x) identical(names(x), ans.names), NA)
    if (!all(all.same)) ans.names <- NULL
  }
  len.a <- if (ans.list) d2 else length(ans <- unlist(ans, recursive = FALSE))
  if (length(MARGIN) == 1L && len.a == d2) {
    names(ans) <- if (length(dn.ans[[1L]])) dn.ans[[1L]]
    ans
  } else if (len.a == d2) array(ans, d.ans, dn.ans)
  else if (len.a && len.a %% d2 == 0L) {
    if (is.null(dn.ans)) dn.ans <- vector(mode = "list", length(d.ans))
    dn1 <- list(ans.names)
    if (length(dn.call) && !is.null(n1 <- names(dn <- dn.call[1])) && nzchar(n1) && length(ans.names) == length(dn[[1]]))
      names(dn1) <- n1
    dn.ans <- c(dn1, dn.ans)
    array(ans, c(len.a %/% d2, d.ans),
          if (!is.null(names(dn.ans)) || !all(vapply(dn.ans, is.null, NA))) dn.ans)
  } else ans
}

sweep <- function(x, MARGIN, STATS, FUN = "-", check.margin = TRUE, ...) {
  FUN <- match.fun(FUN)
  dims <- dim(x)
  if (is.character(MARGIN)) {
    dn <- dimnames(x)
    if (is.null(dnn <- names(dn))) stop("'x' must have named dimnames")
    MARGIN <- match(MARGIN, dnn)
    if (anyNA(MARGIN)) stop("not all elements of 'MARGIN' are names of dimensions")
  }
  if (check.margin) {
    dimmargin <- dims[MARGIN]
    dimstats <- dim(STATS)
    lstats <- length(STATS)
    if (lstats > prod(dimmargin))
      warning("STATS is longer than the extent of 'dim(x)[MARGIN]'")
    else if (is.null(dimstats)) {
      cumDim <- c(1L, cumprod(dimmargin))
      upper <- min(cumDim[cumDim >= lstats])
      lower <- max(cumDim[cumDim <= lstats])
      if (lstats && (upper %% lstats != 0L || lstats %% lower != 0L))
        warning("STATS does not recycle exactly across MARGIN")
    } else {
      dimmargin <- dimmargin[dimmargin > 1L]
      dimstats <- dimstats[dimstats > 1L]
      if (length(dimstats) != length(dimmargin) || any(dimstats != dimmargin))
        warning("length(STATS) or dim(STATS) do not match dim(x)[MARGIN]")
    }
  }
  perm <- c(MARGIN, seq_along(dims)[-MARGIN])
  FUN(x, aperm(array(STATS, dims[perm]), order(perm)), ...)
}

scale <- function(x, center = TRUE, scale = TRUE) UseMethod("scale")
scale.default <- function(x, center = TRUE, scale = TRUE) {
  x <- as.matrix(x)
  nc <- ncol(x)
  if (is.logical(center)) {
    if (center) {
      center <- colMeans(x, na.rm = TRUE)
      x <- sweep(x, 2L, center, check.margin = FALSE)
    }
  } else {
    if (!is.numeric(center)) center <- as.numeric(center)
    if (length(center) != nc) stop("length of 'center' must equal the number of columns of 'x'")
    x <- sweep(x, 2L, center, check.margin = FALSE)
  }
  if (is.logical(scale)) {
    if (scale) {
      f <- function(v) {
        v <- v[!is.na(v)]
        sqrt(sum(v^2) / max(1, length(v) - 1L))
      }
      scale <- apply(x, 2L, f)
      x <- sweep(x, 2L, scale, "/", check.margin = FALSE)
    }
  } else {
    if (!is.numeric(scale)) scale <- as.numeric(scale)
    if (length(scale) != nc) stop("length of 'scale' must equal the number of columns of 'x'")
    x <- sweep(x, 2L, scale, "/", check.margin = FALSE)
  }
  if (is.numeric(center)) attr(x, "scaled:center") <- center
  if (is.numeric(scale)) attr(x, "scaled:scale") <- scale
  x
}

outer <- function(X, Y, FUN = "*", ...) {
  dX <- if (is.array(X)) dim(X) else length(X)
  dY <- if (is.array(Y)) dim(Y) else length(Y)
  nX <- if (is.array(X)) dimnames(X) else if (!is.null(names(X))) list(names(X))
  nY <- if (is.array(Y)) dimnames(Y) else if (!is.null(names(Y))) list(names(Y))
  robj <- if (is.character(FUN) && FUN == "*") {
    if (!missing(...)) stop('using ... with FUN = "*" is an error')
    as.vector(X) %*% t(as.vector(Y))
  } else {
    FUN <- match.fun(FUN)
    Yr <- rep(Y, rep.int(length(X), length(Y)))
    Xr <- if (length(X)) rep(X, times = ceiling(length(Yr) / length(X))) else X
    FUN(Xr, Yr, ...)
  }
  if (!(is.character(FUN) && identical(FUN, "*")) && length(robj) != prod(dX, dY))
    stop("dims [product ", prod(dX, dY), "] do not match the length of object [", length(robj), "]")
  if (is.character(FUN) && is.integer(X) && is.integer(Y)) storage.mode(robj) <- "double"
  dim(robj) <- c(dX, dY)
  if (!is.null(nX) || !is.null(nY)) {
    if (is.null(nX)) nX <- vector("list", length(dX))
    if (is.null(nY)) nY <- vector("list", length(dY))
    dimnames(robj) <- c(nX, nY)
  }
  robj
}
`%o%` <- function(X, Y) outer(X, Y)

kronecker <- function(X, Y, FUN = "*", make.dimnames = FALSE, ...) {
  X <- as.array(X)
  Y <- as.array(Y)
  if (make.dimnames) {
    dnx <- dimnames(X)
    dny <- dimnames(Y)
  }
  dX <- dim(X)
  dY <- dim(Y)
  ld <- length(dX) - length(dY)
  if (ld < 0L) dX <- dim(X) <- c(dX, rep.int(1, -ld))
  else if (ld > 0L) dY <- dim(Y) <- c(dY, rep.int(1, ld))
  out <- outer(X, Y, FUN, ...)
  n <- length(dX)
  perm <- as.vector(rbind(n + seq_len(n), seq_len(n)))
  out <- aperm(unname(out), perm)
  dim(out) <- dX * dY
  if (make.dimnames && !(is.null(dnx) && is.null(dny))) {
    dn <- lapply(seq_len(n), function(k) {
      a <- if (is.null(dnx[[k]])) rep("", dX[k]) else dnx[[k]]
      b <- if (is.null(dny[[k]])) rep("", dY[k]) else dny[[k]]
      as.vector(t(outer(a, b, paste, sep = ":")))
    })
    dimnames(out) <- dn
  }
  out
}
`%x%` <- function(X, Y) kronecker(X, Y)

upper.tri <- function(x, diag = FALSE) {
  d <- dim(x)
  if (length(d) != 2L) d <- dim(as.matrix(x))
  i <- matrix(seq_len(d[1L]), d[1L], d[2L])
  j <- matrix(seq_len(d[2L]), d[1L], d[2L], byrow = TRUE)
  if (diag) i <= j else i < j
}
lower.tri <- function(x, diag = FALSE) {
  d <- dim(x)
  if (length(d) != 2L) d <- dim(as.matrix(x))
  i <- matrix(seq_len(d[1L]), d[1L], d[2L])
  j <- matrix(seq_len(d[2L]), d[1L], d[2L], byrow = TRUE)
  if (diag) i >= j else i > j
}
slice.index <- function(x, MARGIN) {
  d <- dim(x)
  n <- length(d)
  if (length(MARGIN) != 1L) stop("a 'MARGIN' of several extents of `slice.index` is not implemented")
  array(rep.int(rep.int(seq_len(d[MARGIN]), prod(d[seq_len(MARGIN - 1L)]) * rep.int(1L, d[MARGIN])),
                prod(d[seq.int(from = MARGIN + 1L, length.out = n - MARGIN)])), d)
}
asplit <- function(x, MARGIN) {
  d <- dim(x)
  dn <- dimnames(x)
  if (is.character(MARGIN)) MARGIN <- match(MARGIN, names(dn))
  rest <- seq_along(d)[-MARGIN]
  y <- aperm(x, c(rest, MARGIN))
  n <- prod(d[MARGIN])
  dim(y) <- c(prod(d[rest]), n)
  out <- lapply(seq_len(n), function(k) array(y[, k], d[rest], dn[rest]))
  array(out, d[MARGIN], dn[MARGIN])
}

isSymmetric <- function(object, ...) UseMethod("isSymmetric")
isSymmetric.matrix <- function(object, tol = 100 * .Machine$double.eps, tol1 = 8 * tol, ...) {
  if (!is.matrix(object)) return(FALSE)
  d <- dim(object)
  if (d[1L] != d[2L]) return(FALSE)
  isTRUE(all.equal(object, t(object), tolerance = tol, ...))
}

det <- function(x, ...) {
  z <- determinant(x, logarithm = TRUE, ...)
  c(z$sign * exp(z$modulus))
}
determinant <- function(x, logarithm = TRUE, ...) UseMethod("determinant")
determinant.matrix <- function(x, logarithm = TRUE, ...) {
  if (nrow(x) != ncol(x)) stop("'a' must be a square matrix")
  z <- .log_determinant(x)
  m <- if (logarithm) z[1L] else exp(z[1L])
  structure(list(modulus = structure(m, logarithm = logarithm), sign = as.integer(z[2L])), class = "det")
}
solve <- function(a, b, ...) UseMethod("solve")
solve.default <- function(a, b, tol = .Machine$double.eps, LINPACK = FALSE, ...) {
  if (is.complex(a) || (!missing(b) && is.complex(b))) stop("`solve` of complex matrices is not implemented")
  if (inherits(a, "qr")) return(solve.qr(a, b, tol))
  a <- as.matrix(a)
  if (missing(b)) {
    b <- diag(1, nrow(a))
    colnames(b) <- rownames(a)
  }
  x <- .solve(a, as.matrix(b), tol)
  if (is.matrix(b)) {
    dimnames(x) <- if (is.null(colnames(a)) && is.null(colnames(b))) NULL else list(colnames(a), colnames(b))
    x
  } else {
    x <- as.vector(x)
    names(x) <- colnames(a)
    x
  }
}
solve.qr <- function(a, b, ...) {
  if (!inherits(a, "qr")) stop("this is the \"qr\" method for the generic function solve()")
  nc <- ncol(a$qr)
  nr <- nrow(a$qr)
  if (a$rank != min(nr, nc)) stop("singular matrix 'a' in solve")
  if (missing(b)) {
    if (nc != nr) stop("only square matrices can be inverted")
    b <- diag(1, nc)
  }
  qr.coef(a, b)
}
chol <- function(x, ...) UseMethod("chol")
chol.default <- function(x, pivot = FALSE, LINPACK = FALSE, tol = -1, ...) {
  if (is.matrix(x)) {
    if (nrow(x) != ncol(x)) stop("'a' must be a square matrix")
  } else {
    if (length(x) != 1L) stop("non-matrix argument to 'chol'")
    x <- as.matrix(x)
  }
  out <- .chol(x, pivot, tol)
  if (!pivot) {
    dimnames(out) <- dimnames(x)
    out
  } else {
    r <- out[[1L]]
    piv <- out[[2L]]
    if (!is.null(colnames(x))) dimnames(r) <- list(NULL, colnames(x)[piv])
    attr(r, "pivot") <- piv
    attr(r, "rank") <- out[[3L]]
    if (out[[3L]] < nrow(x)) warning("the matrix is either rank-deficient or not positive definite")
    r
  }
}
chol2inv <- function(x, size = NCOL(x), LINPACK = FALSE) .chol2inv(as.matrix(x), size)
backsolve <- function(r, x, k = ncol(r), upper.tri = TRUE, transpose = FALSE) {
  r <- as.matrix(r)
  ismat <- is.matrix(x)
  x <- as.matrix(x)
  out <- .triangular_solve(r[seq_len(k), seq_len(k), drop = FALSE], x[seq_len(k), , drop = FALSE], upper.tri, transpose)
  if (ismat) out else drop(out)
}
forwardsolve <- function(l, x, k = ncol(l), upper.tri = FALSE, transpose = FALSE)
  backsolve(l, x, k = k, upper.tri = upper.tri, transpose = transpose)

qr <- function(x, ...) UseMethod("qr")
qr.default <- function(x, tol = 1e-07, LAPACK = FALSE, ...) {
  if (LAPACK) stop("argument 'LAPACK' of `qr` is not implemented")
  x <- as.matrix(x)
  if (is.complex(x)) stop("`qr` of complex matrices is not implemented")
  if (anyNA(x)) stop("NA/NaN/Inf in foreign function call (arg 1)")
  res <- .qr(x, tol)
  cn <- colnames(x)
  dimnames(res$qr) <- if (!is.null(dimnames(x))) list(rownames(x), cn[res$pivot])
  class(res) <- "qr"
  res
}
is.qr <- function(x) inherits(x, "qr")
as.qr <- function(x) stop("you cannot be serious", domain = NA)
qr.R <- function(qr, complete = FALSE, ...) {
  if (!is.qr(qr)) stop("argument is not a QR decomposition")
  R <- qr$qr
  if (!complete) R <- R[seq.int(min(dim(R))), , drop = FALSE]
  R[row(R) > col(R)] <- 0
  rownames(R) <- NULL
  R
}
qr.Q <- function(qr, complete = FALSE, Dvec) {
  if (!is.qr(qr)) stop("argument is not a QR decomposition")
  n <- nrow(qr$qr)
  k <- if (complete) n else min(dim(qr$qr))
  D <- diag(if (missing(Dvec)) 1 else Dvec, n, k)
  qr.qy(qr, D)
}
qr.X <- function(qr, complete = FALSE, ncol = if (complete) nrow(R) else min(dim(R))) {
  R <- qr.R(qr, complete = TRUE)
  cn <- colnames(R)
  p <- as.integer(qr$rank)
  pivot <- qr$pivot
  res <- qr.qy(qr, R)
  res[, pivot] <- res[, seq_along(pivot)]
  colnames(res)[pivot] <- cn
  res[, seq_len(ncol), drop = FALSE]
}
qr.qy <- function(qr, y) .qr_apply(qr, y, FALSE)
qr.qty <- function(qr, y) .qr_apply(qr, y, TRUE)
.qr_apply <- function(qr, y, transpose) {
  if (!is.qr(qr)) stop("argument is not a QR decomposition")
  if (NROW(y) != nrow(qr$qr)) stop("'qr' and 'y' must have the same number of rows")
  out <- .qr_multiply(qr$qr, qr$qraux, qr$rank, as.matrix(y), transpose)
  if (is.matrix(y)) {
    dimnames(out) <- if (!is.null(colnames(y))) list(NULL, colnames(y))
    out
  } else as.vector(out)
}
qr.coef <- function(qr, y) {
  if (!is.qr(qr)) stop("first argument must be a QR decomposition")
  n <- nrow(qr$qr)
  p <- ncol(qr$qr)
  k <- qr$rank
  im <- is.matrix(y)
  ym <- as.matrix(y)
  if (nrow(ym) != n) stop("'qr' and 'y' must have the same number of rows")
  if (p == 0L) return(if (im) matrix(0, p, ncol(ym)) else numeric())
  coef <- matrix(NA_real_, p, ncol(ym))
  if (k > 0L) {
    qty <- .qr_multiply(qr$qr, qr$qraux, k, ym, TRUE)
    R <- qr$qr[seq_len(k), seq_len(k), drop = FALSE]
    coef[qr$pivot[seq_len(k)], ] <- .triangular_solve(R, qty[seq_len(k), , drop = FALSE], TRUE, FALSE)
  }
  nam <- colnames(qr$qr)
  if (!is.null(nam)) pivoted <- { nm <- character(p); nm[qr$pivot] <- nam; nm }
  if (im) {
    if (!is.null(nam) || !is.null(colnames(y))) dimnames(coef) <- list(if (!is.null(nam)) pivoted, colnames(y))
    coef
  } else {
    coef <- drop(coef)
    if (p == 1L) coef <- as.vector(coef)
    if (!is.null(nam)) names(coef) <- pivoted
    coef
  }
}
qr.solve <- function(a, b, tol = 1e-7) {
  if (!is.qr(a)) a <- qr(a, tol = tol)
  nc <- ncol(a$qr)
  nr <- nrow(a$qr)
  if (a$rank < min(nr, nc)) stop("singular matrix 'a' in solve")
  if (missing(b)) {
    if (nc != nr) stop("only square matrices can be inverted")
    b <- diag(1, nc)
  }
  qr.coef(a, b)
}
qr.resid <- function(qr, y) {
  im <- is.matrix(y)
  k <- qr$rank
  qty <- .qr_multiply(qr$qr, qr$qraux, k, as.matrix(y), TRUE)
  if (k > 0L) qty[seq_len(k), ] <- 0
  out <- .qr_multiply(qr$qr, qr$qraux, k, qty, FALSE)
  if (im) out else drop(out)
}
qr.fitted <- function(qr, y, k = qr$rank) {
  im <- is.matrix(y)
  qty <- .qr_multiply(qr$qr, qr$qraux, k, as.matrix(y), TRUE)
  if (k < nrow(qty)) qty[seq.int(k + 1L, nrow(qty)), ] <- 0
  out <- .qr_multiply(qr$qr, qr$qraux, k, qty, FALSE)
  if (im) out else drop(out)
}

svd <- function(x, nu = min(n, p), nv = min(n, p)) {
  x <- as.matrix(x)
  if (any(!is.finite(x))) stop("infinite or missing values in 'x'")
  if (is.complex(x)) stop("`svd` of complex matrices is not implemented")
  n <- nrow(x)
  p <- ncol(x)
  if (nu > min(n, p) || nv > min(n, p)) stop("more than min(n, p) vectors of `svd` are not implemented")
  res <- .svd(x)
  out <- list(d = res$d)
  if (nu) out$u <- res$u[, seq_len(nu), drop = FALSE]
  if (nv) out$v <- t(res$vt[seq_len(nv), , drop = FALSE])
  out
}
La.svd <- function(x, nu = min(n, p), nv = min(n, p)) {
  x <- as.matrix(x)
  n <- nrow(x)
  p <- ncol(x)
  res <- .svd(x)
  list(d = res$d, u = res$u[, seq_len(nu), drop = FALSE], vt = res$vt[seq_len(nv), , drop = FALSE])
}
eigen <- function(x, symmetric, only.values = FALSE, EISPACK = FALSE) {
  x <- unname(as.matrix(x))
  if (any(!is.finite(x))) stop("infinite or missing values in 'x'")
  n <- nrow(x)
  if (!n) stop("0 x 0 matrix")
  if (n != ncol(x)) stop("non-square matrix in 'eigen'")
  if (is.complex(x)) stop("`eigen` of complex matrices is not implemented")
  if (missing(symmetric)) symmetric <- isSymmetric.matrix(x)
  z <- if (symmetric) .eigen_symmetric(x) else .eigen_general(x)
  if (only.values) return(list(values = z$values, vectors = NULL))
  structure(class = "eigen", list(values = z$values, vectors = z$vectors))
}
print.eigen <- function(x, ...) {
  cat("eigen() decomposition\n")
  print(unclass(x), ...)
  invisible(x)
}
norm <- function(x, type = c("O", "I", "F", "M", "2")) {
  type <- if (missing(type)) "O" else toupper(substr(type, 1L, 1L))
  if (!is.matrix(x)) stop("'A' must be a numeric matrix")
  switch(type, O = , `1` = max(colSums(abs(x))), I = max(rowSums(abs(x))), F = , E = sqrt(sum(abs(x)^2)),
         M = max(abs(x)), `2` = if (length(x)) svd(x, nu = 0L, nv = 0L)$d[1L] else 0,
         stop(gettextf("argument type[1]='%s' must be one of 'M','1','O','I','F', 'E' or '2'", type)))
}
rcond <- function(x, norm = c("O", "I", "1"), triangular = FALSE, ...) {
  norm <- match.arg(norm)
  x <- as.matrix(x)
  if (triangular) stop("argument 'triangular' of `rcond` is not implemented")
  if (nrow(x) != ncol(x)) x <- qr.R(qr(if (nrow(x) < ncol(x)) t(x) else x))
  .rcond(if (norm == "I") t(x) else x)
}
kappa <- function(z, ...) UseMethod("kappa")
kappa.default <- function(z, exact = FALSE, ...) {
  z <- as.matrix(z)
  if (exact) {
    s <- svd(z, nu = 0L, nv = 0L)$d
    return(max(s) / min(s[s > 0]))
  }
  stop("exact = FALSE of `kappa` is not implemented")
}
mahalanobis <- function(x, center, cov, inverted = FALSE, ...) {
  x <- if (is.vector(x)) matrix(x, ncol = length(x)) else as.matrix(x)
  if (!isFALSE(center)) x <- sweep(x, 2L, center)
  if (!inverted) cov <- solve(cov, ...)
  setNames(rowSums(x %*% cov * x), rownames(x))
}
