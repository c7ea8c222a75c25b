# Generalised linear mixed models.

glmer <- function(formula, data = NULL, family = gaussian, control = glmerControl(), start = NULL, verbose = 0L,
                  nAGQ = 1L, subset, weights, na.action, offset, contrasts = NULL, mustart, etastart,
                  devFunOnly = FALSE) {
  call <- match.call()
  family <- .family.object(family, parent.frame())
  if (family$family == "gaussian" && family$link == "identity") {
    warning("calling glmer() with family=gaussian (identity link) as a shortcut to lmer() is deprecated; ",
            "please call lmer() directly")
    call[[1L]] <- quote(lme4::lmer)
    call$family <- NULL
    return(eval(call, parent.frame()))
  }
  control <- .as.control(control, "glmerControl")
  for (name in c("mustart", "etastart")) {
    if (name %in% names(call)) stop("argument '", name, "' of `glmer` is not implemented")
  }
  if (devFunOnly) stop("argument 'devFunOnly' of `glmer` is not implemented")
  if (verbose > 0) stop("argument 'verbose' of `glmer` is not implemented")
  if (!(family$family %in% c("binomial", "poisson", "Gamma", "gaussian", "inverse.gaussian"))) {
    stop("the family '", family$family, "' is not implemented for `glmer`")
  }
  design <- .mixed.design(formula, call, parent.frame(), control, contrasts)
  .generalized.model(design, design$call, family, control, start, nAGQ)
}
glmer.nb <- function(...) stop("`glmer.nb` is not implemented")
negative.binomial <- function(...) stop("`negative.binomial` is not implemented")
nlmer <- function(...) stop("`nlmer` is not implemented")

.family.object <- function(family, env) {
  if (is.character(family)) family <- get(family, envir = env, mode = "function")
  if (is.function(family)) family <- family()
  if (is.null(family$family)) stop("'family' not recognized")
  family
}

# Responses as proportions with their numbers of trials.
.generalized.response <- function(design, family) {
  y <- model.response(design$frame)
  n <- nrow(design$frame)
  weights <- if (is.null(design$weights)) rep(1, n) else design$weights
  trials <- rep(1, n)
  if (is.matrix(y)) {
    if (family$family != "binomial" || ncol(y) != 2L) stop("the response must be a vector", call. = FALSE)
    trials <- unname(y[, 1L] + y[, 2L])
    y <- unname(ifelse(trials == 0, 0, y[, 1L] / trials))
    weights <- weights * trials
  } else if (is.factor(y)) {
    if (family$family != "binomial") stop("response must be numeric", call. = FALSE)
    y <- as.numeric(as.integer(y) > 1L)
  } else if (!is.numeric(y) && !is.logical(y)) {
    stop("response must be numeric", call. = FALSE)
  } else {
    y <- as.numeric(y)
    if (family$family == "binomial") {
      if (any(y < 0 | y > 1)) stop("y values must be 0 <= y <= 1", call. = FALSE)
      trials <- weights
      if (any(abs(y * weights - round(y * weights)) > 1e-3)) {
        warning("non-integer #successes in a binomial glm!", call. = FALSE)
      }
    }
    if (family$family == "poisson" && any(y < 0)) {
      stop("negative values not allowed for the 'Poisson' family", call. = FALSE)
    }
  }
  if (length(unique(y)) < 2L) stop("Response is constant", call. = FALSE)
  list(y = y, weights = weights, trials = trials)
}

.generalized.model <- function(design, call, family, control, start, nAGQ) {
  response <- .generalized.response(design, family)
  settings <- list(first = control$optimizer[1L], second = control$optimizer[2L], nAGQ = nAGQ,
                   start = .start.theta(start), tolPwrss = control$tolPwrss, boundary.tol = control$boundary.tol,
                   calc.derivs = control$calc.derivs,
                   singular.tol = control$checkConv$check.conv.singular$tol)
  limits <- control$optCtrl[intersect(names(control$optCtrl), c("maxfun", "maxeval", "maxit"))]
  if (length(limits) > 0L) settings$maxeval <- limits[[1L]]
  for (name in setdiff(names(control$optCtrl), c("maxfun", "maxeval", "maxit"))) {
    stop("'optCtrl$", name, "' is not implemented for `glmer`")
  }
  fit <- .mixed.generalized(response$y, design$X, .numeric.terms(design$random), response$weights,
                            response$trials, design$offset, family, settings)
  convergence <- .convergence(fit, control, control$optimizer[if (nAGQ == 0) 1L else 2L])
  scale <- !(family$family %in% c("binomial", "poisson"))
  cmp <- c(ldL2 = fit$ldL2, ldRX2 = fit$ldRX2, wrss = fit$wrss, ussq = fit$ussq, pwrss = fit$wrss + fit$ussq,
           drsum = fit$deviance, REML = NA, dev = fit$criterion,
           sigmaML = if (scale) fit$sigma else NA, sigmaREML = NA)
  dims <- c(.dimensions(design, fit, 0L, 1L, scale), nAGQ = as.integer(nAGQ), compDev = 1L)
  fit$vcov <- if (is.null(fit$hessian.vcov)) fit$factor.vcov * fit$sigma^2 else fit$hessian.vcov
  fit$fitted <- fit$mu
  fit$residuals <- response$y - fit$mu
  design$family <- family
  design$weights <- response$weights
  design$trials <- response$trials
  used <- control
  used$optimizer <- control$optimizer[if (nAGQ == 0) 1L else 2L]
  .mixed.object("glmerMod", design, fit, call, used, convergence, list(cmp = cmp, dims = dims), response$y)
}
