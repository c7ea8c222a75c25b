# Tests of counts and proportions, adjustment of p-values, pairwise tests, power.

chisq.test <- function(x, y = NULL, correct = TRUE, p = rep(1/length(x), length(x)), rescale.p = FALSE,
    simulate.p.value = FALSE, B = 2000) {
  data <- deparse1(substitute(x))
  if (is.data.frame(x)) x <- as.matrix(x)
  if (is.matrix(x) && min(dim(x)) == 1L) x <- as.vector(x)
  if (!is.matrix(x) && !is.null(y)) {
    if (length(x) != length(y)) stop("'x' and 'y' must have the same length")
    data <- c(data, deparse1(substitute(y)))
    keep <- complete.cases(x, y)
    a <- factor(x[keep])
    b <- factor(y[keep])
    if (nlevels(a) < 2L || nlevels(b) < 2L) stop("'x' and 'y' must have at least 2 levels")
    x <- table(a, b)
    names(dimnames(x)) <- data
    data <- paste(data, collapse = " and ")
  }
  if (any(x < 0) || anyNA(x)) stop("all entries of 'x' must be nonnegative and finite")
  if (sum(x) == 0) stop("at least one entry of 'x' must be positive")
  draws <- if (simulate.p.value) B else 0
  if (is.matrix(x)) {
    r <- .independence(as.double(x), nrow(x), correct && !simulate.p.value, draws)
    method <- paste0("Pearson's Chi-squared test", if (r$corrected) " with Yates' continuity correction")
    shape <- function(v) structure(v, dim = dim(x), dimnames = dimnames(x), class = if (inherits(x, "table")) "table")
    expected <- matrix(r$expected, nrow(x), dimnames = dimnames(x))
  } else {
    if (length(x) == 1L) stop("'x' must at least have 2 elements")
    if (length(x) != length(p)) stop("'x' and 'p' must have the same number of elements")
    if (any(p < 0)) stop("probabilities must be non-negative.")
    if (abs(sum(p) - 1) > sqrt(.Machine$double.eps)) {
      if (!rescale.p) stop("probabilities must sum to 1.")
      p <- p / sum(p)
    }
    r <- .goodness(as.double(x), p, draws)
    method <- "Chi-squared test for given probabilities"
    shape <- function(v) {
      attributes(v) <- attributes(x)
      v
    }
    expected <- setNames(r$expected, names(x))
  }
  if (simulate.p.value)
    method <- paste0(method, " with simulated p-value\n\t (based on ", B, " replicates)")
  if (!simulate.p.value && any(expected < 5)) warning("Chi-squared approximation may be incorrect")
  df <- if (!simulate.p.value && !is.matrix(x)) r$df else if (simulate.p.value) NA else as.integer(r$df)
  .htest(statistic = c("X-squared" = r$statistic), parameter = c(df = df), p.value = r$p.value, method = method,
    data.name = data, observed = x, expected = expected, residuals = shape(r$residuals), stdres = shape(r$stdres))
}

fisher.test <- function(x, y = NULL, workspace = 200000, hybrid = FALSE,
    hybridPars = c(expect = 5, percent = 80, Emin = 1), control = list(), or = 1, alternative = "two.sided",
    conf.int = TRUE, conf.level = 0.95, simulate.p.value = FALSE, B = 2000) {
  if (hybrid) stop("argument 'hybrid' of `fisher.test` is not implemented")
  data <- deparse1(substitute(x))
  if (is.data.frame(x)) x <- as.matrix(x)
  if (is.matrix(x)) {
    if (any(dim(x) < 2L)) stop("'x' must have at least 2 rows and columns")
    if (!is.numeric(x) || any(x < 0) || anyNA(x)) stop("all entries of 'x' must be nonnegative and finite")
  } else {
    if (is.null(y)) stop("if 'x' is not a matrix, 'y' must be given")
    if (length(x) != length(y)) stop("'x' and 'y' must have the same length")
    data <- paste(data, "and", deparse1(substitute(y)))
    x <- table(factor(x), factor(y))
  }
  alternative <- c("two.sided", "less", "greater")[pmatch(alternative, c("two.sided", "less", "greater"))]
  if (is.na(alternative)) stop("alternative should be one of 'two.sided', 'less' or 'greater'")
  method <- "Fisher's Exact Test for Count Data"
  if (all(dim(x) == 2L)) {
    .check_level(conf.level)
    r <- .fisher_odds(as.double(x), or, alternative, conf.level)
    if (is.character(r)) stop(r)
    out <- .htest(p.value = min(1, r$p.value))
    if (conf.int) out$conf.int <- .interval(r$interval, conf.level)
    out$estimate <- c("odds ratio" = r$estimate)
    out$null.value <- c("odds ratio" = or)
  } else {
    p <- .fisher_exact(as.double(x), nrow(x), if (simulate.p.value) B else 0)
    if (is.character(p)) stop(p)
    if (simulate.p.value) method <- paste0(method, " with simulated p-value\n\t (based on ", B, " replicates)")
    out <- .htest(p.value = p)
  }
  out$alternative <- alternative
  out$method <- method
  out$data.name <- data
  out
}

mcnemar.test <- function(x, y = NULL, correct = TRUE) {
  data <- deparse1(substitute(x))
  if (!is.matrix(x)) {
    if (is.null(y)) stop("if 'x' is not a matrix, 'y' must be given")
    data <- paste(data, "and", deparse1(substitute(y)))
    x <- table(factor(x), factor(y))
  }
  if (nrow(x) < 2L || nrow(x) != ncol(x)) stop("'x' must be square with at least two rows and columns")
  if (any(x < 0) || anyNA(x)) stop("all entries of 'x' must be nonnegative and finite")
  r <- .mcnemar(as.double(x), nrow(x), correct)
  .htest(statistic = c("McNemar's chi-squared" = r$statistic), parameter = c(df = r$df), p.value = r$p.value,
    method = paste0("McNemar's Chi-squared test", if (r$corrected) " with continuity correction"), data.name = data)
}

mantelhaen.test <- function(x, y = NULL, z = NULL, alternative = c("two.sided", "less", "greater"),
    correct = TRUE, exact = FALSE, conf.level = 0.95) {
  data <- deparse1(substitute(x))
  if (!is.array(x)) {
    if (is.null(y)) stop("if 'x' is not an array, 'y' must be given")
    if (is.null(z)) stop("if 'x' is not an array, 'z' must be given")
    data <- paste(data, "and", deparse1(substitute(y)), "and", deparse1(substitute(z)))
    x <- table(factor(x), factor(y), factor(z))
  }
  if (length(dim(x)) != 3L) stop("'x' must be a 3-dimensional array")
  if (any(dim(x)[1:2] != 2L)) stop("`mantelhaen.test` of tables larger than 2 by 2 is not implemented")
  if (exact) stop("argument 'exact' of `mantelhaen.test` is not implemented")
  alternative <- match.arg(alternative)
  r <- .mantel_haenszel(as.double(x), alternative, correct, conf.level)
  .htest(statistic = c("Mantel-Haenszel X-squared" = r$statistic), parameter = c(df = 1), p.value = r$p.value,
    conf.int = .interval(r$interval, conf.level), estimate = c("common odds ratio" = r$estimate),
    null.value = c("common odds ratio" = 1), alternative = alternative,
    method = paste0("Mantel-Haenszel chi-squared test", if (r$corrected) " with" else " without",
      " continuity correction"), data.name = data)
}

binom.test <- function(x, n, p = 0.5, alternative = c("two.sided", "less", "greater"), conf.level = 0.95) {
  data <- deparse1(substitute(x))
  if (length(x) == 2L) {
    n <- sum(x)
    x <- x[1L]
  } else if (length(x) == 1L) {
    data <- paste(data, "and", deparse1(substitute(n)))
  } else stop("'x' has incorrect length")
  if (!is.finite(x) || x < 0 || x != round(x)) stop("'x' must be nonnegative and integer")
  if (length(n) != 1L || !is.finite(n) || n < 1 || n != round(n) || x > n)
    stop("'n' must be a positive integer >= 'x'")
  if (length(p) != 1L || is.na(p) || p < 0 || p > 1) stop ("'p' must be a single number between 0 and 1")
  alternative <- match.arg(alternative)
  .check_level(conf.level)
  r <- .binomial_test(x, n, p, alternative, conf.level)
  .htest(statistic = c("number of successes" = x), parameter = c("number of trials" = n), p.value = min(1, r$p.value),
    conf.int = .interval(r$interval, conf.level), estimate = c("probability of success" = r$estimate),
    null.value = c("probability of success" = p), alternative = alternative, method = "Exact binomial test",
    data.name = data)
}

poisson.test <- function(x, T = 1, r = 1, alternative = c("two.sided", "less", "greater"), conf.level = 0.95) {
  data <- paste(deparse1(substitute(x)), "time base:", deparse1(substitute(T)))
  if (length(x) != length(T)) {
    if (length(T) == 1L) T <- rep(T, length(x)) else stop("'x' and 'T' have incompatible length")
  }
  if (any(!is.finite(x) | x < 0 | x != round(x))) stop("'x' must be finite, nonnegative, and integer")
  alternative <- match.arg(alternative)
  .check_level(conf.level)
  if (length(x) == 1L) {
    out <- .poisson_test(x, T, r, alternative, conf.level)
    return(.htest(statistic = c("number of events" = x), parameter = c("time base" = T), p.value = out$p.value,
      conf.int = .interval(out$interval, conf.level), estimate = c("event rate" = out$estimate),
      null.value = c("event rate" = r), alternative = alternative, method = "Exact Poisson test", data.name = data))
  }
  if (length(x) != 2L) stop("the case k > 2 is unimplemented")
  # Given their sum, the first count is binomial.
  share <- r * T[1L] / (r * T[1L] + T[2L])
  out <- .binomial_test(x[1L], sum(x), share, alternative, conf.level)
  .htest(statistic = c(count1 = x[1L]), parameter = c("expected count1" = sum(x) * share),
    p.value = min(1, out$p.value), conf.int = .interval(out$interval / (1 - out$interval) * T[2L] / T[1L], conf.level),
    estimate = c("rate ratio" = (x[1L] / T[1L]) / (x[2L] / T[2L])), null.value = c("rate ratio" = r),
    alternative = alternative, method = "Comparison of Poisson rates", data.name = data)
}

prop.test <- function(x, n, p = NULL, alternative = c("two.sided", "less", "greater"), conf.level = 0.95,
    correct = TRUE) {
  data <- deparse1(substitute(x))
  if (is.matrix(x) || (is.table(x) && length(dim(x)) == 1L)) {
    if (is.matrix(x)) {
      if (ncol(x) != 2L) stop("'x' must have 2 columns")
      labels <- rownames(x)
      n <- rowSums(x)
      x <- x[, 1L]
    } else {
      if (length(x) != 2L) stop("table 'x' should have 2 entries")
      n <- sum(x)
      x <- as.vector(x)[1L]
    }
  } else {
    data <- paste(data, "out of", deparse1(substitute(n)))
    labels <- names(x)
  }
  if (length(x) != length(n)) stop("'x' and 'n' must have the same length")
  keep <- complete.cases(x, n)
  x <- x[keep]
  n <- n[keep]
  k <- length(x)
  if (any(n <= 0)) stop("elements of 'n' must be positive")
  if (any(x < 0)) stop("elements of 'x' must be nonnegative")
  if (any(x > n)) stop("elements of 'x' must not be greater than those of 'n'")
  if (is.null(p) && k == 1L) p <- 0.5
  if (!is.null(p)) {
    data <- paste0(data, ", null ", if (k == 1L) "probability " else "probabilities ", deparse1(if (missing(p)) p else substitute(p)))
    if (length(p) != k) stop("'p' must have the same length as 'x' and 'n'")
    if (any(p <= 0 | p >= 1)) stop("elements of 'p' must be in (0,1)")
  }
  alternative <- match.arg(alternative)
  if (k > 2L || (k == 2L && !is.null(p))) alternative <- "two.sided"
  .check_level(conf.level)
  r <- .proportions(x, n, p, alternative, conf.level, correct)
  null <- if (is.null(p)) sum(x) / sum(n) else p
  if (any(c(n * null, n * (1 - null)) < 5)) warning("Chi-squared approximation may be incorrect")
  title <- if (k == 1L) "1-sample proportions test"
    else paste0(k, "-sample test for ", if (is.null(p)) "equality of" else "given", " proportions")
  labels <- if (k == 1L) "p" else paste("prop", seq_len(k))
  out <- .htest(statistic = c("X-squared" = r$statistic), parameter = c(df = r$df), p.value = min(r$p.value, 1),
    estimate = setNames(r$estimate, labels), null.value = if (!is.null(p)) setNames(p, labels),
    conf.int = if (!is.null(r$interval)) .interval(r$interval, conf.level), alternative = alternative,
    method = paste(title, if (r$correction > 0) "with" else "without", "continuity correction"), data.name = data)
  out
}

p.adjust.methods <- c("holm", "hochberg", "hommel", "bonferroni", "BH", "BY", "fdr", "none")
p.adjust <- function(p, method = p.adjust.methods, n = length(p)) {
  method <- match.arg(method)
  keep <- !is.na(p)
  out <- as.numeric(p)
  names(out) <- names(p)
  # As in R, missing values count unless the number of tests is given.
  if (missing(n)) n <- sum(keep)
  if (n < sum(keep)) stop("n >= lp is not TRUE")
  if (any(keep)) out[keep] <- .adjusted(p[keep], n, method)
  out
}

pairwise.table <- function(compare.levels, level.names, p.adjust.method) {
  k <- length(level.names)
  p <- matrix(NA_real_, k - 1L, k - 1L, dimnames = list(level.names[-1L], level.names[-k]))
  for (j in seq_len(k - 1L)) for (i in j:(k - 1L)) p[i, j] <- compare.levels(i + 1L, j)
  low <- lower.tri(p, diag = TRUE)
  p[low] <- p.adjust(p[low], p.adjust.method)
  p
}
.pairwise <- function(method, data, p, adjust)
  structure(list(method = method, data.name = data, p.value = p, p.adjust.method = adjust), class = "pairwise.htest")
.S3method("print", "pairwise.htest", function(x, digits = max(1L, getOption("digits") - 5L), ...) {
  cat("\n\tPairwise comparisons using", x$method, "\n\n")
  cat("data: ", x$data.name, "\n\n")
  shown <- format.pval(x$p.value, digits = digits, na.form = "-")
  attributes(shown) <- attributes(x$p.value)
  print(shown, quote = FALSE, ...)
  cat("\nP value adjustment method:", x$p.adjust.method, "\n")
  invisible(x)
})
pairwise.t.test <- function(x, g, p.adjust.method = p.adjust.methods, pool.sd = !paired, paired = FALSE,
    alternative = c("two.sided", "less", "greater"), ...) {
  if (paired && pool.sd) stop("pooling of SD is incompatible with paired tests")
  data <- paste(deparse1(substitute(x)), "and", deparse1(substitute(g)))
  g <- factor(g)
  p.adjust.method <- match.arg(p.adjust.method)
  alternative <- match.arg(alternative)
  if (pool.sd) {
    method <- "t tests with pooled SD"
    keep <- !is.na(x)
    p <- .pooled_pairs(unname(split(x[keep], g[keep])), alternative)
    compare <- function(i, j) .pooled_p(x, g, i, j, alternative)
  } else {
    method <- if (paired) "paired t tests" else "t tests with non-pooled SD"
    compare <- function(i, j)
      t.test(x[as.integer(g) == i], x[as.integer(g) == j], paired = paired, alternative = alternative, ...)$p.value
  }
  .pairwise(method, data, pairwise.table(compare, levels(g), p.adjust.method), p.adjust.method)
}
# The p-value of two groups with the standard deviation of all.
.pooled_p <- function(x, g, i, j, alternative) {
  samples <- lapply(split(x, g), function(v) v[!is.na(v)])
  n <- lengths(samples)
  df <- n - 1
  sd <- sqrt(sum(df * vapply(samples, var, 0)) / sum(df))
  t <- (mean(samples[[i]]) - mean(samples[[j]])) / (sd * sqrt(1 / n[[i]] + 1 / n[[j]]))
  if (alternative == "two.sided") 2 * pt(-abs(t), sum(df)) else pt(t, sum(df), lower.tail = alternative == "less")
}
pairwise.wilcox.test <- function(x, g, p.adjust.method = p.adjust.methods, paired = FALSE, ...) {
  p.adjust.method <- match.arg(p.adjust.method)
  data <- paste(deparse1(substitute(x)), "and", deparse1(substitute(g)))
  g <- factor(g)
  method <- NULL
  compare <- function(i, j) {
    xi <- x[as.integer(g) == i]
    xj <- x[as.integer(g) == j]
    r <- wilcox.test(xi, xj, paired = paired, ...)
    if (is.null(method)) method <<- r$method
    r$p.value
  }
  p <- pairwise.table(compare, levels(g), p.adjust.method)
  .pairwise(method, data, p, p.adjust.method)
}
pairwise.prop.test <- function(x, n, p.adjust.method = p.adjust.methods, ...) {
  p.adjust.method <- match.arg(p.adjust.method)
  data <- deparse1(substitute(x))
  if (is.matrix(x)) {
    if (ncol(x) != 2L) stop("'x' must have 2 columns")
    n <- rowSums(x)
    x <- x[, 1L]
  } else data <- paste(data, "out of", deparse1(substitute(n)))
  if (length(x) != length(n)) stop("'x' and 'n' must have the same length")
  compare <- function(i, j) prop.test(x[c(i, j)], n[c(i, j)], ...)$p.value
  labels <- if (is.null(names(x))) seq_along(x) else names(x)
  .pairwise("Pairwise comparison of proportions", data, pairwise.table(compare, labels, p.adjust.method), p.adjust.method)
}

.S3method("print", "power.htest", function(x, digits = getOption("digits"), ...) {
  cat("\n    ", x$method, "\n\n")
  note <- x$note
  shown <- unclass(x)
  shown$method <- shown$note <- NULL
  values <- vapply(shown, function(v) format(v, digits = digits)[1L], "")
  cat(paste(format(names(shown), width = 15L, justify = "right"), values, sep = " = "), sep = "\n")
  cat("\n")
  if (is.null(note)) cat("\n") else cat("\n", "NOTE: ", note, "\n\n", sep = "")
  invisible(x)
})
.number_or_na <- function(x) if (is.null(x)) NA_real_ else x
.one_unknown <- function(values, names)
  if (sum(vapply(values, is.null, NA)) != 1L)
    stop(paste0("exactly one of ", paste0("'", names, "'", collapse = ", "), " must be NULL"), call. = FALSE)
power.t.test <- function(n = NULL, delta = NULL, sd = 1, sig.level = 0.05, power = NULL,
    type = c("two.sample", "one.sample", "paired"), alternative = c("two.sided", "one.sided"), strict = FALSE,
    tol = .Machine$double.eps^0.25) {
  if (sum(is.null(n), is.null(delta), is.null(sd), is.null(power), is.null(sig.level)) != 1L)
    stop("exactly one of 'n', 'delta', 'sd', 'power', and 'sig.level' must be NULL")
  type <- match.arg(type)
  alternative <- match.arg(alternative)
  r <- .t_power(.number_or_na(n), .number_or_na(delta), .number_or_na(sd), .number_or_na(sig.level),
    .number_or_na(power), type, alternative == "two.sided", strict, tol)
  if (is.character(r)) stop(r)
  note <- switch(type, paired = "n is number of *pairs*, sd is std.dev. of *differences* within pairs",
    two.sample = "n is number in *each* group", NULL)
  title <- switch(type, one.sample = "One-sample", two.sample = "Two-sample", paired = "Paired")
  structure(list(n = r[1L], delta = r[2L], sd = r[3L], sig.level = r[4L], power = r[5L], alternative = alternative,
    note = note, method = paste(title, "t test power calculation")), class = "power.htest")
}
power.prop.test <- function(n = NULL, p1 = NULL, p2 = NULL, sig.level = 0.05, power = NULL,
    alternative = c("two.sided", "one.sided"), strict = FALSE, tol = .Machine$double.eps^0.25) {
  if (sum(is.null(n), is.null(p1), is.null(p2), is.null(power), is.null(sig.level)) != 1L)
    stop("exactly one of 'n', 'p1', 'p2', 'power', and 'sig.level' must be NULL")
  alternative <- match.arg(alternative)
  r <- .prop_power(.number_or_na(n), .number_or_na(p1), .number_or_na(p2), .number_or_na(sig.level),
    .number_or_na(power), alternative == "two.sided", strict, tol)
  if (is.character(r)) stop(r)
  structure(list(n = r[1L], p1 = r[2L], p2 = r[3L], sig.level = r[4L], power = r[5L], alternative = alternative,
    note = "n is number in *each* group", method = "Two-sample comparison of proportions power calculation"),
    class = "power.htest")
}
