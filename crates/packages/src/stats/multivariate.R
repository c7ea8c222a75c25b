# Distances, clusters and components.

dist <- function(x, method = "euclidean", diag = FALSE, upper = FALSE, p = 2) {
  known <- c("euclidean", "maximum", "manhattan", "canberra", "binary", "minkowski")
  at <- pmatch(method, known)
  if (is.na(at)) stop("invalid distance method")
  x <- as.matrix(x)
  out <- structure(.distances(as.double(x), nrow(x), known[at], p), Size = nrow(x), Labels = dimnames(x)[[1L]],
    Diag = diag, Upper = upper, method = known[at])
  if (known[at] == "minkowski") attr(out, "p") <- p
  attr(out, "call") <- match.call()
  class(out) <- "dist"
  out
}
as.dist <- function(m, diag = FALSE, upper = FALSE) UseMethod("as.dist")
.S3method("as.dist", "default", function(m, diag = FALSE, upper = FALSE) {
  if (inherits(m, "dist")) {
    if (!missing(diag)) attr(m, "Diag") <- diag
    if (!missing(upper)) attr(m, "Upper") <- upper
    return(m)
  }
  m <- as.matrix(m)
  if (nrow(m) != ncol(m)) warning("non-square matrix")
  out <- structure(m[row(m) > col(m)], Size = nrow(m), call = match.call())
  labels <- if (is.null(rownames(m))) colnames(m) else rownames(m)
  if (!is.null(labels)) attr(out, "Labels") <- labels
  attr(out, "Diag") <- diag
  attr(out, "Upper") <- upper
  class(out) <- "dist"
  out
})
.S3method("as.matrix", "dist", function(x, ...) {
  n <- attr(x, "Size")
  out <- matrix(0, n, n)
  out[row(out) > col(out)] <- x
  out <- out + t(out)
  labels <- attr(x, "Labels")
  if (is.null(labels)) labels <- seq_len(n)
  dimnames(out) <- list(labels, labels)
  out
})
.S3method("labels", "dist", function(object, ...) attr(object, "Labels"))
.S3method("format", "dist", function(x, ...) format(as.vector(x), ...))
.S3method("print", "dist", function(x, diag = NULL, upper = NULL, digits = getOption("digits"), justify = "none",
    right = TRUE, ...) {
  if (is.null(diag)) diag <- isTRUE(attr(x, "Diag"))
  if (is.null(upper)) upper <- isTRUE(attr(x, "Upper"))
  full <- as.matrix(x)
  shown <- format(full, digits = digits, justify = justify)
  values <- format(as.vector(x), digits = digits, justify = justify)
  shown[row(shown) > col(shown)] <- values
  shown[row(shown) < col(shown)] <- t(shown)[row(shown) < col(shown)]
  if (diag) shown[row(shown) == col(shown)] <- format(0, digits = digits)
  else shown[row(shown) == col(shown)] <- ""
  if (!upper) shown[row(shown) < col(shown)] <- ""
  n <- attr(x, "Size")
  print(if (diag || upper) shown else shown[-1L, -n, drop = FALSE], quote = FALSE, right = right, ...)
  invisible(x)
})

hclust <- function(d, method = "complete", members = NULL) {
  known <- c("ward.D", "single", "complete", "average", "mcquitty", "median", "centroid", "ward.D2")
  if (method == "ward") {
    message("The \"ward\" method has been renamed to \"ward.D\"; note new \"ward.D2\"")
    method <- "ward.D"
  }
  at <- pmatch(method, known)
  if (is.na(at)) stop("invalid clustering method ", method)
  n <- as.integer(attr(d, "Size"))
  if (is.null(n)) stop("invalid dissimilarities")
  if (n < 2L) stop("must have n >= 2 objects to cluster")
  if (anyNA(d)) stop("NA/NaN/Inf in foreign function call (arg 10)")
  r <- .agglomerated(as.double(d), n, known[at], if (is.null(members)) rep(1, n) else members)
  structure(list(merge = matrix(r$merge, n - 1L), height = r$height, order = r$order, labels = attr(d, "Labels"),
    method = known[at], call = match.call(), dist.method = attr(d, "method")), class = "hclust")
}
.S3method("print", "hclust", function(x, ...) {
  if (!is.null(x$call)) cat("\nCall:\n", deparse1(x$call), "\n\n", sep = "")
  if (!is.null(x$method)) cat("Cluster method   :", x$method, "\n")
  if (!is.null(x$dist.method)) cat("Distance         :", x$dist.method, "\n")
  cat("Number of objects:", length(x$height) + 1L, "\n\n")
  invisible(x)
})
cutree <- function(tree, k = NULL, h = NULL) {
  n <- nrow(tree$merge) + 1L
  if (is.null(k) && is.null(h)) stop("either 'k' or 'h' must be specified")
  if (is.null(k)) {
    if (is.unsorted(tree$height)) stop("the 'height' component of 'tree' is not sorted (increasingly)")
    k <- n + 1L - vapply(h, function(v) sum(tree$height <= v) + 1L, 0L)
    labels <- h
  } else {
    k <- as.integer(k)
    if (min(k) < 1L || max(k) > n) stop(gettextf("elements of 'k' must be between 1 and %d", n))
    labels <- k
  }
  out <- vapply(k, function(one) .cut(tree$merge, n, one), integer(n))
  if (length(k) == 1L) return(setNames(as.vector(out), tree$labels))
  dimnames(out) <- list(tree$labels, labels)
  out
}
cophenetic <- function(x) UseMethod("cophenetic")
.S3method("cophenetic", "hclust", function(x) {
  n <- length(x$order)
  out <- matrix(0, n, n, dimnames = list(x$labels, x$labels))
  members <- vector("list", n - 1L)
  of <- function(label) if (label < 0L) -label else members[[label]]
  for (i in seq_len(n - 1L)) {
    a <- of(x$merge[i, 1L])
    b <- of(x$merge[i, 2L])
    out[a, b] <- out[b, a] <- x$height[i]
    members[[i]] <- c(a, b)
  }
  as.dist(out)
})

cmdscale <- function(d, k = 2, eig = FALSE, add = FALSE, x.ret = FALSE, list. = eig || add || x.ret) {
  if (add) stop("argument 'add' of `cmdscale` is not implemented")
  if (anyNA(d)) stop("NA values not allowed in 'd'")
  x <- as.matrix(d)^2
  n <- nrow(x)
  if (k > n - 1L || k < 1L) stop("'k' must be in {1, 2, ..  n - 1}")
  labels <- if (inherits(d, "dist")) attr(d, "Labels") else rownames(x)
  x <- x - rowMeans(x)
  x <- t(t(x) - colMeans(x))
  e <- eigen(-x / 2, symmetric = TRUE)
  use <- seq_len(k)
  values <- e$values[use]
  keep <- values > 0
  if (any(!keep)) warning(gettextf("only %d of the first %d eigenvalues are > 0", sum(keep), k))
  points <- e$vectors[, use[keep], drop = FALSE] * rep(sqrt(values[keep]), each = n)
  dimnames(points) <- list(labels, NULL)
  if (!list.) return(points)
  values <- e$values
  list(points = points, eig = if (eig) values, x = if (x.ret) x, ac = 0,
    GOF = sum(values[use]) / c(sum(abs(values)), sum(pmax(values, 0))))
}

cov.wt <- function(x, wt = rep(1/nrow(x), nrow(x)), cor = FALSE, center = TRUE, method = c("unbiased", "ML")) {
  if (is.data.frame(x)) x <- as.matrix(x)
  if (!is.matrix(x)) stop("'x' must be a matrix or a data frame")
  if (!all(is.finite(x))) stop("'x' must contain finite values only")
  method <- match.arg(method)
  n <- nrow(x)
  given <- !missing(wt)
  if (length(wt) != n) stop("length of 'wt' must equal the number of rows in 'x'")
  if (any(wt < 0) || sum(wt) == 0) stop("weights must be non-negative and not all zero")
  share <- wt / sum(wt)
  middle <- if (is.logical(center)) if (center) colSums(share * x) else 0 else center
  centred <- sqrt(share) * sweep(x, 2, middle, check.margin = FALSE)
  cov <- crossprod(centred)
  if (method == "unbiased") cov <- cov / (1 - sum(share^2))
  out <- list(cov = cov, center = middle, n.obs = n)
  if (given) out$wt <- share
  if (cor) out$cor <- cov2cor(cov)
  out
}

prcomp <- function(x, ...) UseMethod("prcomp")
.S3method("prcomp", "default", prcomp.default <- function(x, retx = TRUE, center = TRUE, scale. = FALSE, tol = NULL,
    rank. = NULL, ...) {
  x <- scale(as.matrix(x), center = center, scale = scale.)
  middle <- attr(x, "scaled:center")
  spread <- attr(x, "scaled:scale")
  if (any(spread == 0)) stop("cannot rescale a constant/zero column to unit variance")
  n <- nrow(x)
  k <- min(n, ncol(x), rank.)
  s <- svd(x, nu = 0, nv = k)
  sdev <- s$d / sqrt(max(1, n - 1))
  if (!is.null(tol)) {
    k <- min(k, sum(sdev > tol * sdev[1L]))
    sdev <- sdev[seq_len(min(length(sdev), max(k, 1L)))]
    s$v <- s$v[, seq_len(k), drop = FALSE]
  }
  dimnames(s$v) <- list(colnames(x), paste0("PC", seq_len(k)))
  out <- list(sdev = sdev, rotation = s$v, center = if (is.null(middle)) FALSE else middle,
    scale = if (is.null(spread)) FALSE else spread)
  if (retx) out$x <- x %*% s$v
  structure(out, class = "prcomp")
})
.S3method("prcomp", "formula", function(formula, data = NULL, subset, na.action, ...) {
  frame <- .formula_frame(match.call(expand.dots = FALSE), parent.frame())
  terms <- attr(frame, "terms")
  attr(terms, "intercept") <- 0L
  r <- prcomp.default(model.matrix(terms, frame), ...)
  call <- match.call()
  call[[1L]] <- quote(prcomp)
  r$call <- call
  r
})
.S3method("print", "prcomp", function(x, digits = getOption("digits"), ...) {
  cat(sprintf("Standard deviations (1, .., p=%d):\n", length(x$sdev)))
  print(x$sdev, digits = digits, ...)
  cat(sprintf("\nRotation (n x k) = (%d x %d):\n", nrow(x$rotation), ncol(x$rotation)))
  print(x$rotation, digits = digits, ...)
  invisible(x)
})
.S3method("summary", "prcomp", function(object, ...) {
  share <- object$sdev^2 / sum(object$sdev^2)
  k <- ncol(object$rotation)
  table <- rbind("Standard deviation" = object$sdev, "Proportion of Variance" = round(share, 5),
    "Cumulative Proportion" = round(cumsum(share), 5))[, seq_len(k), drop = FALSE]
  colnames(table) <- colnames(object$rotation)
  object$importance <- table
  class(object) <- "summary.prcomp"
  object
})
.S3method("print", "summary.prcomp", function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  if (length(x$sdev) > ncol(x$rotation))
    cat(sprintf("Importance of first k=%d (out of %d) components:\n", ncol(x$rotation), length(x$sdev)))
  else cat("Importance of components:\n")
  print(x$importance, digits = digits, ...)
  invisible(x)
})
.S3method("predict", "prcomp", function(object, newdata, ...) {
  if (missing(newdata)) return(object$x)
  columns <- rownames(object$rotation)
  if (!is.null(columns)) {
    if (!all(columns %in% colnames(newdata)))
      stop("'newdata' does not have named columns matching one or more of the original columns")
    newdata <- as.matrix(newdata[, columns, drop = FALSE])
  }
  scale(newdata, object$center, object$scale) %*% object$rotation
})
