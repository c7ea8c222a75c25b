# Tests of scale, of series and of blocks; the power of analyses of variance.

mood.test <- function(x, ...) UseMethod("mood.test")
.S3method("mood.test", "default", mood.test.default <- function(x, y, alternative = c("two.sided", "less", "greater"), ...) {
  alternative <- match.arg(alternative)
  data <- paste(deparse1(substitute(x)), "and", deparse1(substitute(y)))
  x <- x[is.finite(x)]
  y <- y[is.finite(y)]
  m <- length(x)
  n <- m + length(y)
  if (n < 3L) stop("not enough observations")
  all <- c(x, y)
  if (anyDuplicated(all)) stop("`mood.test` with ties is not implemented")
  score <- (rank(all) - (n + 1) / 2)^2
  statistic <- sum(score[seq_len(m)])
  middle <- m * (n^2 - 1) / 12
  spread <- m * (n - m) / (n * (n - 1)) * sum((score - mean(score))^2)
  z <- (statistic - middle) / sqrt(spread)
  p <- switch(alternative, less = pnorm(z), greater = pnorm(z, lower.tail = FALSE), two.sided = 2 * pnorm(-abs(z)))
  .htest(statistic = c(Z = z), p.value = p, alternative = alternative, method = "Mood two-sample test of scale",
    data.name = data)
})
Box.test <- function(x, lag = 1, type = c("Box-Pierce", "Ljung-Box"), fitdf = 0) {
  if (NCOL(x) > 1L) stop("x is not a vector or univariate time series")
  data <- deparse1(substitute(x))
  type <- match.arg(type)
  v <- as.vector(x) - mean(x)
  n <- length(v)
  r <- vapply(seq_len(lag), function(k) sum(v[seq_len(n - k)] * v[k + seq_len(n - k)]) / sum(v^2), 0)
  statistic <- if (type == "Box-Pierce") n * sum(r^2) else n * (n + 2) * sum(r^2 / (n - seq_len(lag)))
  .htest(statistic = c("X-squared" = statistic), parameter = c(df = lag - fitdf),
    p.value = pchisq(statistic, lag - fitdf, lower.tail = FALSE),
    method = if (type == "Box-Pierce") "Box-Pierce test" else "Box-Ljung test", data.name = data)
}
quade.test <- function(y, ...) UseMethod("quade.test")
.S3method("quade.test", "default", function(y, groups, blocks, ...) {
  if (!is.matrix(y)) stop("`quade.test` with groups and blocks is not implemented")
  data <- deparse1(substitute(y))
  y <- y[complete.cases(y), , drop = FALSE]
  b <- nrow(y)
  k <- ncol(y)
  within <- t(apply(y, 1L, rank))
  size <- rank(apply(y, 1L, function(v) max(v) - min(v)))
  s <- size * (within - (k + 1) / 2)
  between <- sum(colSums(s)^2) / b
  total <- sum(s^2)
  exact <- total == between
  statistic <- if (exact) NaN else (b - 1) * between / (total - between)
  df <- if (exact) c(NaN, NaN) else c(k - 1, (b - 1) * (k - 1))
  p <- if (exact) factorial(k)^(1 - b) else pf(statistic, df[1L], df[2L], lower.tail = FALSE)
  .htest(statistic = c("Quade F" = statistic), parameter = c("num df" = df[1L], "denom df" = df[2L]), p.value = p,
    method = "Quade test", data.name = data)
})
power.anova.test <- function(groups = NULL, n = NULL, between.var = NULL, within.var = NULL, sig.level = 0.05,
    power = NULL) {
  given <- list(groups = groups, n = n, between.var = between.var, within.var = within.var, sig.level = sig.level,
    power = power)
  open <- names(given)[vapply(given, is.null, NA)]
  if (length(open) != 1L)
    stop("exactly one of 'groups', 'n', 'between.var', 'within.var', 'power', and 'sig.level' must be NULL")
  of <- function(v) {
    df <- c(v$groups - 1, (v$n - 1) * v$groups)
    limit <- qf(v$sig.level, df[1L], df[2L], lower.tail = FALSE)
    pf(limit, df[1L], df[2L], df[1L] * v$n * v$between.var / v$within.var, lower.tail = FALSE)
  }
  if (open == "power") given$power <- of(given)
  else {
    range <- switch(open, groups = c(2, 100), n = c(2, 1e5), between.var = c(1e-7, 1e7), within.var = c(1e-7, 1e7),
      sig.level = c(1e-10, 1 - 1e-10))
    if (open %in% c("between.var", "within.var"))
      range <- (if (open == "between.var") given$within.var else given$between.var) * range
    given[[open]] <- uniroot(function(v) {
      given[[open]] <- v
      of(given) - power
    }, range)$root
  }
  structure(c(given, list(note = "n is number in each group",
    method = "Balanced one-way analysis of variance power calculation")), class = "power.htest")
}

princomp <- function(x, ...) UseMethod("princomp")
.S3method("princomp", "default", princomp.default <- function(x, cor = FALSE, scores = TRUE, covmat = NULL,
    subset = rep_len(TRUE, nrow(as.matrix(x))), fix_sign = TRUE, ...) {
  if (!is.null(covmat)) stop("argument 'covmat' of `princomp` is not implemented")
  call <- match.call()
  call[[1L]] <- quote(princomp)
  z <- as.matrix(x)[subset, , drop = FALSE]
  n <- nrow(z)
  if (n < ncol(z)) stop("'princomp' can only be used with more units than variables")
  middle <- colMeans(z)
  v <- crossprod(sweep(z, 2L, middle)) / n
  spread <- setNames(if (cor) sqrt(diag(v)) else rep(1, ncol(z)), colnames(z))
  if (cor) {
    if (any(spread == 0)) stop("cannot use 'cor = TRUE' with a constant variable")
    v <- v / (spread %o% spread)
  }
  e <- eigen(v, symmetric = TRUE)
  labels <- paste0("Comp.", seq_len(ncol(z)))
  values <- e$values
  vectors <- e$vectors
  if (fix_sign) vectors <- apply(vectors, 2L, function(w) if (w[1L] < 0) -w else w)
  loadings <- structure(vectors, dimnames = list(colnames(z), labels), class = "loadings")
  points <- if (scores) {
    out <- scale(z, center = middle, scale = spread) %*% vectors
    attr(out, "scaled:center") <- attr(out, "scaled:scale") <- NULL
    dimnames(out) <- list(rownames(z), labels)
    out
  }
  structure(list(sdev = setNames(sqrt(pmax(values, 0)), labels), loadings = loadings, center = middle,
    scale = spread, n.obs = n, scores = points, call = call), class = "princomp")
})
.S3method("print", "princomp", function(x, ...) {
  cat("Call:\n")
  print(x$call)
  cat("\nStandard deviations:\n")
  print(x$sdev, ...)
  cat("\n", length(x$scale), " variables and ", x$n.obs, "observations.\n")
  invisible(x)
})
.S3method("summary", "princomp", function(object, loadings = FALSE, cutoff = 0.1, ...) {
  if (loadings) stop("argument 'loadings' of `summary.princomp` is not implemented")
  class(object) <- "summary.princomp"
  object
})
.S3method("print", "summary.princomp", function(x, digits = 3L, ...) {
  share <- x$sdev^2 / sum(x$sdev^2)
  cat("Importance of components:\n")
  print(rbind("Standard deviation" = x$sdev, "Proportion of Variance" = share, "Cumulative Proportion" = cumsum(share)),
    digits = max(3L, getOption("digits")))
  invisible(x)
})
.S3method("predict", "princomp", function(object, newdata, ...) {
  if (missing(newdata)) return(object$scores)
  scale(newdata, object$center, object$scale) %*% unclass(object$loadings)
})
loadings <- function(x, ...) x$loadings

labels <- function(object, ...) UseMethod("labels")
.S3method("labels", "default", function(object, ...) {
  if (length(dim(object))) stop("labels of arrays are not implemented")
  if (is.null(names(object))) as.character(seq_along(object)) else names(object)
})
ppoints <- function(n, a = if (n <= 10) 3/8 else 1/2) {
  if (length(n) > 1L) n <- length(n)
  if (n > 0) (seq_len(n) - a) / (n + 1 - 2 * a) else numeric()
}
toeplitz <- function(x, ...) {
  n <- length(x)
  matrix(x[abs(outer(seq_len(n), seq_len(n), "-")) + 1L], n, n)
}
