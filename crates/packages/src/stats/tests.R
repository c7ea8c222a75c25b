# Classical tests: arguments, names and messages; the numbers come from Rust.

.htest <- function(...) structure(list(...), class = "htest")
.interval <- function(limits, level) structure(limits, conf.level = level)

# The variables of a formula method's call.
.formula_frame <- function(call, env) {
  kept <- intersect(c("formula", "data", "subset", "na.action"), names(call))
  eval(as.call(c(list(quote(stats::model.frame)), as.list(call)[kept])), env)
}
# The response of a formula in one or two samples.
.formula_samples <- function(formula, frame, none = TRUE) {
  if (length(formula) != 3L) stop("'formula' missing or incorrect", call. = FALSE)
  at <- attr(attr(frame, "terms"), "response")
  if (none && identical(formula[[3L]], 1)) {
    values <- frame[[at]]
    if (inherits(values, "Pair")) return(list(values[, 1L], values[, 2L], paired = TRUE))
    return(list(values))
  }
  if (length(frame) != 2L) stop("'formula' missing or incorrect", call. = FALSE)
  g <- factor(frame[[-at]])
  if (nlevels(g) != 2L) stop("grouping factor must have exactly 2 levels", call. = FALSE)
  out <- unname(split(frame[[at]], g))
  attr(out, "groups") <- levels(g)
  out
}
.check_level <- function(level)
  if (!(length(level) == 1L && is.finite(level) && level > 0 && level < 1))
    stop("'conf.level' must be a single number between 0 and 1", call. = FALSE)

.S3method("print", "htest", function(x, digits = getOption("digits"), prefix = "\t", ...) {
  cat("\n")
  cat(strwrap(x$method, prefix = prefix), sep = "\n")
  cat("\n\n")
  cat("data:  ", x$data.name, "\n", sep = "")
  short <- max(1L, digits - 2L)
  parts <- character()
  for (piece in list(x$statistic, x$parameter))
    if (!is.null(piece)) parts <- c(parts, paste(names(piece), "=", format(piece, digits = short)))
  if (!is.null(x$p.value)) {
    p <- format.pval(x$p.value, digits = max(1L, digits - 3L))
    parts <- c(parts, paste("p-value", if (startsWith(p, "<")) p else paste("=", p)))
  }
  cat(strwrap(paste(parts, collapse = ", ")), sep = "\n")
  cat("\n")
  if (!is.null(x$alternative)) {
    cat("alternative hypothesis: ")
    if (is.null(x$null.value)) cat(x$alternative, "\n", sep = "")
    else if (length(x$null.value) == 1L) {
      relation <- c(two.sided = "not equal to", less = "less than", greater = "greater than")[[x$alternative]]
      cat("true ", names(x$null.value), " is ", relation, " ", x$null.value, "\n", sep = "")
    } else {
      cat(x$alternative, "\nnull values:\n", sep = "")
      print(x$null.value, digits = digits, ...)
    }
  }
  if (!is.null(x$conf.int)) {
    limits <- paste(format(x$conf.int[1:2], digits = digits), collapse = " ")
    cat(format(100 * attr(x$conf.int, "conf.level")), " percent confidence interval:\n ", limits, "\n", sep = "")
  }
  if (!is.null(x$estimate)) {
    cat("sample estimates:\n")
    print(x$estimate, digits = digits, ...)
  }
  cat("\n")
  invisible(x)
})

t.test <- function(x, ...) UseMethod("t.test")
.S3method("t.test", "default", t.test.default <- function(x, y = NULL, alternative = c("two.sided", "less", "greater"),
    mu = 0, paired = FALSE, var.equal = FALSE, conf.level = 0.95, ...) {
  alternative <- match.arg(alternative)
  if (!missing(mu) && (length(mu) != 1L || is.na(mu))) stop("'mu' must be a single number")
  .check_level(conf.level)
  data <- deparse1(substitute(x))
  if (is.null(y)) {
    if (paired) stop("'y' is missing for paired test")
    x <- x[!is.na(x)]
  } else {
    data <- paste(data, "and", deparse1(substitute(y)))
    if (paired) {
      both <- complete.cases(x, y)
      x <- x[both] - y[both]
      y <- NULL
    } else {
      x <- x[!is.na(x)]
      y <- y[!is.na(y)]
    }
  }
  r <- if (is.null(y)) .t_one(x, mu, alternative, conf.level)
    else .t_two(x, y, mu, var.equal, alternative, conf.level)
  if (is.character(r)) stop(r)
  what <- if (paired) "mean difference" else if (is.null(y)) "mean" else "difference in means"
  labels <- if (paired) what else if (is.null(y)) "mean of x" else c("mean of x", "mean of y")
  method <- if (paired) "Paired t-test" else if (is.null(y)) "One Sample t-test"
    else if (var.equal) " Two Sample t-test" else "Welch Two Sample t-test"
  .htest(statistic = c(t = r$statistic), parameter = c(df = r$df), p.value = r$p.value,
    conf.int = .interval(r$interval, conf.level), estimate = setNames(r$estimate, labels),
    null.value = setNames(mu, what), stderr = r$stderr, alternative = alternative, method = method,
    data.name = data)
})
.S3method("t.test", "formula", function(formula, data, subset, na.action, ...) {
  if ("paired" %in% ...names()) stop("cannot use 'paired' in formula method")
  frame <- .formula_frame(match.call(expand.dots = FALSE), parent.frame())
  samples <- .formula_samples(formula, frame)
  r <- if (length(samples) == 1L) t.test.default(samples[[1L]], ...)
    else if (isTRUE(samples$paired)) t.test.default(samples[[1L]], samples[[2L]], paired = TRUE, ...)
    else t.test.default(samples[[1L]], samples[[2L]], ...)
  r$data.name <- paste(names(frame), collapse = " by ")
  groups <- attr(samples, "groups")
  if (!is.null(groups)) {
    names(r$estimate) <- paste("mean in group", groups)
    names(r$null.value) <- paste("difference in means between", paste("group", groups, collapse = " and "))
  }
  r
})

wilcox.test <- function(x, ...) UseMethod("wilcox.test")
.S3method("wilcox.test", "default", wilcox.test.default <- function(x, y = NULL,
    alternative = c("two.sided", "less", "greater"), mu = 0, paired = FALSE, exact = NULL, correct = TRUE,
    conf.int = FALSE, conf.level = 0.95, tol.root = 1e-4, digits.rank = Inf, ...) {
  alternative <- match.arg(alternative)
  if (is.finite(digits.rank)) stop("argument 'digits.rank' of `wilcox.test` is not implemented")
  if (!missing(mu) && (length(mu) > 1L || !is.finite(mu))) stop("'mu' must be a single number")
  if (conf.int) .check_level(conf.level)
  if (!is.numeric(x)) stop("'x' must be numeric")
  data <- deparse1(substitute(x))
  if (!is.null(y)) {
    if (!is.numeric(y)) stop("'y' must be numeric")
    data <- paste(data, "and", deparse1(substitute(y)))
    if (paired) {
      if (length(x) != length(y)) stop("'x' and 'y' must have the same length")
      x <- x - y
      y <- NULL
    } else y <- y[!is.na(y)]
  } else if (paired) stop("'y' is missing for paired test")
  x <- x[!is.na(x)]
  if (length(x) < 1L) stop("not enough (non-missing) 'x' observations")
  if (!is.null(y) && length(y) < 1L) stop("not enough 'y' observations")
  r <- .wilcox(x, y, mu, alternative, exact, correct, if (conf.int) conf.level, tol.root)
  if (is.character(r)) stop(r)
  small <- if (is.null(exact)) length(x) < 50 && length(y) < 50 else exact
  for (cause in c("ties", "zeroes")) if (small && r[[cause]]) {
    warning("cannot compute exact p-value with ", cause)
    if (conf.int) warning("cannot compute exact confidence interval with ", cause)
  }
  one <- is.null(y)
  method <- paste0(if (one) "Wilcoxon signed rank " else "Wilcoxon rank sum ",
    if (r$exact) "exact test" else if (correct) "test with continuity correction" else "test")
  out <- .htest(statistic = setNames(r$statistic, if (one) "V" else "W"), parameter = NULL, p.value = r$p.value,
    null.value = setNames(mu, if (one && !paired) "location" else "location shift"),
    alternative = alternative, method = method, data.name = data)
  if (conf.int) {
    if (r$location$level < conf.level - 1e-9 && r$exact) warning("requested conf.level not achievable")
    out$conf.int <- .interval(r$location$interval, r$location$level)
    out$estimate <- setNames(r$location$estimate, if (one) "(pseudo)median" else "difference in location")
  }
  out
})
.S3method("wilcox.test", "formula", function(formula, data, subset, na.action, ...) {
  if ("paired" %in% ...names()) stop("cannot use 'paired' in formula method")
  frame <- .formula_frame(match.call(expand.dots = FALSE), parent.frame())
  samples <- .formula_samples(formula, frame)
  # Under these names the test's own warnings read as R's.
  x <- samples[[1L]]
  r <- if (length(samples) == 1L) wilcox.test.default(x = x, ...) else {
    y <- samples[[2L]]
    if (isTRUE(samples$paired)) wilcox.test.default(x = x, y = y, paired = TRUE, ...)
    else wilcox.test.default(x = x, y = y, ...)
  }
  r$data.name <- paste(names(frame), collapse = " by ")
  r
})

cor.test <- function(x, ...) UseMethod("cor.test")
.S3method("cor.test", "default", cor.test.default <- function(x, y, alternative = c("two.sided", "less", "greater"),
    method = c("pearson", "kendall", "spearman"), exact = NULL, conf.level = 0.95, continuity = FALSE, ...) {
  alternative <- match.arg(alternative)
  method <- match.arg(method)
  data <- paste(deparse1(substitute(x)), "and", deparse1(substitute(y)))
  if (!is.numeric(x)) stop("'x' must be a numeric vector")
  if (!is.numeric(y)) stop("'y' must be a numeric vector")
  if (length(x) != length(y)) stop("'x' and 'y' must have the same length")
  both <- complete.cases(x, y)
  r <- .correlated(x[both], y[both], method, alternative, exact, continuity, conf.level)
  if (is.character(r)) stop(r)
  if (r$ties) warning("Cannot compute exact p-value with ties")
  label <- switch(method, pearson = c("t", "cor", "correlation", "Pearson's product-moment correlation"),
    kendall = c(if (r$exact) "T" else "z", "tau", "tau", "Kendall's rank correlation tau"),
    spearman = c("S", "rho", "rho", "Spearman's rank correlation rho"))
  out <- .htest(statistic = setNames(r$statistic, label[1L]), parameter = if (!is.null(r$df)) c(df = r$df),
    p.value = r$p.value, estimate = setNames(r$estimate, label[2L]), null.value = setNames(0, label[3L]),
    alternative = alternative, method = label[4L], data.name = data)
  if (method == "pearson") out$parameter <- c(df = as.integer(r$df))
  if (!is.null(r$interval)) out$conf.int <- .interval(r$interval, conf.level)
  out
})
.S3method("cor.test", "formula", function(formula, data, subset, na.action, ...) {
  if (length(formula) != 2L) stop("'formula' missing or invalid")
  frame <- .formula_frame(match.call(expand.dots = FALSE), parent.frame())
  if (length(frame) != 2L) stop("invalid formula")
  r <- cor.test.default(x = frame[[1L]], y = frame[[2L]], ...)
  r$data.name <- paste(names(frame), collapse = " and ")
  r
})

var.test <- function(x, ...) UseMethod("var.test")
.S3method("var.test", "default", var.test.default <- function(x, y, ratio = 1,
    alternative = c("two.sided", "less", "greater"), conf.level = 0.95, ...) {
  alternative <- match.arg(alternative)
  .check_level(conf.level)
  data <- paste(deparse1(substitute(x)), "and", deparse1(substitute(y)))
  r <- if (inherits(x, "lm") && inherits(y, "lm")) {
    df <- c(df.residual(x), df.residual(y))
    .variance_ratio_of((deviance(x) / df[1L]) / (deviance(y) / df[2L]), df, ratio, alternative, conf.level)
  } else {
    x <- x[is.finite(x)]
    y <- y[is.finite(y)]
    if (length(x) < 2L) stop("not enough 'x' observations")
    if (length(y) < 2L) stop("not enough 'y' observations")
    .variance_ratio(x, y, ratio, alternative, conf.level)
  }
  if (is.character(r)) stop(r)
  .htest(statistic = c(F = r$statistic), parameter = c("num df" = r$df[1L], "denom df" = r$df[2L]),
    p.value = r$p.value, conf.int = .interval(r$interval, conf.level),
    estimate = c("ratio of variances" = r$estimate), null.value = c("ratio of variances" = ratio),
    alternative = alternative, method = "F test to compare two variances", data.name = data)
})
.S3method("var.test", "formula", function(formula, data, subset, na.action, ...) {
  frame <- .formula_frame(match.call(expand.dots = FALSE), parent.frame())
  samples <- .formula_samples(formula, frame, none = FALSE)
  r <- var.test.default(samples[[1L]], samples[[2L]], ...)
  r$data.name <- paste(names(frame), collapse = " by ")
  r
})

# Samples given as a list, or as values and their groups.
.grouped <- function(x, g, dots, need = 2L) {
  if (is.list(x)) {
    if (length(x) < need) stop("'x' must be a list with at least 2 elements", call. = FALSE)
    return(lapply(x, function(v) v[!is.na(v)]))
  }
  if (length(x) != length(g)) stop("'x' and 'g' must have the same length", call. = FALSE)
  keep <- complete.cases(x, g)
  g <- factor(g[keep])
  if (nlevels(g) < need) stop("all observations are in the same group", call. = FALSE)
  unname(split(x[keep], g))
}
.group_formula <- function(test, call, env, join, ...) {
  frame <- .formula_frame(call, env)
  if (length(frame) > 2L) stop("'formula' should be of the form response ~ group", call. = FALSE)
  r <- test(frame[[1L]], frame[[2L]], ...)
  r$data.name <- paste(names(frame), collapse = join)
  r
}
kruskal.test <- function(x, ...) UseMethod("kruskal.test")
.S3method("kruskal.test", "default", kruskal.test.default <- function(x, g, ...) {
  data <- if (is.list(x)) deparse1(substitute(x))
    else paste(deparse1(substitute(x)), "and", deparse1(substitute(g)))
  r <- .kruskal(.grouped(x, g))
  .htest(statistic = c("Kruskal-Wallis chi-squared" = r$statistic), parameter = c(df = as.integer(r$df)),
    p.value = r$p.value, method = "Kruskal-Wallis rank sum test", data.name = data)
})
.S3method("kruskal.test", "formula", function(formula, data, subset, na.action, ...)
  .group_formula(kruskal.test.default, match.call(expand.dots = FALSE), parent.frame(), " by ", ...))
bartlett.test <- function(x, ...) UseMethod("bartlett.test")
.S3method("bartlett.test", "default", bartlett.test.default <- function(x, g, ...) {
  data <- if (is.list(x)) deparse1(substitute(x))
    else paste(deparse1(substitute(x)), "and", deparse1(substitute(g)))
  r <- .bartlett(.grouped(x, g))
  if (is.character(r)) stop(r)
  .htest(statistic = c("Bartlett's K-squared" = r$statistic), parameter = c(df = r$df), p.value = r$p.value,
    data.name = data, method = "Bartlett test of homogeneity of variances")
})
.S3method("bartlett.test", "formula", function(formula, data, subset, na.action, ...)
  .group_formula(bartlett.test.default, match.call(expand.dots = FALSE), parent.frame(), " by ", ...))
# Fligner and Killeen's test: normal scores of the ranks of distances from the medians.
fligner.test <- function(x, ...) UseMethod("fligner.test")
.S3method("fligner.test", "default", fligner.test.default <- function(x, g, ...) {
  data <- if (is.list(x)) deparse1(substitute(x))
    else paste(deparse1(substitute(x)), "and", deparse1(substitute(g)))
  samples <- .grouped(x, g)
  away <- lapply(samples, function(v) abs(v - median(v)))
  n <- lengths(samples)
  score <- qnorm((1 + rank(unlist(away)) / (sum(n) + 1)) / 2)
  means <- vapply(split(score, rep(seq_along(n), n)), mean, 0)
  statistic <- sum(n * (means - mean(score))^2) / var(score)
  df <- length(n) - 1L
  .htest(statistic = c("Fligner-Killeen:med chi-squared" = statistic), parameter = c(df = df),
    p.value = pchisq(statistic, df, lower.tail = FALSE),
    method = "Fligner-Killeen test of homogeneity of variances", data.name = data)
})
.S3method("fligner.test", "formula", function(formula, data, subset, na.action, ...)
  .group_formula(fligner.test.default, match.call(expand.dots = FALSE), parent.frame(), " by ", ...))

friedman.test <- function(y, ...) UseMethod("friedman.test")
.S3method("friedman.test", "default", friedman.test.default <- function(y, groups, blocks, ...) {
  data <- deparse1(substitute(y))
  if (!is.matrix(y)) {
    data <- paste0(data, ", ", deparse1(substitute(groups)), " and ", deparse1(substitute(blocks)))
    groups <- factor(groups)
    blocks <- factor(blocks)
    if (any(table(groups, blocks) != 1)) stop("not an unreplicated complete block design")
    y <- matrix(y[order(groups, blocks)], nlevels(blocks), nlevels(groups))
  }
  y <- y[complete.cases(y), , drop = FALSE]
  r <- .friedman(lapply(seq_len(nrow(y)), function(i) y[i, ]))
  .htest(statistic = c("Friedman chi-squared" = r$statistic), parameter = c(df = r$df), p.value = r$p.value,
    method = "Friedman rank sum test", data.name = data)
})
.S3method("friedman.test", "formula", function(formula, data, subset, na.action, ...) {
  if (length(formula) != 3L || length(formula[[3L]]) != 3L || !identical(formula[[3L]][[1L]], quote(`|`)))
    stop("incorrect specification for 'formula'")
  call <- match.call(expand.dots = FALSE)
  formula[[3L]][[1L]] <- quote(`+`)
  call$formula <- formula
  frame <- .formula_frame(call, parent.frame())
  r <- friedman.test.default(frame[[1L]], frame[[2L]], frame[[3L]])
  r$data.name <- paste0(names(frame)[1L], ", ", names(frame)[2L], " and ", names(frame)[3L])
  r
})

oneway.test <- function(formula, data, subset, na.action, var.equal = FALSE) {
  frame <- .formula_frame(match.call(), parent.frame())
  if (length(frame) != 2L) stop("'formula' should be of the form response ~ group")
  samples <- split(frame[[1L]], factor(frame[[2L]]))
  k <- length(samples)
  if (k < 2L) stop("not enough groups")
  n <- lengths(samples)
  if (any(n < 2L)) stop("not enough observations")
  m <- vapply(samples, mean, 0)
  v <- vapply(samples, var, 0)
  if (var.equal) {
    df <- c(k - 1, sum(n) - k)
    between <- sum(n * (m - mean(unlist(samples)))^2) / df[1L]
    statistic <- between / (sum((n - 1) * v) / df[2L])
  } else {
    # Welch (1951).
    w <- n / v
    share <- w / sum(w)
    unequal <- sum((1 - share)^2 / (n - 1)) / (k^2 - 1)
    statistic <- sum(w * (m - sum(share * m))^2) / ((k - 1) * (1 + 2 * (k - 2) * unequal))
    df <- c(k - 1, 1 / (3 * unequal))
  }
  .htest(statistic = c(F = statistic), parameter = c("num df" = df[1L], "denom df" = df[2L]),
    p.value = pf(statistic, df[1L], df[2L], lower.tail = FALSE),
    method = paste0("One-way analysis of means", if (!var.equal) " (not assuming equal variances)"),
    data.name = paste(names(frame), collapse = " and "))
}

shapiro.test <- function(x) {
  data <- deparse1(substitute(x))
  if (!is.numeric(x)) stop("is.numeric(x) is not TRUE")
  r <- .shapiro(sort(x[!is.na(x)]))
  if (is.character(r)) stop(r)
  .htest(statistic = c(W = r[1L]), p.value = r[2L], method = "Shapiro-Wilk normality test", data.name = data)
}

ks.test <- function(x, ...) UseMethod("ks.test")
.S3method("ks.test", "default", ks.test.default <- function(x, y, ..., alternative = c("two.sided", "less", "greater"),
    exact = NULL, simulate.p.value = FALSE, B = 2000) {
  alternative <- match.arg(alternative)
  if (simulate.p.value) stop("argument 'simulate.p.value' of `ks.test` is not implemented")
  data <- deparse1(substitute(x))
  x <- x[!is.na(x)]
  two <- is.numeric(y)
  r <- if (two) {
    data <- paste(data, "and", deparse1(substitute(y)))
    y <- y[!is.na(y)]
    .ks_two(x, y, alternative, exact)
  } else {
    cdf <- if (is.character(y)) get(y, mode = "function", envir = parent.frame()) else y
    if (!is.function(cdf)) stop("'y' must be numeric or a function or a string naming a valid function")
    .ks_one(x, cdf(x, ...), alternative, exact)
  }
  if (is.character(r)) stop(r)
  if (!two && r$ties) warning("ties should not be present for the one-sample Kolmogorov-Smirnov test")
  words <- if (two) c(two.sided = "two-sided", less = "the CDF of x lies below that of y",
    greater = "the CDF of x lies above that of y")
  else c(two.sided = "two-sided", less = "the CDF of x lies below the null hypothesis",
    greater = "the CDF of x lies above the null hypothesis")
  name <- c(two.sided = "D", less = "D^-", greater = "D^+")[[alternative]]
  .htest(statistic = setNames(r$statistic, name), p.value = r$p.value, alternative = words[[alternative]],
    method = paste(if (r$exact) "Exact" else "Asymptotic", if (two) "two-sample" else "one-sample",
      "Kolmogorov-Smirnov test"), data.name = data, exact = r$exact)
})
.S3method("ks.test", "formula", function(formula, data, subset, na.action, ...) {
  frame <- .formula_frame(match.call(expand.dots = FALSE), parent.frame())
  samples <- .formula_samples(formula, frame)
  r <- if (length(samples) == 1L) ks.test.default(samples[[1L]], ...)
    else ks.test.default(samples[[1L]], samples[[2L]], ...)
  r$data.name <- paste(names(frame), collapse = " by ")
  r
})
