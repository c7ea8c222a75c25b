# Spread, quantiles and association of numbers.

median <- function(x, na.rm = FALSE, ...) UseMethod("median")
median.default <- function(x, na.rm = FALSE, ...) {
  if (is.factor(x) || is.data.frame(x)) stop("need numeric data")
  if (length(names(x))) names(x) <- NULL
  if (na.rm) x <- x[!is.na(x)]
  else if (any(is.na(x))) return(x[NA_integer_][1L])
  n <- length(x)
  if (n == 0L) return(x[NA_integer_])
  half <- (n + 1L) %/% 2L
  s <- sort(x)
  if (n %% 2L == 1L) s[half] else mean(s[half + 0L:1L])
}
var <- function(x, y = NULL, na.rm = FALSE, use) {
  if (missing(use)) use <- if (na.rm) "na.or.complete" else "everything"
  cov(x, y, use = use)
}
.cov_input <- function(x, what) {
  if (is.data.frame(x)) x <- as.matrix(x)
  if (is.factor(x) || !(is.numeric(x) || is.logical(x)))
    stop(if (is.atomic(x) && !is.factor(x)) gettextf("'%s' must be numeric", what) else "is.numeric(x) || is.logical(x) is not TRUE", call. = FALSE)
  x
}
cov <- function(x, y = NULL, use = "everything", method = c("pearson", "kendall", "spearman"))
  .associate(x, y, use, match.arg(method), FALSE)
cor <- function(x, y = NULL, use = "everything", method = c("pearson", "kendall", "spearman"))
  .associate(x, y, use, match.arg(method), TRUE)
.associate <- function(x, y, use, method, cor) {
  choices <- c("all.obs", "complete.obs", "pairwise.complete.obs", "everything", "na.or.complete")
  use <- choices[pmatch(use, choices)]
  if (is.na(use)) stop("invalid 'use' argument")
  if (is.data.frame(y)) y <- as.matrix(y)
  if (is.data.frame(x)) x <- as.matrix(x)
  if (cor && !is.matrix(x) && is.null(y)) stop("supply both 'x' and 'y' or a matrix-like 'x'")
  if (!(is.numeric(x) || is.logical(x))) stop(if (cor) "'x' must be numeric" else "is.numeric(x) || is.logical(x) is not TRUE")
  if (!is.null(y) && !(is.numeric(y) || is.logical(y))) stop(if (cor) "'y' must be numeric" else "is.numeric(y) || is.logical(y) is not TRUE")
  keep.matrix <- is.matrix(x) || is.matrix(y)
  X <- as.matrix(x)
  Y <- if (is.null(y)) X else as.matrix(y)
  if (nrow(X) != nrow(Y)) stop("incompatible dimensions")
  if (nrow(X) == 0L && use == "complete.obs") stop("no complete element pairs")
  bad <- rowSums(is.na(X)) > 0 | rowSums(is.na(Y)) > 0
  if (use == "all.obs" && any(bad)) stop("missing observations in cov/cor")
  if (use == "complete.obs" || use == "na.or.complete") {
    X <- X[!bad, , drop = FALSE]
    Y <- Y[!bad, , drop = FALSE]
    if (nrow(X) == 0L) {
      if (use == "complete.obs") stop("no complete element pairs")
      out <- matrix(NA_real_, ncol(X), ncol(Y))
    }
  }
  pair <- function(a, b) {
    if (use == "pairwise.complete.obs") {
      ok <- !is.na(a) & !is.na(b)
      a <- a[ok]
      b <- b[ok]
    }
    if (anyNA(a) || anyNA(b)) return(NA_real_)
    if (method == "spearman") {
      a <- rank(a)
      b <- rank(b)
    }
    if (method == "kendall") return(.kendall(a, b, cor))
    .pair_moment(a, b, cor)
  }
  zero <- FALSE
  out <- matrix(NA_real_, ncol(X), ncol(Y))
  same <- is.null(y)
  for (j in seq_len(ncol(Y))) for (i in seq_len(ncol(X))) {
    if (same && i < j) out[i, j] <- out[j, i]
    else {
      v <- pair(X[, i], Y[, j])
      if (is.nan(v)) {
        zero <- TRUE
        v <- NA_real_
      }
      out[i, j] <- if (cor && same && i == j && !is.na(v)) 1 else v
    }
  }
  if (same) for (j in seq_len(ncol(Y))) for (i in seq_len(ncol(X))) if (i < j) out[i, j] <- out[j, i]
  if (zero && cor) warning("the standard deviation is zero", call. = TRUE)
  if (keep.matrix) {
    if (!is.null(colnames(X)) || !is.null(colnames(Y))) dimnames(out) <- list(colnames(X), colnames(Y))
    out
  } else out[1L]
}
sd <- function(x, na.rm = FALSE)
  sqrt(var(if (is.vector(x) || is.factor(x)) x else as.double(x), na.rm = na.rm))
mad <- function(x, center = median(x), constant = 1.4826, na.rm = FALSE, low = FALSE, high = FALSE) {
  if (na.rm) x <- x[!is.na(x)]
  n <- length(x)
  constant * if ((low || high) && n %% 2 == 0) {
    if (low && high) stop("'low' and 'high' cannot be both TRUE")
    n2 <- n %/% 2 + as.integer(high)
    sort(abs(x - center))[n2]
  } else median(abs(x - center))
}
IQR <- function(x, na.rm = FALSE, type = 7) diff(quantile(as.numeric(x), c(0.25, 0.75), na.rm = na.rm, names = FALSE, type = type))
fivenum <- function(x, na.rm = TRUE) {
  xna <- is.na(x)
  if (any(xna)) {
    if (na.rm) x <- x[!xna]
    else return(rep.int(NA, 5))
  }
  x <- sort(x)
  n <- length(x)
  if (n == 0) return(rep.int(NA, 5))
  n4 <- floor((n + 3) / 2) / 2
  d <- c(1, n4, (n + 1) / 2, n + 1 - n4, n)
  0.5 * (x[floor(d)] + x[ceiling(d)])
}
quantile <- function(x, ...) UseMethod("quantile")
quantile.default <- function(x, probs = seq(0, 1, 0.25), na.rm = FALSE, names = TRUE, type = 7, digits = 7, ...) {
  if (is.factor(x)) {
    if (is.ordered(x)) {
      if (!any(type == c(1L, 3L))) stop("'type' must be 1 or 3 for ordered factors")
    } else stop("(unordered) factors are not allowed")
    lx <- levels(x)
    x <- as.integer(x)
  } else {
    if (is.null(x)) x <- numeric()
    lx <- NULL
  }
  if (na.rm) x <- x[!is.na(x)]
  else if (anyNA(x)) stop("missing values and NaN's not allowed if 'na.rm' is FALSE")
  eps <- 100 * .Machine$double.eps
  if (any((p.ok <- !is.na(probs)) & (probs < -eps | probs > 1 + eps))) stop("'probs' outside [0,1]")
  p <- probs
  if (na.p <- any(!p.ok)) {
    o.pr <- probs
    probs <- probs[p.ok]
    probs <- pmax(0, pmin(1, probs))
  }
  n <- length(x)
  np <- length(probs)
  y <- sort(x)
  if (n > 0L && np > 0L) {
    if (type == 7) {
      index <- 1 + max(n - 1, 0) * probs
      lo <- floor(index)
      hi <- ceiling(index)
      qs <- y[lo]
      i <- which(!is.na(p.ok[p.ok]) & index > lo & y[hi] != qs)
      h <- (index - lo)[i]
      qs[i] <- (1 - h) * qs[i] + h * y[hi[i]]
    } else {
      if (type <= 3) {
        nppm <- if (type == 3) n * probs - 0.5 else n * probs
        fuzz <- 4 * .Machine$double.eps
        j <- floor(nppm + fuzz)
        h <- switch(type, (nppm > j + fuzz * 0), ((nppm > j) + 1) / 2, (abs(nppm - j) > fuzz) | ((j %% 2L) == 1L))
        if (type == 1) h <- nppm > j
      } else {
        ab <- switch(type - 3, c(0, 1), c(0.5, 0.5), c(0, 0), NULL, c(1 / 3, 1 / 3), c(3 / 8, 3 / 8))
        fuzz <- 4 * .Machine$double.eps
        nppm <- ab[1L] + probs * (n + 1 - ab[1L] - ab[2L])
        j <- floor(nppm + fuzz)
        h <- nppm - j
        h[abs(h) < fuzz] <- 0
      }
      z <- c(y[1L], y[1L], y, y[n], y[n])
      qs <- z[j + 2L]
      qs[h == 1] <- z[j + 3L][h == 1]
      other <- (0 < h) & (h < 1) & (z[j + 2L] != z[j + 3L])
      if (any(other)) qs[other] <- ((1 - h) * z[j + 2L] + h * z[j + 3L])[other]
    }
  } else {
    qs <- rep(NA_real_, np)
  }
  if (is.character(lx)) qs <- factor(qs, levels = seq_along(lx), labels = lx, ordered = TRUE)
  if (names && np > 0L) names(qs) <- paste0(formatC(100 * probs, format = "fg", width = 1, digits = digits), "%")
  if (na.p) {
    o.pr[p.ok] <- qs
    names(o.pr) <- rep("", length(o.pr))
    if (names) names(o.pr)[p.ok] <- names(qs)
    o.pr
  } else qs
}
weighted.mean <- function(x, w, ...) UseMethod("weighted.mean")
weighted.mean.default <- function(x, w, ..., na.rm = FALSE) {
  if (missing(w)) return(mean(x, na.rm = na.rm))
  if (length(w) != length(x)) stop("'x' and 'w' must have the same length")
  if (na.rm) {
    i <- !is.na(x)
    w <- w[i]
    x <- x[i]
  }
  sum((x * w)[w != 0]) / sum(w)
}
cov2cor <- function(V) {
  p <- (d <- dim(V))[1L]
  if (!is.numeric(V) || length(d) != 2L || p != d[2L]) stop("'V' is not a square numeric matrix")
  Is <- sqrt(1 / diag(V))
  if (any(!is.finite(Is))) warning("diag(.) had 0 or NA entries; non-finite result is doubtful")
  r <- V
  r[] <- Is * V * rep(Is, each = p)
  r[cbind(1L:p, 1L:p)] <- 1
  r
}
