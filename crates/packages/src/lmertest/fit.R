# Fits that know their degrees of freedom.

lmer <- function(formula, data = NULL, REML = TRUE, control = lmerControl(), start = NULL, verbose = 0L,
                 subset, weights, na.action, offset, contrasts = NULL, devFunOnly = FALSE) {
  call <- match.call()
  plain <- call
  plain[[1L]] <- quote(lme4::lmer)
  model <- eval(plain, parent.frame())
  call$formula <- model@call$formula
  .with.tests(model, call)
}
as_lmerModLmerTest <- function(model, tol = 1e-8) {
  if (inherits(model, "lmerModLmerTest")) return(model)
  if (!inherits(model, "lmerMod")) stop("model not of class 'lmerMod': cannot coerce to class 'lmerModLmerTest'")
  if (tol != 1e-8) stop("argument 'tol' of `as_lmerModLmerTest` is not implemented")
  .with.tests(model, model@call)
}

# The variance parameters' covariance and the derivatives of the fixed effects' covariance are worked out once.
.with.tests <- function(model, call) {
  slots <- .slots(model)
  slots$call <- call
  fit <- model@.parts$fit
  if (length(fit$beta) > 0L) {
    found <- lme4:::.mixed.satterthwaite(fit$handle)
    .complain(found$negative, "Model failed to converge with ", "negative eigenvalue")
    .complain(found$zero, "Model may not have converged with ", "eigenvalue", " close to zero")
    slots$vcov_varpar <- found$covariance
    slots$Jac_list <- found$derivatives
    slots$.tests <- found$tests
  }
  slots$vcov_beta <- as.matrix(vcov(model))
  slots$sigma <- sigma(model)
  lme4:::.s4.object("lmerModLmerTest", "lmerTest", c("lmerMod", "merMod"), slots)
}
.slots <- function(model) {
  all <- attributes(model)
  all[!(names(all) %in% c("class", ".extends"))]
}
.complain <- function(values, before, noun, after = "") {
  if (length(values) == 0L) return(invisible())
  text <- paste0(before, length(values), " ", noun, if (length(values) > 1L) "s", after, ": ",
                 paste(sprintf("%1.1e", values), collapse = " "))
  warning(simpleWarning(text, quote(as_lmerModLT(model, devfun))))
}
# The same fit without degrees of freedom.
.plain.fit <- function(model) {
  slots <- .slots(model)
  slots[c("vcov_varpar", "Jac_list", ".tests", "vcov_beta", "sigma")] <- NULL
  lme4:::.s4.object("lmerMod", "lme4", "merMod", slots)
}
get_model <- function(x, ...) UseMethod("get_model")

.ddf <- function(ddf) {
  if (length(ddf) > 1L) return("Satterthwaite")
  found <- pmatch(ddf, c("Satterthwaite", "Kenward-Roger", "lme4"))
  if (is.na(found)) stop("'arg' should be one of \"Satterthwaite\", \"Kenward-Roger\", \"lme4\"")
  if (found == 2L) stop("ddf = \"Kenward-Roger\" is not implemented")
  c("Satterthwaite", "", "lme4")[found]
}

.S3method("summary", "lmerModLmerTest", function(object, ..., ddf = c("Satterthwaite", "Kenward-Roger", "lme4")) {
  if (.ddf(ddf) == "lme4") return(summary(.plain.fit(object), ...))
  out <- summary(.plain.fit(object), ...)
  p <- nrow(out$coefficients)
  if (p > 0L) {
    tests <- lme4:::.mixed.contrasts(object@.tests, diag(p))
    out$coefficients <- cbind(out$coefficients[, 1:2, drop = FALSE], df = tests$df,
                              "t value" = out$coefficients[, 3L],
                              "Pr(>|t|)" = 2 * lme4:::.upper("t", abs(out$coefficients[, 3L]), tests$df))
  }
  out$methTitle <- paste0(out$methTitle, ". t-tests use Satterthwaite's method")
  out$objClass <- class(object)
  out$call <- object@call
  class(out) <- c("summary.lmerModLmerTest", class(out))
  out
})
