# How to fit: optimisers, their limits, and the checks before and after.

.checks <- function(given, kinds) {
  out <- list(check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "stop", check.nlev.gtreq.5 = "ignore",
              check.nlev.gtr.1 = "stop", check.nobs.vs.nRE = "stop", check.rankX = "message+drop.cols",
              check.scaleX = "warning", check.formula.LHS = "stop")
  for (name in names(given)) out[[name]] <- given[[name]]
  out
}
.convergence.check <- function(action, tol, relTol = NULL) list(action = action, tol = tol, relTol = relTol)
.default.convergence <- function(grad, singular, hess) {
  pick <- function(given, action, tol, grad = FALSE) {
    if (is.list(given)) return(given)
    if (is.character(given)) action <- given
    if (grad) list(action = action, tol = tol, relTol = NULL) else list(action = action, tol = tol)
  }
  list(check.conv.grad = pick(grad, "warning", 0.002, TRUE),
       check.conv.singular = pick(singular, "message", 1e-4),
       check.conv.hess = pick(hess, "warning", 1e-6))
}
.makeCC <- function(action, tol, relTol = NULL, ...) {
  out <- list(action = action, tol = tol)
  if (!missing(relTol)) out$relTol <- relTol
  out
}
lmerControl <- function(optimizer = "nloptwrap", restart_edge = TRUE, boundary.tol = 1e-5, calc.derivs = NULL,
                        use.last.params = FALSE, sparseX = FALSE, standardize.X = FALSE,
                        check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "stop",
                        check.nlev.gtreq.5 = "ignore", check.nlev.gtr.1 = "stop", check.nobs.vs.nRE = "stop",
                        check.rankX = c("message+drop.cols", "silent.drop.cols", "warn+drop.cols",
                                        "stop.deficient", "ignore"),
                        check.scaleX = c("warning", "stop", "silent.rescale", "message+rescale",
                                         "warn+rescale", "ignore"),
                        check.formula.LHS = "stop", check.conv.grad = "warning",
                        check.conv.singular = "message", check.conv.hess = "warning",
                        optCtrl = list(), mod.type = "lmer") {
  .control("lmerControl", optimizer, restart_edge, boundary.tol, calc.derivs, use.last.params, sparseX,
           standardize.X,
           list(check.nobs.vs.rankZ = check.nobs.vs.rankZ, check.nobs.vs.nlev = check.nobs.vs.nlev,
                check.nlev.gtreq.5 = check.nlev.gtreq.5, check.nlev.gtr.1 = check.nlev.gtr.1,
                check.nobs.vs.nRE = check.nobs.vs.nRE, check.rankX = check.rankX[1L],
                check.scaleX = check.scaleX[1L], check.formula.LHS = check.formula.LHS),
           .default.convergence(check.conv.grad, check.conv.singular, check.conv.hess), optCtrl)
}
glmerControl <- function(optimizer = c("bobyqa", "Nelder_Mead"), restart_edge = FALSE, boundary.tol = 1e-5,
                         calc.derivs = NULL, use.last.params = FALSE, sparseX = FALSE, standardize.X = FALSE,
                         check.nobs.vs.rankZ = "ignore", check.nobs.vs.nlev = "stop",
                         check.nlev.gtreq.5 = "ignore", check.nlev.gtr.1 = "stop",
                         check.nobs.vs.nRE = "stop",
                         check.rankX = c("message+drop.cols", "silent.drop.cols", "warn+drop.cols",
                                         "stop.deficient", "ignore"),
                         check.scaleX = c("warning", "stop", "silent.rescale", "message+rescale",
                                          "warn+rescale", "ignore"),
                         check.formula.LHS = "stop", check.response.not.const = "stop",
                         check.conv.grad = "warning", check.conv.singular = "message",
                         check.conv.hess = "warning", optCtrl = list(), mod.type = "glmer",
                         tolPwrss = 1e-7, compDev = TRUE, nAGQ0initStep = TRUE) {
  if (restart_edge) stop("argument 'restart_edge' of `glmerControl` is not implemented")
  if (!nAGQ0initStep) stop("argument 'nAGQ0initStep' of `glmerControl` is not implemented")
  out <- .control("glmerControl", rep_len(optimizer, 2L), restart_edge, boundary.tol, calc.derivs,
                  use.last.params, sparseX, standardize.X,
                  list(check.nobs.vs.rankZ = check.nobs.vs.rankZ, check.nobs.vs.nlev = check.nobs.vs.nlev,
                       check.nlev.gtreq.5 = check.nlev.gtreq.5, check.nlev.gtr.1 = check.nlev.gtr.1,
                       check.nobs.vs.nRE = check.nobs.vs.nRE, check.rankX = check.rankX[1L],
                       check.scaleX = check.scaleX[1L], check.formula.LHS = check.formula.LHS,
                       check.response.not.const = check.response.not.const),
                  .default.convergence(check.conv.grad, check.conv.singular, check.conv.hess), optCtrl)
  out$tolPwrss <- tolPwrss
  out$compDev <- compDev
  out$nAGQ0initStep <- nAGQ0initStep
  out
}
.control <- function(class, optimizer, restart, boundary, derivatives, last, sparse, standardize, checks,
                     convergence, options) {
  if (is.function(optimizer)) stop("optimizers that are functions are not implemented")
  known <- c("nloptwrap", "bobyqa", "Nelder_Mead")
  for (name in optimizer) {
    if (!(name %in% known)) stop("the optimizer '", name, "' is not implemented")
  }
  if (isTRUE(last)) stop("argument 'use.last.params' of `", class, "` is not implemented")
  if (isTRUE(sparse)) stop("argument 'sparseX' of `", class, "` is not implemented")
  if (isTRUE(standardize)) stop("argument 'standardize.X' of `", class, "` is not implemented")
  for (name in c("check.nobs.vs.nlev", "check.nlev.gtr.1", "check.nobs.vs.nRE")) {
    if (!(checks[[name]] %in% c("stop", "ignore", "warning", "message"))) {
      stop("'", name, "' = '", checks[[name]], "' is not implemented")
    }
  }
  if (checks$check.nobs.vs.rankZ != "ignore") stop("argument 'check.nobs.vs.rankZ' is not implemented")
  if (checks$check.nlev.gtreq.5 != "ignore") stop("argument 'check.nlev.gtreq.5' is not implemented")
  if (!(checks$check.scaleX %in% c("warning", "stop", "ignore"))) {
    stop("'check.scaleX' = '", checks$check.scaleX, "' is not implemented")
  }
  known <- c("xtol_rel", "xtol_abs", "ftol_rel", "ftol_abs", "maxeval", "maxfun", "maxit", "print_level",
             "iprint", "verbose", "algorithm")
  for (name in setdiff(names(options), known)) stop("'optCtrl$", name, "' is not implemented")
  if (!is.null(options$algorithm) && options$algorithm != "NLOPT_LN_BOBYQA") {
    stop("the algorithm '", options$algorithm, "' is not implemented")
  }
  structure(list(optimizer = optimizer, restart_edge = restart, boundary.tol = boundary,
                 calc.derivs = if (is.null(derivatives)) TRUE else derivatives, use.last.params = FALSE,
                 checkControl = checks, checkConv = convergence, optCtrl = options),
            class = c(class, "merControl"))
}
# A control given as a plain list is one of arguments.
.as.control <- function(control, class) {
  if (inherits(control, class)) return(control)
  if (inherits(control, "merControl")) stop("the control is of class ", class(control)[1L], ", not ", class)
  if (!is.list(control)) stop("'control' is not a list; use ", class, "()")
  do.call(class, control)
}
# What a check that failed does; warnings name the call that reports know them by.
.act <- function(action, ..., call = NULL) {
  text <- paste0(...)
  switch(action, ignore = NULL, message = message(text), warning = warning(simpleWarning(text, call)),
         stop(text, call. = FALSE))
}
nloptwrap <- function(...) stop("`nloptwrap` can be named as an optimizer, but not called")
Nelder_Mead <- function(...) stop("`Nelder_Mead` can be named as an optimizer, but not called")
