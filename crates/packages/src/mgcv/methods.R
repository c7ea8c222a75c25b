# What is taken out of additive models, and their printed form.

print.gam <- function(x, ...) {
  .print.model.head(x)
  rows <- lapply(x$smooth, function(s) s$first.para:s$last.para)
  if (length(rows)) {
    cat("\nEstimated degrees of freedom:\n")
    own <- vapply(rows, function(k) sum(x$edf[k]), 0)
    cat(format(round(own, digits = 4), digits = 3, scientific = FALSE), " total =", round(sum(x$edf), digits = 2), "\n")
  } else {
    cat("Total model degrees of freedom", sum(x$edf), "\n")
  }
  cat("\n", x$method, " score: ", x$gcv.ubre, "     ", sep = "")
  if (x$rank < length(x$coefficients)) cat("rank: ", x$rank, "/", length(x$coefficients), sep = "")
  cat("\n")
  invisible(x)
}
.S3method("print", "gam", print.gam)

.print.model.head <- function(x) {
  print(x$family)
  cat("Formula:\n")
  writeLines(deparse(x$formula))
}

summary.gam <- function(object, dispersion = NULL, freq = FALSE, re.test = TRUE, ...) {
  if (!is.null(dispersion)) stop("argument 'dispersion' of `summary.gam` is not implemented")
  if (!isFALSE(freq)) stop("argument 'freq' of `summary.gam` is not implemented")
  if (!isTRUE(re.test)) stop("argument 're.test' of `summary.gam` is not implemented")
  tests <- .gam.tests(object)
  whole <- .gam.quality(object)
  first <- tests$p.table
  last <- tests$s.table
  own <- function(table, k) {
    values <- table[, k]
    names(values) <- rownames(table)
    values
  }
  names <- names(object$coefficients)
  scaled <- object$Vp
  dimnames(scaled) <- list(names, names)
  se <- sqrt(diag(object$Vp))
  names(se) <- names
  out <- list(p.coeff = own(first, 1L), se = se, p.t = own(first, 3L), p.pv = own(first, 4L),
              residual.df = whole$residual.df, m = nrow(last), chi.sq = tests$chi.sq, s.pv = unname(last[, 4L]),
              scale = whole$scale, r.sq = whole$r.sq, family = object$family, formula = object$formula,
              n = length(object$y), dev.expl = whole$dev.expl, edf = unname(last[, 1L]), dispersion = whole$scale)
  terms <- tests$pTerms.table
  if (is.null(terms)) {
    out <- c(out, list(pTerms.pv = NULL, pTerms.chi.sq = NULL, pTerms.df = NULL))
  } else {
    df <- own(terms, 1L)
    chi <- own(terms, 2L)
    if (object$scale.estimated) chi <- chi * df
    out <- c(out, list(pTerms.pv = own(terms, 3L), pTerms.chi.sq = chi, pTerms.df = df))
  }
  out <- c(out, list(cov.unscaled = scaled / whole$scale, cov.scaled = scaled, p.table = first,
                     pTerms.table = terms, s.table = last, method = object$method,
                     sp.criterion = object$gcv.ubre, rank = object$rank, np = length(object$coefficients)))
  structure(out, class = "summary.gam")
}
.S3method("summary", "gam", summary.gam)

print.summary.gam <- function(x, digits = max(3, getOption("digits") - 3),
                              signif.stars = getOption("show.signif.stars"), ...) {
  .print.model.head(x)
  if (nrow(x$p.table)) {
    cat("\nParametric coefficients:\n")
    printCoefmat(x$p.table, digits = digits, signif.stars = signif.stars, na.print = "NA", ...)
  }
  cat("\n")
  if (x$m > 0) {
    cat("Approximate significance of smooth terms:\n")
    printCoefmat(x$s.table, digits = digits, signif.stars = signif.stars, has.Pvalue = TRUE, na.print = "NA",
                 cs.ind = 1L, ...)
  }
  cat("\n")
  if (x$rank < x$np) cat("Rank: ", x$rank, "/", x$np, "\n", sep = "")
  if (!is.null(x$r.sq)) cat("R-sq.(adj) = ", formatC(x$r.sq, digits = 3, width = 5), "  ")
  cat("Deviance explained = ", formatC(x$dev.expl * 100, digits = 3, width = 4), "%\n", sep = "")
  label <- if (x$method %in% c("REML", "ML")) paste0("-", x$method) else x$method
  cat(label, " = ", formatC(x$sp.criterion, digits = 5, width = 6), "  Scale est. = ",
      formatC(x$scale, digits = 5, width = 8, flag = "-"), "  n = ", x$n, "\n", sep = "")
  invisible(x)
}
.S3method("print", "summary.gam", print.summary.gam)

anova.gam <- function(object, ..., dispersion = NULL, test = NULL, freq = FALSE) {
  if (!is.null(dispersion)) stop("argument 'dispersion' of `anova.gam` is not implemented")
  if (!isFALSE(freq)) stop("argument 'freq' of `anova.gam` is not implemented")
  others <- list(...)
  fits <- vapply(others, inherits, TRUE, "lm")
  if (!all(fits)) stop("only fits are compared by `anova.gam`")
  if (length(others)) return(.anova.gams(c(list(object), unname(others)), test))
  if (!is.null(test)) warning("test argument ignored")
  structure(summary(object), class = c("anova.gam", "summary.gam"))
}
.S3method("anova", "gam", anova.gam)

.anova.gams <- function(fits, test) {
  if (!all(vapply(fits, inherits, TRUE, "gam"))) stop("comparing additive models with others is not implemented")
  responses <- vapply(fits, function(fit) deparse(formula(fit)[[2L]])[1L], "")
  if (any(responses != responses[1L])) stop("models with different responses are not compared")
  if (any(vapply(fits, function(fit) length(fit$y), 0L) != length(fits[[1L]]$y))) {
    stop("models were not all fitted to the same size of dataset")
  }
  resid <- vapply(fits, function(fit) .gam.quality(fit)$comparison.df, 0)
  dev <- vapply(fits, deviance, 0)
  n <- length(fits)
  df <- c(NA, resid[-n] - resid[-1L])
  drop <- c(NA, dev[-n] - dev[-1L])
  columns <- list(`Resid. Df` = resid, `Resid. Dev` = dev, Df = df, Deviance = drop)
  if (!is.null(test)) {
    largest <- fits[[which.min(resid)]]
    scale <- largest$sig2
    test <- match.arg(test, c("Chisq", "LRT", "F"))
    if (test == "F") {
      value <- drop / df / scale
      value[!is.na(value) & value < 0] <- NA
      p <- stats:::.upper.tail("F", value, abs(df), min(resid))
      p[is.na(value)] <- NA
      columns$F <- value
      columns[["Pr(>F)"]] <- p
    } else {
      value <- drop / scale * sign(df)
      value[!is.na(value) & value < 0] <- NA
      p <- stats:::.upper.tail("chi-squared", value, abs(df), 0)
      p[is.na(value)] <- NA
      columns[["Pr(>Chi)"]] <- p
    }
  }
  text <- vapply(fits, function(fit) paste(deparse(formula(fit)), collapse = "\n"), "")
  models <- paste0("Model ", format(seq_len(n)), ": ", text, collapse = "\n")
  structure(columns, heading = c("Analysis of Deviance Table\n", models), row.names = as.character(seq_len(n)),
            class = c("anova", "data.frame"))
}

print.anova.gam <- function(x, digits = max(3, getOption("digits") - 3), ...) {
  .print.model.head(x)
  if (!is.null(x$pTerms.table)) {
    cat("\nParametric Terms:\n")
    printCoefmat(x$pTerms.table, digits = digits, signif.stars = FALSE, has.Pvalue = TRUE, na.print = "NA", ...)
  }
  cat("\n")
  if (x$m > 0) {
    cat("Approximate significance of smooth terms:\n")
    printCoefmat(x$s.table, digits = digits, signif.stars = FALSE, has.Pvalue = TRUE, na.print = "NA",
                 cs.ind = 1L, ...)
  }
  invisible(x)
}
.S3method("print", "anova.gam", print.anova.gam)

vcov.gam <- function(object, sandwich = FALSE, freq = FALSE, dispersion = NULL, unconditional = FALSE, ...) {
  if (!isFALSE(sandwich)) stop("argument 'sandwich' of `vcov.gam` is not implemented")
  found <- if (freq) object$Ve else if (unconditional && !is.null(object$Vc)) object$Vc else object$Vp
  if (unconditional && !freq && is.null(object$Vc)) {
    warning("Smoothness uncertainty corrected covariance not available")
  }
  if (!is.null(dispersion)) found <- dispersion * found / object$sig2
  names <- names(object$edf)
  dimnames(found) <- list(names, names)
  found
}
.S3method("vcov", "gam", vcov.gam)

logLik.gam <- function(object, ...) {
  pair <- .gam.quality(object)$logLik
  if (is.null(pair)) pair <- c(NA_real_, sum(object$edf))
  structure(pair[1L], df = pair[2L], nobs = nobs(object), class = "logLik")
}
.S3method("logLik", "gam", logLik.gam)

residuals.gam <- function(object, type = "deviance", ...) {
  type <- match.arg(type, c("deviance", "pearson", "scaled.pearson", "working", "response"))
  mu <- object$fitted.values
  pearson <- function() (object$y - mu) * sqrt(object$prior.weights) / sqrt(object$family$variance(mu))
  found <- switch(type,
    working = object$residuals,
    response = object$y - mu,
    pearson = pearson(),
    scaled.pearson = pearson() / sqrt(object$sig2),
    deviance = .gam.deviance.residuals(object))
  naresid(object$na.action, found)
}
.S3method("residuals", "gam", residuals.gam)

formula.gam <- function(x, ...) x$formula
.S3method("formula", "gam", formula.gam)
.S3method("predict", "gam", predict.gam)
.S3method("model.matrix", "gam", model.matrix.gam)
.S3method("model.frame", "gam", function(formula, ...) {
  if (...length()) stop("further arguments of `model.frame` of a `gam` fit are not implemented")
  formula$model
})
.S3method("terms", "gam", function(x, ...) x$terms)
.S3method("hatvalues", "gam", function(model, ...) model$hat)
influence.gam <- function(model, ...) model$hat
.S3method("influence", "gam", influence.gam)
.S3method("nobs", "gam", function(object, ...) length(object$y))
.S3method("sigma", "gam", function(object, ...) sqrt(object$sig2))
.S3method("cooks.distance", "gam", function(model, ...) {
  r <- residuals(model, type = "pearson")
  (r / (1 - model$hat))^2 * model$hat / (model$sig2 * sum(model$edf))
})
sp.vcov <- function(x, edge.correct = TRUE, reg = 0.001) stop("`sp.vcov` is not implemented")
pen.edf <- function(x) stop("`pen.edf` is not implemented")
