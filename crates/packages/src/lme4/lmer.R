# Linear mixed models: the matrices of a formula, the fit, and the object that keeps it.

lmer <- function(formula, data = NULL, REML = TRUE, control = lmerControl(), start = NULL, verbose = 0L,
                 subset, weights, na.action, offset, contrasts = NULL, devFunOnly = FALSE) {
  call <- match.call()
  control <- .as.control(control, "lmerControl")
  if (devFunOnly) stop("argument 'devFunOnly' of `lmer` is not implemented")
  if (verbose > 0) stop("argument 'verbose' of `lmer` is not implemented")
  design <- .mixed.design(formula, call, parent.frame(), control, contrasts)
  y <- model.response(design$frame)
  if (is.matrix(y)) stop("'y' must be a numeric vector")
  if (!is.numeric(y)) stop("response must be numeric")
  .linear.model(design, as.numeric(y), design$call, REML, control, start)
}

# The model frame, the fixed-effects matrix and the random-effects terms of a formula.
.mixed.design <- function(formula, call, env, control, contrasts) {
  formula <- as.formula(formula, env)
  expanded <- expandDoubleVerts(formula)
  if (!identical(expanded, formula)) call$formula <- expanded
  bars <- findbars(expanded)
  if (is.null(bars)) stop("No random effects terms specified in formula", call. = FALSE)
  if (length(expanded) < 3L) stop("the formula has no response", call. = FALSE)
  where <- environment(formula)
  wanted <- subbars(expanded)
  environment(wanted) <- where
  given <- intersect(c("data", "subset", "weights", "na.action", "offset"), names(call))
  request <- as.call(c(list(quote(stats::model.frame), formula = wanted), as.list(call)[given],
                       list(drop.unused.levels = TRUE)))
  frame <- eval(request, env)
  if (nrow(frame) == 0L) stop("0 (non-NA) cases", call. = FALSE)
  for (name in names(frame)) if (is.character(frame[[name]])) frame[[name]] <- factor(frame[[name]])
  fixed <- .fixed.terms(expanded, frame, where)
  X <- model.matrix(fixed, frame, contrasts.arg = contrasts)
  X <- .full.rank(X, control$checkControl$check.rankX)
  scale <- .check.scale(X, control$checkControl$check.scaleX)
  random <- lapply(bars, .random.term, frame, where, contrasts)
  .check.random(random, nrow(frame), control$checkControl)
  list(formula = expanded, call = call, frame = frame, fixed = fixed, bars = bars, X = X, random = random,
       weights = model.weights(frame), offset = model.offset(frame), messages = c(attr(X, "msgRankdrop"), scale))
}

# Terms of the fixed part, with the frame's code for bases such as poly().
.fixed.terms <- function(formula, frame, env) {
  fixed <- nobars(formula)
  environment(fixed) <- env
  all <- attr(frame, "terms")
  fixed <- terms(fixed, data = frame)
  position <- match(as.character(attr(fixed, "variables")), as.character(attr(all, "variables")))
  code <- attr(all, "predvars")
  if (is.null(code)) code <- attr(all, "variables")
  attr(fixed, "predvars") <- code[position]
  attr(fixed, "dataClasses") <- NULL
  fixed
}

.full.rank <- function(X, action) {
  if (action == "ignore") return(X)
  decomposition <- qr(X, tol = 1e-7)
  missing <- ncol(X) - decomposition$rank
  if (missing == 0L) return(X)
  text <- paste("fixed-effect model matrix is rank deficient so dropping", missing,
                if (missing == 1L) "column / coefficient" else "columns / coefficients")
  switch(action, "message+drop.cols" = message(text), "warn+drop.cols" = warning(text, call. = FALSE),
         stop.deficient = stop("the fixed-effects model matrix is column rank deficient (rank(X) = ",
                               decomposition$rank, " < ", ncol(X), " = p);\n",
                               "the fixed effects will be jointly unidentifiable", call. = FALSE),
         silent.drop.cols = NULL, stop("'check.rankX' = '", action, "' is not implemented"))
  kept <- sort(decomposition$pivot[seq_len(decomposition$rank)])
  out <- X[, kept, drop = FALSE]
  attr(out, "assign") <- attr(X, "assign")[kept]
  attr(out, "contrasts") <- attr(X, "contrasts")
  attr(out, "col.dropped") <- setNames(setdiff(seq_len(ncol(X)), kept), colnames(X)[-kept])
  attr(out, "msgRankdrop") <- text
  out
}

# Columns whose spreads differ by more than three orders of magnitude, from each other or from one.
.check.scale <- function(X, action) {
  if (action == "ignore" || ncol(X) == 0L) return(NULL)
  spread <- apply(X, 2L, sd)
  spread <- log10(c(1, spread[is.finite(spread) & spread > 0]))
  if (diff(range(spread)) <= 3) return(NULL)
  text <- "Some predictor variables are on very different scales: consider rescaling"
  .act(action, text)
  text
}

.random.term <- function(bar, frame, env, contrasts) {
  left <- eval(call("~", bar[[2L]]), env)
  environment(left) <- env
  used <- intersect(names(contrasts), names(frame))
  columns <- model.matrix(left, frame, contrasts.arg = contrasts[used])
  group <- .grouping(bar[[3L]], frame, env)
  list(columns = columns, group = group, name = paste(deparse(bar[[3L]]), collapse = ""),
       left = left, bar = bar)
}
.check.random <- function(random, n, checks) {
  levels <- vapply(random, function(term) nlevels(term$group), 1L)
  names <- vapply(random, function(term) term$name, "")
  if (any(levels < 2L)) {
    .act(checks$check.nlev.gtr.1, "grouping factors must have > 1 sampled level")
  }
  if (any(levels >= n)) {
    .act(checks$check.nobs.vs.nlev,
         "number of levels of each grouping factor must be < number of observations (problems: ",
         paste(unique(names[levels >= n]), collapse = ", "), ")")
  }
  for (term in random) {
    effects <- ncol(term$columns) * nlevels(term$group)
    if (n <= effects && nlevels(term$group) < n) {
      .act(checks$check.nobs.vs.nRE, "number of observations (=", n, ") <= number of random effects (=", effects,
           ") for term (", paste(deparse(term$bar), collapse = ""), "); the random-effects parameters and the ",
           "residual variance (or scale parameter) are probably unidentifiable")
    }
  }
}

.numeric.terms <- function(random) {
  lapply(random, function(term) {
    list(columns = term$columns, codes = as.integer(term$group), levels = nlevels(term$group))
  })
}
.start.theta <- function(start) {
  if (is.null(start) || is.numeric(start)) return(start)
  if (is.list(start) && is.null(start$fixef) && is.null(start$beta)) return(start$theta)
  stop("starting values of the fixed effects are not implemented")
}

.linear.model <- function(design, y, call, REML, control, start) {
  weights <- design$weights
  if (!is.null(weights) && any(weights <= 0)) stop("weights must be positive", call. = FALSE)
  if (anyNA(y) || anyNA(design$X)) stop("NA in response or predictors", call. = FALSE)
  settings <- control$optCtrl
  settings$optimizer <- control$optimizer
  settings$start <- .start.theta(start)
  settings$restart_edge <- control$restart_edge
  settings$boundary.tol <- control$boundary.tol
  settings$calc.derivs <- control$calc.derivs
  settings$singular.tol <- control$checkConv$check.conv.singular$tol
  if (!is.null(settings$maxfun)) settings$maxeval <- settings$maxfun
  fit <- .mixed.linear(y, design$X, .numeric.terms(design$random), weights, design$offset, REML, settings)
  convergence <- .convergence(fit, control)
  n <- length(y)
  p <- ncol(design$X)
  pwrss <- fit$wrss + fit$ussq
  cmp <- c(ldL2 = fit$ldL2, ldRX2 = fit$ldRX2, wrss = fit$wrss, ussq = fit$ussq, pwrss = pwrss, drsum = NA,
           REML = if (REML) fit$criterion else NA, dev = if (REML) NA else fit$criterion,
           sigmaML = sqrt(pwrss / n), sigmaREML = sqrt(pwrss / (n - p)))
  dims <- .dimensions(design, fit, if (REML) p else 0L, 0L, TRUE)
  .mixed.object("lmerMod", design, fit, call, control, convergence, list(cmp = cmp, dims = dims), y)
}

.dimensions <- function(design, fit, reml, glmm, scale) {
  n <- nrow(design$frame)
  p <- ncol(design$X)
  q <- sum(vapply(design$random, function(term) ncol(term$columns) * nlevels(term$group), 1L))
  c(N = n, n = n, p = p, nmp = n - p, q = as.integer(q), nth = length(fit$theta), useSc = as.integer(scale),
    reTrms = length(design$random), spFe = 0L, REML = as.integer(reml), GLMM = as.integer(glmm), NLMM = 0L)
}

# What the optimiser and the derivatives say; the checks complain as they are told to.
.optimizer.message <- c(
  x = "NLOPT_XTOL_REACHED: Optimization stopped because xtol_rel or xtol_abs (above) was reached.",
  f = "NLOPT_FTOL_REACHED: Optimization stopped because ftol_rel or ftol_abs (above) was reached.",
  evaluations = "NLOPT_MAXEVAL_REACHED: Optimization stopped because maxeval (above) was reached.",
  roundoff = "NLOPT_ROUNDOFF_LIMITED: Roundoff errors led to a breakdown of the optimization algorithm.",
  converged = "NLOPT_SUCCESS: Generic success return value.")
.optimizer.state <- function(fit, optimizer) {
  code <- 0L
  text <- "NULL"
  if (optimizer == "nloptwrap") {
    text <- .optimizer.message[[fit$status]]
    code <- c(x = 0L, f = 0L, evaluations = 5L, roundoff = -4L, converged = 0L)[[fit$status]]
    if (code != 0L) warning("convergence code ", code, " from nloptwrap: ", text, call. = FALSE)
  } else if (optimizer == "bobyqa") {
    text <- "Normal exit from bobyqa"
    if (fit$status == "evaluations") {
      code <- 1L
      text <- "bobyqa -- maximum number of function evaluations exceeded"
      warning("convergence code 1 from bobyqa: ", text, call. = FALSE)
    }
  } else if (fit$status == "evaluations") {
    code <- 4L
    text <- "failure to converge in 10000 evaluations"
    warning("convergence code 4 from Nelder_Mead: ", text, call. = FALSE)
  } else {
    text <- "parameter values converged to within tolerance"
  }
  list(code = code, message = text)
}
.checking <- quote(checkConv(attr(opt, "derivs"), opt$par, ctrl = control$checkConv, lbound = lower))
.convergence <- function(fit, control, optimizer = control$optimizer) {
  state <- .optimizer.state(fit, optimizer[length(optimizer)])
  found <- list()
  checks <- control$checkConv
  say <- function(check, text, aloud = TRUE) {
    found <<- c(found, list(text))
    if (aloud) .act(checks[[check]]$action, text, call = .checking)
  }
  singular <- fit$singular && checks$check.conv.singular$action != "ignore"
  if (singular) {
    say("check.conv.singular", "boundary (singular) fit: see help('isSingular')")
  } else if (!is.null(fit$gradient)) {
    .check.gradient(fit, checks, say)
    .check.hessian(fit, checks, say)
  }
  lme4 <- if (length(found) == 0L) list() else list(messages = as.list(unlist(found)))
  list(opt = state$code, message = state$message, lme4 = lme4)
}
.check.gradient <- function(fit, checks, say) {
  check <- checks$check.conv.grad
  if (check$action == "ignore") return(NULL)
  if (!fit$scaled) return(say("check.conv.grad", "unable to evaluate scaled gradient"))
  # lme4 says "component 1" wherever the largest gradient is.
  if (fit$largest > check$tol) {
    say("check.conv.grad", paste0("Model failed to converge with max|grad| = ", format(fit$largest, digits = 6),
                                  " (tol = ", format(check$tol), ", component 1)"))
  }
}
.check.hessian <- function(fit, checks, say) {
  check <- checks$check.conv.hess
  if (check$action == "ignore") return(NULL)
  values <- fit$eigenvalues[seq_along(fit$theta)]
  if (length(fit$eigenvalues) > length(fit$theta)) {
    values <- eigen(fit$hessian[seq_along(fit$theta), seq_along(fit$theta), drop = FALSE], symmetric = TRUE,
                    only.values = TRUE)$values
  }
  if (length(values) == 0L || anyNA(values)) {
    return(say("check.conv.hess", "Problem with Hessian check (infinite or missing values?)"))
  }
  negative <- sum(values < -check$tol)
  if (negative > 0L) {
    return(say("check.conv.hess", paste("Model failed to converge: degenerate  Hessian with", negative,
                                        "negative eigenvalues")))
  }
  if (sum(abs(values) < check$tol) > 0L) {
    return(say("check.conv.hess", " Hessian is numerically singular: parameters are not uniquely determined"))
  }
  all <- fit$eigenvalues
  text <- character()
  if (max(all) * check$tol > 1) {
    text <- "Model is nearly unidentifiable: very large eigenvalue\n - Rescale variables?"
  }
  if (min(all) / max(all) < check$tol) {
    text <- c(text, "Model is nearly unidentifiable: large eigenvalue ratio\n - Rescale variables?")
  }
  if (length(text) > 0L) {
    .act(check$action, paste(text, collapse = ";"), call = .checking)
    for (line in text) say("check.conv.hess", line, aloud = FALSE)
  }
}

# The fitted object. Slots named as in lme4 where they hold the same; `.parts` is what the methods here work on.
.mixed.object <- function(class, design, fit, call, control, convergence, devcomp, y) {
  random <- design$random[fit$order]
  factors <- .distinct.factors(random)
  names <- vapply(random, function(term) term$name, "")
  columns <- setNames(lapply(random, function(term) colnames(term$columns)), names)
  optinfo <- list(optimizer = control$optimizer[length(control$optimizer)], control = control$optCtrl,
                  derivs = if (is.null(fit$gradient)) NULL else list(gradient = fit$gradient, Hessian = fit$hessian),
                  conv = list(opt = convergence$opt, lme4 = convergence$lme4), feval = fit$feval,
                  message = convergence$message, warnings = list(), val = fit$theta)
  sizes <- vapply(random, function(term) ncol(term$columns) * nlevels(term$group), 1L)
  u <- unlist(lapply(fit$u, function(effects) as.vector(t(effects))))
  slots <- list(Gp = as.integer(c(0L, cumsum(sizes))), call = call, frame = design$frame, flist = factors,
                cnms = columns, lower = fit$lower, theta = fit$theta, beta = fit$beta, u = u, devcomp = devcomp,
                optinfo = optinfo, .parts = list(design = design, random = random, fit = fit, y = y, control = control,
                                                 messages = design$messages))
  .s4.object(class, "lme4", "merMod", slots)
}
# The grouping factors, each once; `assign` says which of them each term has.
.distinct.factors <- function(random) {
  names <- vapply(random, function(term) term$name, "")
  kept <- !duplicated(names)
  structure(setNames(lapply(random[kept], function(term) term$group), names[kept]),
            assign = match(names, names[kept]))
}
.parts <- function(object) object@.parts
