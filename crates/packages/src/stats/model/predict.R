# Predictions of linear and generalized linear models.

predict <- function(object, ...) UseMethod("predict")

.S3method("predict", "lm", function(object, newdata, se.fit = FALSE, scale = NULL, df = Inf,
                                    interval = c("none", "confidence", "prediction"), level = 0.95,
                                    type = c("response", "terms"), terms = NULL, na.action = na.pass,
                                    pred.var = NULL, weights = 1, ...) {
  interval <- match.arg(interval)
  type <- match.arg(type)
  fresh <- !missing(newdata) && !is.null(newdata)
  found <- if (fresh) .lm.predict(object, newdata, na.action, type == "terms")
           else .lm.predict(object, NULL, NULL, type == "terms")
  if (length(found$doubtful)) {
    warning("prediction from rank-deficient fit; attr(*, \"non-estim\") has doubtful cases", call. = FALSE)
    attr(found$fit, "non-estim") <- found$doubtful
  }
  if (type == "terms") {
    if (se.fit || interval != "none") stop("standard errors of type = \"terms\" are not implemented")
    out <- found$terms
    if (is.null(terms)) return(out)
    constant <- attr(out, "constant")
    out <- out[, terms, drop = FALSE]
    attr(out, "constant") <- constant
    return(out)
  }
  fit <- found$fit
  if (is.null(scale)) {
    w <- object$weights
    r <- object$residuals
    rss <- if (is.null(w)) sum(r^2) else sum(w * r^2)
    df <- object$df.residual
    variance <- rss / df
  } else {
    variance <- scale^2
  }
  errors <- found$variance * variance
  if (interval != "none") {
    if (interval == "prediction") {
      if (!fresh) {
        warning("predictions on current data refer to _future_ responses\n")
      }
      if (is.null(pred.var)) {
        if (missing(weights) && fresh && !is.null(object$weights)) {
          warning("Assuming constant prediction variance even though model fit is weighted\n")
        }
        pred.var <- variance / weights
      }
      width <- .quantile.of("t", (1 - level) / 2, df) * sqrt(errors + pred.var)
    } else {
      width <- .quantile.of("t", (1 - level) / 2, df) * sqrt(errors)
    }
    fit <- matrix(c(fit, fit + width, fit - width), ncol = 3L,
                  dimnames = list(names(fit), c("fit", "lwr", "upr")))
  }
  padded <- function(x) napredict(if (fresh) found$na.action else object$na.action, x)
  if (!se.fit) return(padded(fit))
  se <- sqrt(errors)
  if (length(se) > 1L) names(se) <- names(found$fit)
  list(fit = padded(fit), se.fit = padded(se), df = df,
       residual.scale = sqrt(variance))
})

.S3method("predict", "glm", function(object, newdata = NULL, type = c("link", "response", "terms"),
                                     se.fit = FALSE, dispersion = NULL, terms = NULL, na.action = na.pass, ...) {
  type <- match.arg(type)
  fresh <- !is.null(newdata)
  found <- if (fresh) .lm.predict(object, newdata, na.action, type == "terms")
           else .lm.predict(object, NULL, NULL, type == "terms")
  if (type == "terms") {
    if (se.fit) stop("standard errors of type = \"terms\" are not implemented")
    out <- found$terms
    if (is.null(terms)) return(out)
    constant <- attr(out, "constant")
    out <- out[, terms, drop = FALSE]
    attr(out, "constant") <- constant
    return(out)
  }
  action <- if (fresh) found$na.action else object$na.action
  eta <- if (fresh) found$fit else object$linear.predictors
  fit <- if (type == "response") object$family$linkinv(eta) else eta
  if (!se.fit) return(napredict(action, fit))
  if (is.null(dispersion) || dispersion == 0) dispersion <- .glm.dispersion(object)
  errors <- sqrt(found$variance) * sqrt(dispersion)
  if (type == "response") errors <- errors * abs(object$family$mu.eta(eta))
  if (length(errors) > 1L || type == "response") names(errors) <- names(eta)
  list(fit = napredict(action, fit), se.fit = napredict(action, errors), residual.scale = sqrt(dispersion))
})
