# What is taken out of fits, whatever the model.

coef <- function(object, ...) UseMethod("coef")
coefficients <- function(object, ...) UseMethod("coef")
coef.default <- function(object, complete = TRUE, ...) {
  cf <- object$coefficients
  if (complete) cf else cf[!is.na(cf)]
}
residuals <- function(object, ...) UseMethod("residuals")
resid <- function(object, ...) UseMethod("residuals")
fitted <- function(object, ...) UseMethod("fitted")
fitted.values <- function(object, ...) UseMethod("fitted")
fitted.default <- function(object, ...) {
  values <- object$fitted.values
  if (is.null(values)) values <- object$fitted
  napredict(object$na.action, values)
}
residuals.default <- function(object, ...) naresid(object$na.action, object$residuals)
