# Tables of variances and deviances.

.steps <- function(x) x[-1L] - x[-length(x)]

anova <- function(object, ...) UseMethod("anova")

.table <- function(columns, rows, heading = NULL, class = c("anova", "data.frame")) {
  structure(columns, heading = heading, row.names = rows, class = class)
}
.response.text <- function(object) paste(deparse(formula(object)[[2L]]), collapse = "\n")
.formula.text <- function(object) paste(deparse(formula(object)), collapse = "\n")

# Degrees of freedom and sums of squares of the terms, the residuals last.
.term.sums <- function(object) {
  p <- object$rank
  w <- object$weights
  r <- object$residuals
  rss <- if (is.null(w)) sum(r^2) else sum(w * r^2)
  labels <- attr(object$terms, "term.labels")
  if (p == 0L) return(list(labels = character(), df = object$df.residual, ss = rss))
  assign <- object$assign[object$qr$pivot[seq_len(p)]]
  effects <- object$effects[seq_len(p)]
  terms <- sort(unique(assign[assign > 0]))
  df <- vapply(terms, function(k) sum(assign == k), 0L)
  ss <- vapply(terms, function(k) sum(effects[assign == k]^2), 0)
  list(labels = labels[terms], df = c(df, object$df.residual), ss = c(ss, rss))
}

.S3method("anova", "lm", function(object, ...) {
  others <- list(...)
  if (length(others)) return(.anova.models(object, others))
  parts <- .term.sums(object)
  n <- length(parts$df)
  ms <- parts$ss / parts$df
  f <- ms / ms[n]
  p <- .upper.tail("F", f, parts$df, parts$df[n])
  if (parts$ss[n] < 1e-10 * sum(parts$ss)) {
    warning("ANOVA F-tests on an essentially perfect fit are unreliable")
  }
  f[n] <- p[n] <- NA
  .table(list(Df = as.integer(parts$df), `Sum Sq` = parts$ss, `Mean Sq` = ms, `F value` = f, `Pr(>F)` = p),
         c(parts$labels, "Residuals"),
         c("Analysis of Variance Table\n", paste("Response:", .response.text(object))))
})

.anova.models <- function(object, others, test = "F", scale = 0) {
  named <- names(others)
  if (!is.null(named)) {
    if ("test" %in% named) test <- others$test
    if ("scale" %in% named) scale <- others$scale
    others <- others[!(named %in% c("test", "scale"))]
    if (length(others) == 0L) stop("argument 'test' of `anova` of one linear model is not implemented")
  }
  fits <- c(list(object), unname(others))
  responses <- vapply(fits, .response.text, "")
  if (any(responses != responses[1L])) {
    warning("models with other responses than the first were removed", call. = FALSE)
    fits <- fits[responses == responses[1L]]
  }
  sizes <- vapply(fits, function(fit) length(fit$residuals), 0L)
  if (any(sizes != sizes[1L])) stop("models were not all fitted to the same size of dataset")
  df <- as.numeric(vapply(fits, df.residual, 0))
  rss <- as.numeric(vapply(fits, deviance, 0))
  n <- length(fits)
  steps <- c(NA, -.steps(df))
  gains <- c(NA, -.steps(rss))
  heading <- c("Analysis of Variance Table\n",
               paste0("Model ", format(seq_len(n)), ": ", vapply(fits, .formula.text, ""), collapse = "\n"))
  columns <- list(Res.Df = df, RSS = rss, Df = steps, `Sum of Sq` = gains)
  big <- which.min(df)
  if (scale <= 0) scale <- rss[big] / df[big]
  if (identical(test, "F")) {
    f <- gains / steps / scale
    f[steps %in% 0] <- NA
    p <- .upper.tail("F", f, abs(steps), df[big])
    p[!is.na(f) & f < 0] <- NA
    f[!is.na(f) & f < 0] <- NA
    columns$F <- f
    columns$`Pr(>F)` <- p
  } else if (identical(test, "Chisq")) {
    p <- .upper.tail("chi-squared", gains / scale * sign(steps), abs(steps), 0)
    p[steps %in% 0] <- NA
    columns$`Pr(>Chi)` <- p
  } else if (!is.null(test)) {
    stop("test \"", test, "\" of `anova` is not implemented")
  }
  .table(columns, as.character(seq_len(n)), heading)
}

.deviance.test <- function(columns, test, dispersion, df) {
  steps <- columns$Df
  gains <- columns$Deviance
  if (test %in% c("Chisq", "LRT")) {
    p <- .upper.tail("chi-squared", gains / dispersion * sign(steps), abs(steps), 0)
    p[steps %in% 0] <- NA
    columns$`Pr(>Chi)` <- p
  } else if (test == "F") {
    f <- gains / steps / dispersion
    f[steps %in% 0] <- NA
    p <- .upper.tail("F", f, abs(steps), df)
    columns$F <- f
    columns$`Pr(>F)` <- p
  } else {
    stop("test \"", test, "\" of `anova` of a glm is not implemented")
  }
  columns
}
# From R 4.4 on a test is made by default: F where the dispersion is estimated, else chi-squared.
.default.test <- function(object) {
  known <- object$family$dispersion
  if (!is.null(known) && !is.na(known)) "Chisq" else "F"
}

.S3method("anova", "glm", function(object, ..., dispersion = NULL, test) {
  others <- list(...)
  wanted <- if (missing(test)) .default.test(object) else test
  if (is.logical(wanted)) wanted <- if (isTRUE(wanted)) .default.test(object) else NULL
  if (length(others)) return(.anova.glms(c(list(object), unname(others)), dispersion, wanted))
  labels <- attr(object$terms, "term.labels")
  assign <- object$assign
  x <- model.matrix(object)
  assign <- attr(x, "assign")
  terms <- unique(assign[assign > 0])
  deviances <- freedom <- numeric()
  for (k in seq_along(terms)) {
    if (k == 1L) next
    part <- .glm.part(object, labels[terms[seq_len(k - 1L)]])
    deviances <- c(deviances, part$deviance)
    freedom <- c(freedom, part$df.residual)
  }
  if (length(terms)) {
    deviances <- c(object$null.deviance, deviances, object$deviance)
    freedom <- c(object$df.null, freedom, object$df.residual)
  } else {
    deviances <- object$null.deviance
    freedom <- object$df.null
  }
  columns <- list(Df = c(NA, -.steps(freedom)), Deviance = c(NA, -.steps(deviances)), `Resid. Df` = freedom,
                  `Resid. Dev` = deviances)
  heading <- paste0("Analysis of Deviance Table", "\n\nModel: ", object$family$family, ", link: ",
                    object$family$link, "\n\nResponse: ", .response.text(object),
                    "\n\nTerms added sequentially (first to last)\n\n")
  if (!is.null(wanted)) {
    df <- object$df.residual
    if (is.null(dispersion)) {
      dispersion <- .glm.dispersion(object)
      known <- object$family$dispersion
      if (!is.null(known) && !is.na(known)) df <- Inf
    }
    if (wanted == "F" && is.infinite(df)) {
      name <- object$family$family
      if (name %in% c("binomial", "poisson")) {
        warning(gettextf("using F test with a '%s' family is inappropriate", name), call. = FALSE)
      } else {
        warning("using F test with a fixed dispersion is inappropriate")
      }
    }
    columns <- .deviance.test(columns, wanted, dispersion, df)
  }
  .table(columns, c("NULL", labels[terms]), heading)
})
.glm.part <- function(object, labels) {
  offset <- object$offset
  frame <- object$model
  y <- object$y
  x <- model.matrix(object)
  all <- attr(object$terms, "term.labels")
  keep <- attr(x, "assign") %in% c(0L, match(labels, all))
  .glm.refit(x[, keep, drop = FALSE], y, object$prior.weights, offset, object$family,
             attr(object$terms, "intercept") > 0L)
}
.anova.glms <- function(fits, dispersion, test) {
  responses <- vapply(fits, .response.text, "")
  if (any(responses != responses[1L])) {
    warning("models with other responses than the first were removed", call. = FALSE)
    fits <- fits[responses == responses[1L]]
  }
  sizes <- vapply(fits, function(fit) length(fit$residuals), 0L)
  if (any(sizes != sizes[1L])) stop("models were not all fitted to the same size of dataset")
  df <- as.numeric(vapply(fits, function(fit) fit$df.residual, 0))
  deviances <- as.numeric(vapply(fits, function(fit) fit$deviance, 0))
  n <- length(fits)
  columns <- list(`Resid. Df` = df, `Resid. Dev` = deviances, Df = c(NA, -.steps(df)),
                  Deviance = c(NA, -.steps(deviances)))
  heading <- c("Analysis of Deviance Table\n",
               paste0("Model ", format(seq_len(n)), ": ", vapply(fits, .formula.text, ""), collapse = "\n"))
  if (!is.null(test)) {
    big <- fits[[which.min(df)]]
    if (is.null(dispersion)) dispersion <- .glm.dispersion(big)
    known <- big$family$dispersion
    scale.df <- if (!is.null(known) && !is.na(known)) Inf else min(df)
    columns <- .deviance.test(columns, test, dispersion, scale.df)
  }
  .table(columns, as.character(seq_len(n)), heading)
}

aov <- function(formula, data = NULL, projections = FALSE, qr = TRUE, contrasts = NULL, ...) {
  worked <- if (missing(data)) terms(formula, "Error") else terms(formula, "Error", data = data)
  if (length(attr(worked, "specials")$Error)) stop("`aov` with Error() strata is not implemented")
  if (projections) stop("argument 'projections' of `aov` is not implemented")
  call <- match.call()
  fit.call <- call
  fit.call[[1L]] <- quote(stats::lm)
  fit.call <- fit.call[!(names(fit.call) %in% "projections")]
  fit.call$singular.ok <- TRUE
  fit <- eval(fit.call, parent.frame())
  fit$call <- call
  class(fit) <- c("aov", "lm")
  fit
}
.S3method("summary", "aov", function(object, intercept = FALSE, split, expand.split = TRUE, keep.zero.df = TRUE,
                                     ...) {
  if (intercept || !missing(split)) stop("arguments 'intercept' and 'split' of `summary.aov` are not implemented")
  parts <- .term.sums(object)
  n <- length(parts$df)
  df <- parts$df
  ss <- parts$ss
  rows <- c(parts$labels, "Residuals")
  if (df[n] == 0) {
    df <- df[-n]
    ss <- ss[-n]
    rows <- rows[-n]
  }
  ms <- ss / df
  ms[df == 0] <- NA
  columns <- list(Df = df, `Sum Sq` = ss, `Mean Sq` = ms)
  if (parts$df[n] > 0) {
    f <- columns$`Mean Sq` / columns$`Mean Sq`[n]
    p <- .upper.tail("F", f, df, df[n])
    f[n] <- p[n] <- NA
    columns$`F value` <- f
    columns$`Pr(>F)` <- p
  }
  rows <- format(c("(Intercept)", rows))[-1L]
  structure(list(.table(columns, rows)), class = c("summary.aov", "listof"), na.action = object$na.action)
})
.S3method("print", "summary.aov", function(x, digits = max(3L, getOption("digits") - 3L),
                                           symbolic.cor = FALSE, signif.stars = getOption("show.signif.stars"),
                                           ...) {
  print(x[[1L]], digits = digits, signif.stars = signif.stars)
  note <- naprint(attr(x, "na.action"))
  if (nzchar(note)) cat(note, "\n", sep = "")
  invisible(x)
})
.S3method("print", "aov", function(x, intercept = FALSE, tol = sqrt(2.220446049250313e-16), ...) {
  if (intercept) stop("argument 'intercept' of `print.aov` is not implemented")
  cat("Call:\n   ")
  cat(paste(deparse(x$call), collapse = "\n   "), "\n", sep = "")
  parts <- .term.sums(x)
  rows <- c(parts$labels, "Residuals")
  keep <- parts$df > 0
  table <- rbind(format(parts$ss[keep]), format(parts$df[keep]))
  dimnames(table) <- list(c("Sum of Squares", "Deg. of Freedom"), rows[keep])
  cat("\nTerms:\n")
  print(table, quote = FALSE, right = TRUE)
  df <- x$df.residual
  if (df > 0) cat("\nResidual standard error:", format(sqrt(parts$ss[length(parts$ss)] / df)), "\n")
  singular <- sum(is.na(x$coefficients))
  if (singular > 0) {
    cat(singular, "out of", length(x$coefficients), "effects not estimable\n")
  }
  .aov.balance(x)
  note <- naprint(x$na.action)
  if (nzchar(note)) cat(note, "\n", sep = "")
  invisible(x)
})
.aov.balance <- function(x) {
  r <- x$qr$qr
  p <- x$rank
  if (p < 2L) return(invisible())
  r <- r[seq_len(p), seq_len(p), drop = FALSE]
  limit <- sqrt(2.220446049250313e-16) * max(abs(diag(r)))
  if (max(abs(r[row(r) < col(r)])) > limit) {
    cat("Estimated effects may be unbalanced\n")
  } else {
    cat("Estimated effects are balanced\n")
  }
}
.S3method("residuals", "aov", function(object, ...) naresid(object$na.action, object$residuals))

TukeyHSD <- function(x, which, ordered = FALSE, conf.level = 0.95, ...) {
  stop("`TukeyHSD` is not implemented")
}

# Single term deletions and additions.
.scope.drop <- function(terms) {
  factors <- attr(terms, "factors")
  labels <- attr(terms, "term.labels")
  if (!length(labels)) return(character())
  keep <- vapply(seq_along(labels), function(k) {
    inside <- vapply(seq_along(labels), function(j) {
      j != k && all((factors[, k] > 0) <= (factors[, j] > 0))
    }, TRUE)
    !any(inside)
  }, TRUE)
  labels[keep]
}
drop.scope <- function(terms1, terms2) {
  if (!missing(terms2)) stop("argument 'terms2' of `drop.scope` is not implemented")
  .scope.drop(terms(terms1))
}
drop1 <- function(object, scope, ...) UseMethod("drop1")
add1 <- function(object, scope, ...) UseMethod("add1")
.one.step <- function(object, labels, sign, scale, k, test, env) {
  fits <- lapply(labels, function(label) {
    change <- as.formula(paste(". ~ .", sign, label))
    eval(update(object, change, evaluate = FALSE), env)
  })
  found <- lapply(c(list(object), fits), function(fit) extractAIC(fit, scale, k = k))
  edf <- vapply(found, function(f) f[1L], 0)
  aic <- vapply(found, function(f) f[2L], 0)
  dev <- vapply(c(list(object), fits), deviance, 0)
  list(fits = fits, edf = edf, aic = aic, dev = dev)
}
.step.table <- function(object, labels, sign, scale, k, test, env) {
  parts <- .one.step(object, labels, sign, scale, k, test, env)
  steps <- if (sign == "-") parts$edf[1L] - parts$edf else parts$edf - parts$edf[1L]
  steps[1L] <- NA
  rows <- c("<none>", labels)
  linear <- !inherits(object, "glm")
  if (linear) {
    ss <- if (sign == "-") parts$dev - parts$dev[1L] else parts$dev[1L] - parts$dev
    ss[1L] <- NA
    columns <- list(Df = steps, `Sum of Sq` = ss, RSS = parts$dev, AIC = parts$aic)
    if (test == "F") {
      rss <- if (sign == "-") parts$dev[1L] else parts$dev
      rdf <- if (sign == "-") object$df.residual else c(NA, object$df.residual - steps[-1L])
      f <- (ss / steps) / (rss / rdf)
      columns$`F value` <- f
      columns$`Pr(>F)` <- .upper.tail("F", f, steps, rdf)
    } else if (test != "none") {
      stop("this test of single terms is not implemented")
    }
  } else {
    columns <- list(Df = steps, Deviance = parts$dev, AIC = parts$aic)
    if (test %in% c("Chisq", "LRT")) {
      gains <- abs(parts$dev - parts$dev[1L]) / .glm.dispersion(object)
      gains[1L] <- NA
      columns$LRT <- gains
      columns$`Pr(>Chi)` <- .upper.tail("chi-squared", gains, steps, 0)
    } else if (test != "none") {
      stop("this test of single terms is not implemented")
    }
  }
  title <- if (sign == "-") "Single term deletions" else "Single term additions"
  .table(columns, rows, c(title, "\nModel:", .formula.text(object)))
}
.S3method("drop1", "lm", function(object, scope, scale = 0, all.cols = TRUE, test = c("none", "Chisq", "F"),
                                  k = 2, ...) {
  labels <- if (missing(scope)) .scope.drop(object$terms) else attr(terms(update.formula(formula(object), scope)),
                                                                   "term.labels")
  .step.table(object, labels, "-", scale, k, match.arg(test), parent.frame())
})
.S3method("drop1", "glm", function(object, scope, scale = 0, test = c("none", "Rao", "LRT", "Chisq", "F"),
                                   k = 2, ...) {
  labels <- if (missing(scope)) .scope.drop(object$terms) else attr(terms(update.formula(formula(object), scope)),
                                                                   "term.labels")
  .step.table(object, labels, "-", scale, k, match.arg(test), parent.frame())
})
.add.labels <- function(object, scope) {
  if (is.character(scope)) return(scope)
  wider <- attr(terms(update.formula(formula(object), scope)), "term.labels")
  wider[!(wider %in% attr(object$terms, "term.labels"))]
}
.S3method("add1", "lm", function(object, scope, scale = 0, test = c("none", "Chisq", "F"), k = 2, ...) {
  .step.table(object, .add.labels(object, scope), "+", scale, k, match.arg(test), parent.frame())
})
.S3method("add1", "glm", function(object, scope, scale = 0, test = c("none", "Rao", "LRT", "Chisq", "F"),
                                  k = 2, ...) {
  .step.table(object, .add.labels(object, scope), "+", scale, k, match.arg(test), parent.frame())
})
step <- function(object, scope, scale = 0, direction = c("both", "backward", "forward"), trace = 1, ...) {
  stop("`step` is not implemented")
}
