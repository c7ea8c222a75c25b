# Families, and the printed forms and summaries of generalized linear models.

make.link <- function(link) {
  family <- list(family = "gaussian", link = link)
  force(link)
  structure(list(
    linkfun = function(mu) .family.link(family, mu, "link"),
    linkinv = function(eta) .family.link(family, eta, "inverse"),
    mu.eta = function(eta) .family.link(family, eta, "slope"),
    valideta = function(eta) switch(link, inverse = all(is.finite(eta)) && all(eta != 0),
                                    "1/mu^2" = , sqrt = all(is.finite(eta)) && all(eta > 0), TRUE),
    name = link), class = "link-glm")
}
power <- function(lambda = 1) {
  if (lambda <= 0) return(make.link("log"))
  if (lambda == 1) return(make.link("identity"))
  make.link(paste0("mu^", round(lambda, 3)))
}

.family <- function(name, link, code, links, varfun = NULL, label = name) {
  if (is.symbol(code)) link <- as.character(code)
  else if (is.call(code) && identical(code[[1L]], quote(`/`))) link <- paste(deparse(code), collapse = "")
  if (inherits(link, "link-glm")) {
    stats <- link
  } else {
    if (!is.character(link) || length(link) != 1L) stop("invalid link for the ", name, " family")
    if (!(link %in% links)) {
      stop(gettextf("link \"%s\" not available for %s family; available links are %s", link, label,
                    paste(sQuote(links, FALSE), collapse = ", ")))
    }
    stats <- make.link(link)
  }
  out <- list(family = name, link = stats$name, linkfun = stats$linkfun, linkinv = stats$linkinv)
  if (!is.null(varfun)) out$varfun <- varfun
  core <- list(family = name, link = "identity", varfun = varfun)
  out$variance <- function(mu) .family.variance(core, mu)
  out$dev.resids <- function(y, mu, wt) .family.deviances(core, y, mu, wt)
  out$aic <- function(y, n, mu, wt, dev) .family.aic(core, y, n, mu, wt, dev)
  out$mu.eta <- stats$mu.eta
  out$validmu <- switch(name,
    binomial = , quasibinomial = function(mu) all(is.finite(mu)) && all(mu > 0 & mu < 1),
    poisson = , quasipoisson = , Gamma = function(mu) all(is.finite(mu)) && all(mu > 0),
    function(mu) TRUE)
  out$valideta <- stats$valideta
  if (name %in% c("binomial", "poisson")) out$dispersion <- 1
  else if (name %in% c("gaussian", "Gamma", "inverse.gaussian")) out$dispersion <- NA_real_
  structure(out, class = "family")
}

gaussian <- function(link = "identity") {
  .family("gaussian", link, substitute(link), c("inverse", "log", "identity"))
}
binomial <- function(link = "logit") {
  .family("binomial", link, substitute(link), c("logit", "probit", "cloglog", "cauchit", "log"))
}
poisson <- function(link = "log") .family("poisson", link, substitute(link), c("log", "identity", "sqrt"))
Gamma <- function(link = "inverse") {
  .family("Gamma", link, substitute(link), c("inverse", "log", "identity"), label = "gamma")
}
inverse.gaussian <- function(link = "1/mu^2") {
  .family("inverse.gaussian", link, substitute(link), c("inverse", "log", "identity", "1/mu^2"))
}
quasibinomial <- function(link = "logit") {
  .family("quasibinomial", link, substitute(link), c("logit", "probit", "cloglog", "cauchit", "log"))
}
quasipoisson <- function(link = "log") {
  .family("quasipoisson", link, substitute(link), c("log", "identity", "sqrt"))
}
quasi <- function(link = "identity", variance = "constant") {
  code <- substitute(variance)
  if (!is.character(code)) variance <- paste(deparse(code), collapse = "")
  variance <- gsub(" ", "", variance)
  links <- c("logit", "probit", "cloglog", "identity", "inverse", "log", "1/mu^2", "sqrt")
  .family("quasi", link, substitute(link), links, varfun = variance)
}

family <- function(object, ...) UseMethod("family")
.S3method("family", "glm", function(object, ...) object$family)
.S3method("family", "lm", function(object, ...) gaussian())
.S3method("family", "family", function(object, ...) object)
.S3method("print", "family", function(x, ...) {
  cat("\nFamily:", x$family, "\n")
  cat("Link function:", x$link, "\n\n")
  invisible(x)
})
.S3method("print", "link-glm", function(x, ...) {
  cat("Link function:", x$name, "\n")
  invisible(x)
})

glm.control <- function(epsilon = 1e-8, maxit = 25, trace = FALSE) {
  if (!is.numeric(epsilon) || epsilon <= 0) stop("value of 'epsilon' must be > 0")
  if (!is.numeric(maxit) || maxit <= 0) stop("maximum number of iterations must be > 0")
  list(epsilon = epsilon, maxit = maxit, trace = trace)
}

.glm.dispersion <- function(object) {
  known <- object$family$dispersion
  if (!is.null(known) && !is.na(known)) return(known)
  df <- object$df.residual
  if (df <= 0) return(NaN)
  used <- object$weights > 0
  if (any(object$weights == 0)) {
    warning("observations with zero weight not used for calculating dispersion")
  }
  sum((object$weights * object$residuals^2)[used]) / df
}

.S3method("print", "glm", function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  cat("\nCall:  ", paste(deparse(x$call), collapse = "\n"), "\n\n", sep = "")
  if (length(coef(x))) {
    cat("Coefficients")
    if (is.character(used <- x$contrasts)) {
      cat("  [contrasts: ", paste(names(used), used, sep = "=", collapse = "  "), "]", sep = "")
    }
    cat(":\n")
    .print.coefficients(x$coefficients, digits)
  } else {
    cat("No coefficients\n\n")
  }
  cat("\nDegrees of Freedom:", x$df.null, "Total (i.e. Null); ", x$df.residual, "Residual\n")
  note <- naprint(x$na.action)
  if (nzchar(note)) cat("  (", note, ")\n", sep = "")
  cat("Null Deviance:\t   ", format(signif(x$null.deviance, digits)),
      "\nResidual Deviance:", format(signif(x$deviance, digits)),
      "\tAIC:", format(signif(x$aic, digits)))
  cat("\n")
  invisible(x)
})

.S3method("summary", "glm", function(object, dispersion = NULL, correlation = FALSE, symbolic.cor = FALSE, ...) {
  if (correlation) stop("argument 'correlation' of `summary.glm` is not implemented")
  fixed <- object$family$dispersion
  estimated <- is.null(dispersion) && (is.null(fixed) || is.na(fixed))
  if (is.null(dispersion)) dispersion <- .glm.dispersion(object)
  aliased <- is.na(object$coefficients)
  rank <- object$rank
  if (rank > 0) {
    estimates <- object$coefficients[!aliased]
    unscaled <- .lm.unscaled(object)
    scaled <- dispersion * unscaled
    errors <- sqrt(diag(scaled))
    test <- estimates / errors
    if (!estimated) {
      p <- 2 * .upper.tail("normal", abs(test), 0, 0)
      labels <- c("Estimate", "Std. Error", "z value", "Pr(>|z|)")
    } else if (object$df.residual > 0) {
      p <- 2 * .upper.tail("t", abs(test), object$df.residual, 0)
      labels <- c("Estimate", "Std. Error", "t value", "Pr(>|t|)")
    } else {
      test <- p <- rep(NaN, length(estimates))
      labels <- c("Estimate", "Std. Error", "t value", "Pr(>|t|)")
    }
    table <- matrix(c(estimates, errors, test, p), ncol = 4L, dimnames = list(names(estimates), labels))
  } else {
    table <- matrix(0, 0L, 4L)
    unscaled <- scaled <- matrix(0, 0L, 0L)
  }
  keep <- c("call", "terms", "family", "deviance", "aic", "contrasts", "df.residual", "null.deviance",
            "df.null", "iter", "na.action")
  out <- unclass(object)[match(keep, names(object), 0L)]
  out <- c(out, list(deviance.resid = residuals(object, type = "deviance"), coefficients = table,
                     aliased = aliased, dispersion = dispersion,
                     df = c(rank, object$df.residual, length(aliased)), cov.unscaled = unscaled,
                     cov.scaled = scaled))
  structure(out, class = "summary.glm")
})

.S3method("print", "summary.glm", function(x, digits = max(3L, getOption("digits") - 3L),
                                           symbolic.cor = x$symbolic.cor,
                                           signif.stars = getOption("show.signif.stars"),
                                           show.residuals = FALSE, ...) {
  cat("\nCall:\n", paste(deparse(x$call), collapse = "\n"), "\n\n", sep = "")
  if (show.residuals) stop("argument 'show.residuals' of `print.summary.glm` is not implemented")
  if (length(x$aliased) == 0L) {
    cat("\nNo Coefficients\n")
  } else {
    singular <- x$df[3L] - x$df[1L]
    if (singular > 0) cat("Coefficients: (", singular, " not defined because of singularities)\n", sep = "")
    else cat("Coefficients:\n")
    table <- x$coefficients
    if (any(x$aliased)) {
      full <- matrix(NA_real_, length(x$aliased), 4L, dimnames = list(names(x$aliased), colnames(table)))
      full[!x$aliased, ] <- table
      table <- full
    }
    printCoefmat(table, digits = digits, signif.stars = signif.stars, na.print = "NA")
  }
  cat("\n(Dispersion parameter for ", x$family$family, " family taken to be ", format(x$dispersion), ")\n\n",
      sep = "")
  values <- format(signif(c(x$null.deviance, x$deviance), max(5L, digits + 1L)))
  freedom <- format(c(x$df.null, x$df.residual))
  cat(paste0(format(c("Null", "Residual"), justify = "right"), " deviance: ", values, "  on ", freedom,
             "  degrees of freedom\n"), sep = "")
  note <- naprint(x$na.action)
  if (nzchar(note)) cat("  (", note, ")\n", sep = "")
  cat("AIC: ", format(x$aic, digits = max(4L, digits + 1L)), "\n\n",
      "Number of Fisher Scoring iterations: ", x$iter, "\n", sep = "")
  cat("\n")
  invisible(x)
})

.glm.residuals <- function(object, type) {
  y <- object$y
  mu <- object$fitted.values
  w <- object$prior.weights
  r <- object$residuals
  if (is.null(y) && type != "working") y <- mu + r * object$family$mu.eta(object$linear.predictors)
  out <- switch(type,
    deviance = if (object$df.residual > 0) {
      d <- object$family$dev.resids(y, mu, w)
      d[d < 0] <- 0
      sqrt(d) * (2 * (y > mu) - 1)
    } else rep.int(0, length(mu)),
    pearson = (y - mu) * sqrt(w) / sqrt(object$family$variance(mu)),
    working = r,
    response = y - mu,
    stop("residuals of type '", type, "' are not implemented"))
  names(out) <- names(r)
  out
}
.S3method("residuals", "glm", function(object,
                                       type = c("deviance", "pearson", "working", "response", "partial"), ...) {
  naresid(object$na.action, .glm.residuals(object, match.arg(type)))
})
.S3method("sigma", "glm", function(object, ...) sqrt(deviance(object) / (nobs(object) - sum(!is.na(coef(object))))))
