# What is taken out of fits, whatever the model.

coef <- function(object, ...) UseMethod("coef")
coefficients <- function(object, ...) UseMethod("coef")
.S3method("coef", "default", function(object, complete = TRUE, ...) {
  values <- object$coefficients
  if (complete) values else values[!is.na(values)]
})
.S3method("coef", "aov", function(object, complete = FALSE, ...) {
  values <- object$coefficients
  if (complete) values else values[!is.na(values)]
})

residuals <- function(object, ...) UseMethod("residuals")
resid <- function(object, ...) UseMethod("residuals")
.S3method("residuals", "default", function(object, ...) naresid(object$na.action, object$residuals))

fitted <- function(object, ...) UseMethod("fitted")
fitted.values <- function(object, ...) UseMethod("fitted")
.S3method("fitted", "default", function(object, ...) {
  values <- if (is.null(object$fitted.values)) object$fitted else object$fitted.values
  napredict(object$na.action, values)
})

weights <- function(object, ...) UseMethod("weights")
.S3method("weights", "default", function(object, ...) {
  values <- object$weights
  if (is.null(values)) NULL else naresid(object$na.action, values)
})
.S3method("weights", "glm", function(object, type = c("prior", "working"), ...) {
  type <- match.arg(type)
  naresid(object$na.action, if (type == "prior") object$prior.weights else object$weights)
})

df.residual <- function(object, ...) UseMethod("df.residual")
.S3method("df.residual", "default", function(object, ...) object$df.residual)

deviance <- function(object, ...) UseMethod("deviance")
.S3method("deviance", "default", function(object, ...) object$deviance)
.S3method("deviance", "lm", function(object, ...) {
  w <- object$weights
  r <- object$residuals
  if (is.null(w)) sum(r^2) else sum(w * r^2)
})
.S3method("deviance", "glm", function(object, ...) object$deviance)

nobs <- function(object, ...) UseMethod("nobs")
.S3method("nobs", "default", function(object, use.fallback = FALSE, ...) {
  if (!use.fallback) stop("no 'nobs' method is available")
  length(object$residuals)
})
.S3method("nobs", "lm", function(object, ...) {
  w <- object$weights
  if (is.null(w)) length(object$residuals) else sum(w != 0)
})
.S3method("nobs", "glm", function(object, ...) {
  w <- object$prior.weights
  if (is.null(w)) length(object$residuals) else sum(w != 0)
})
.S3method("nobs", "logLik", function(object, ...) attr(object, "nobs"))

sigma <- function(object, ...) UseMethod("sigma")
.S3method("sigma", "default", function(object, use.fallback = TRUE, ...) {
  sqrt(deviance(object) / (nobs(object, use.fallback = use.fallback) - sum(!is.na(coef(object)))))
})

vcov <- function(object, ...) UseMethod("vcov")
.spread.vcov <- function(covariance, names) {
  if (length(names) == nrow(covariance)) return(covariance)
  out <- matrix(NA_real_, length(names), length(names), dimnames = list(names, names))
  at <- match(rownames(covariance), names)
  out[at, at] <- covariance
  out
}
.S3method("vcov", "lm", function(object, complete = TRUE, ...) {
  found <- .lm.unscaled(object) * .residual.variance(object)
  if (complete) .spread.vcov(found, names(object$coefficients)) else found
})
.residual.variance <- function(object) {
  w <- object$weights
  r <- object$residuals
  rss <- if (is.null(w)) sum(r^2) else sum(w * r^2)
  rss / object$df.residual
}
.S3method("vcov", "glm", function(object, complete = TRUE, dispersion = NULL, ...) {
  if (is.null(dispersion)) dispersion <- .glm.dispersion(object)
  found <- .lm.unscaled(object) * dispersion
  if (complete) .spread.vcov(found, names(object$coefficients)) else found
})
.S3method("vcov", "summary.lm", function(object, complete = TRUE, ...) {
  found <- object$cov.unscaled * object$sigma^2
  if (complete) .spread.vcov(found, names(object$aliased)) else found
})
.S3method("vcov", "summary.glm", function(object, complete = TRUE, ...) {
  if (complete) .spread.vcov(object$cov.scaled, names(object$aliased)) else object$cov.scaled
})

logLik <- function(object, ...) UseMethod("logLik")
.S3method("logLik", "lm", function(object, REML = FALSE, ...) {
  r <- object$residuals
  p <- object$rank
  n <- length(r)
  w <- object$weights
  if (is.null(w)) {
    w <- rep.int(1, n)
  } else {
    used <- w != 0
    r <- r[used]
    w <- w[used]
    n <- length(r)
  }
  all <- n
  if (REML) n <- n - p
  value <- 0.5 * (sum(log(w)) - n * (log(2 * pi) + 1 - log(n) + log(sum(w * r^2))))
  if (REML) value <- value - sum(log(abs(diag(object$qr$qr)[1:p])))
  structure(value, nall = all, nobs = n, df = p + 1, class = "logLik")
})
.S3method("logLik", "glm", function(object, ...) {
  p <- object$rank
  if (object$family$family %in% c("gaussian", "Gamma", "inverse.gaussian")) p <- p + 1
  structure(p - object$aic / 2, nobs = nobs(object), df = p, class = "logLik")
})
.S3method("print", "logLik", function(x, digits = getOption("digits"), ...) {
  cat("'log Lik.' ", paste(format(c(x), digits = digits), collapse = ", "),
      " (df=", format(attr(x, "df")), ")\n", sep = "")
  invisible(x)
})

.criterion <- function(object, others, k, call, label) {
  one <- function(fit) {
    likelihood <- if (inherits(fit, "logLik")) fit else logLik(fit)
    penalty <- if (is.null(k)) log(attr(likelihood, "nobs")) else k
    c(attr(likelihood, "df"), -2 * as.numeric(likelihood) + penalty * attr(likelihood, "df"))
  }
  if (length(others) == 0L) return(one(object)[2L])
  found <- lapply(c(list(object), others), one)
  call$k <- NULL
  names <- vapply(as.list(call)[-1L], function(code) paste(deparse(code), collapse = ""), "")
  out <- list(df = vapply(found, function(f) f[1L], 0), value = vapply(found, function(f) f[2L], 0))
  names(out)[2L] <- label
  structure(out, row.names = unname(names), class = "data.frame")
}
AIC <- function(object, ..., k = 2) UseMethod("AIC")
.S3method("AIC", "default", function(object, ..., k = 2) {
  .criterion(object, list(...), k, match.call(), "AIC")
})
BIC <- function(object, ...) UseMethod("BIC")
.S3method("BIC", "default", function(object, ...) .criterion(object, list(...), NULL, match.call(), "BIC"))

extractAIC <- function(fit, scale = 0, k = 2, ...) UseMethod("extractAIC")
.S3method("extractAIC", "lm", function(fit, scale = 0, k = 2, ...) {
  n <- length(fit$residuals)
  edf <- n - fit$df.residual
  rss <- deviance(fit)
  value <- if (scale > 0) rss / scale - n else n * log(rss / n)
  c(edf, value + k * edf)
})
.S3method("extractAIC", "glm", function(fit, scale = 0, k = 2, ...) {
  edf <- length(fit$residuals) - fit$df.residual
  c(edf, fit$aic + (k - 2) * edf)
})

confint <- function(object, parm, level = 0.95, ...) UseMethod("confint")
.percent <- function(probabilities, digits = 3) {
  paste(format(100 * probabilities, trim = TRUE, scientific = FALSE, digits = digits), "%")
}
.wald <- function(object, parm, level, quantile) {
  estimates <- coef(object)
  names <- names(estimates)
  errors <- sqrt(diag(vcov(object)))
  if (is.null(parm)) parm <- names else if (is.numeric(parm)) parm <- names[parm]
  tail <- (1 - level) / 2
  tails <- c(tail, 1 - tail)
  centre <- unname(estimates[match(parm, names)])
  spread <- unname(errors[match(parm, names)])
  matrix(c(centre + spread * quantile(tails[1L]), centre + spread * quantile(tails[2L])),
         ncol = 2L, dimnames = list(parm, .percent(tails)))
}
.S3method("confint", "lm", function(object, parm, level = 0.95, ...) {
  .wald(object, if (missing(parm)) NULL else parm, level, function(a) .quantile.of("t", a, object$df.residual))
})
confint.default <- function(object, parm, level = 0.95, ...) {
  .wald(object, if (missing(parm)) NULL else parm, level, function(a) .quantile.of("normal", a, 0))
}
.S3method("confint", "glm", function(object, parm, level = 0.95, trace = FALSE, ...) {
  stop("`confint` of a glm by profile likelihood is not implemented; confint.default() gives Wald intervals")
})

.S3method("formula", "lm", function(x, ...) {
  form <- x$formula
  if (is.null(form)) formula(x$terms) else form
})
.S3method("model.frame", "lm", function(formula, ...) {
  if (...length() == 0L && !is.null(formula$model)) return(formula$model)
  call <- formula$call
  changes <- list(...)
  keep <- match(c("formula", "data", "weights", "subset", "na.action", "offset"), names(call), 0L)
  call <- call[c(1L, keep)]
  call[[1L]] <- quote(stats::model.frame)
  call$formula <- formula$terms
  call$drop.unused.levels <- TRUE
  call[names(changes)] <- changes
  eval(call, environment(formula$terms), parent.frame())
})
.S3method("model.matrix", "lm", function(object, ...) {
  if (!is.null(object$x)) return(object$x)
  .lm.matrix(object)
})
.S3method("terms", "lm", function(x, ...) x$terms)
.S3method("labels", "lm", function(object, ...) {
  labels <- attr(object$terms, "term.labels")
  assign <- object$assign[object$qr$pivot[seq_len(object$rank)]]
  labels[unique(assign[assign > 0])]
})
case.names <- function(object, ...) UseMethod("case.names")
.S3method("case.names", "lm", function(object, full = FALSE, ...) {
  w <- object$weights
  names <- names(object$residuals)
  if (full || is.null(w)) names else names[w != 0]
})
variable.names <- function(object, ...) UseMethod("variable.names")
.S3method("variable.names", "lm", function(object, full = FALSE, ...) {
  names <- names(object$coefficients)
  if (full) names else names[!is.na(object$coefficients)]
})

.S3method("update", "default", function(object, formula., ..., evaluate = TRUE) {
  call <- if (isS4(object)) object@call else object$call
  if (is.null(call)) stop("need an object with call component")
  changes <- as.list(match.call(expand.dots = FALSE)$...)
  if (!missing(formula.)) call$formula <- update.formula(formula(object), formula.)
  for (name in names(changes)) call[[name]] <- changes[[name]]
  if (evaluate) eval(call, parent.frame()) else call
})

.S3method("residuals", "lm", function(object,
                                      type = c("working", "response", "deviance", "pearson", "partial"), ...) {
  type <- match.arg(type)
  r <- object$residuals
  if (type %in% c("deviance", "pearson") && !is.null(object$weights)) r <- r * sqrt(object$weights)
  if (type == "partial") stop("residuals of type 'partial' are not implemented")
  naresid(object$na.action, r)
})
weighted.residuals <- function(obj, drop0 = TRUE) {
  w <- weights(obj)
  r <- residuals(obj, type = "deviance")
  if (drop0 && !is.null(w)) r[w != 0] else r
}

hatvalues <- function(model, ...) UseMethod("hatvalues")
.lm.leverage <- function(model) {
  h <- .lm.hat(model)
  w <- model$weights
  names <- names(model$residuals)
  if (!is.null(w) && any(w == 0)) names <- names[w != 0]
  names(h) <- names
  h[h > 1 - 10 * 2.220446049250313e-16] <- 1
  h
}
.S3method("hatvalues", "lm", function(model, ...) naresid(model$na.action, .lm.leverage(model)))
.lm.weighted <- function(model) {
  if (inherits(model, "glm")) return(.glm.residuals(model, "deviance"))
  w <- model$weights
  if (is.null(w)) model$residuals else (model$residuals * sqrt(w))[w != 0]
}
rstandard <- function(model, ...) UseMethod("rstandard")
.S3method("rstandard", "lm", function(model, ...) {
  r <- .lm.weighted(model)
  r <- r / (sqrt(deviance(model) / model$df.residual) * sqrt(1 - .lm.leverage(model)))
  r[is.infinite(r)] <- NaN
  naresid(model$na.action, r)
})
.lm.deleted.sigma <- function(model) {
  r <- .lm.weighted(model)
  n <- length(r)
  p <- model$rank
  s <- sqrt((sum(r^2) - r^2 / (1 - .lm.leverage(model))) / (n - p - 1))
  s
}
rstudent <- function(model, ...) UseMethod("rstudent")
.S3method("rstudent", "lm", function(model, ...) {
  r <- .lm.weighted(model) / (.lm.deleted.sigma(model) * sqrt(1 - .lm.leverage(model)))
  r[is.infinite(r)] <- NaN
  naresid(model$na.action, r)
})
cooks.distance <- function(model, ...) UseMethod("cooks.distance")
.S3method("cooks.distance", "lm", function(model, ...) {
  h <- .lm.leverage(model)
  s <- sqrt(deviance(model) / model$df.residual)
  d <- (.lm.weighted(model) / (s * (1 - h)))^2 * h / model$rank
  d[is.infinite(d)] <- NaN
  naresid(model$na.action, d)
})
.S3method("cooks.distance", "glm", function(model, ...) {
  h <- .lm.leverage(model)
  r <- .glm.residuals(model, "pearson")
  d <- (r / (1 - h))^2 * h / (.glm.dispersion(model) * model$rank)
  d[is.infinite(d)] <- NaN
  naresid(model$na.action, d)
})
.S3method("rstandard", "glm", function(model, type = c("deviance", "pearson"), ...) {
  type <- match.arg(type)
  r <- .glm.residuals(model, type) / sqrt(.glm.dispersion(model) * (1 - .lm.leverage(model)))
  r[is.infinite(r)] <- NaN
  naresid(model$na.action, r)
})
.S3method("rstudent", "glm", function(model, ...) {
  stop("`rstudent` of a glm is not implemented")
})
influence <- function(model, ...) UseMethod("influence")
.S3method("influence", "lm", function(model, do.coef = FALSE, ...) {
  if (do.coef) stop("argument 'do.coef' of `influence` is not implemented")
  list(hat = .lm.leverage(model), sigma = .lm.deleted.sigma(model), wt.res = .lm.weighted(model))
})
dffits <- function(model, ...) {
  h <- .lm.leverage(model)
  .lm.weighted(model) * sqrt(h) / (.lm.deleted.sigma(model) * (1 - h))
}
plot.lm <- function(x, ...) stop("`plot` of a linear model is not implemented")
alias <- function(object, ...) stop("`alias` is not implemented")
dummy.coef <- function(object, ...) stop("`dummy.coef` is not implemented")
simulate <- function(object, nsim = 1, seed = NULL, ...) UseMethod("simulate")
.S3method("simulate", "default", function(object, nsim = 1, seed = NULL, ...) {
  stop("`simulate` is not implemented for this model")
})
