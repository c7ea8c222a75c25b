# What is taken out of a fit.

isLMM <- function(x, ...) inherits(x, "lmerMod") || inherits(x, "lmerModLmerTest")
isGLMM <- function(x, ...) inherits(x, "glmerMod")
isNLMM <- function(x, ...) FALSE
isREML <- function(x, ...) isLMM(x) && x@devcomp$dims[["REML"]] > 0L
isSingular <- function(x, tol = 1e-4) any(x@theta[x@lower == 0] < tol)
REMLcrit <- function(object) {
  value <- object@devcomp$cmp[["REML"]]
  if (is.na(value)) stop("model was not fitted with REML")
  value
}
.S3method("getData", "merMod", function(object) {
  data <- object@call$data
  if (is.null(data)) return(object@frame)
  eval(data, environment(.parts(object)$design$formula))
})

.S3method("sigma", "merMod", function(object, ...) {
  if (object@devcomp$dims[["useSc"]] == 0L) return(1)
  .parts(object)$fit$sigma
})
.S3method("vcov", "merMod", function(object, correlation = FALSE, use.hessian = NULL, full = FALSE, ...) {
  if (full) stop("argument 'full' of `vcov` is not implemented")
  fit <- .parts(object)$fit
  value <- fit$vcov
  if (isGLMM(object) && identical(use.hessian, FALSE)) value <- fit$factor.vcov * sigma(object)^2
  if (isLMM(object) && isTRUE(use.hessian)) stop("argument 'use.hessian' of `vcov` is not implemented")
  names <- colnames(.parts(object)$design$X)
  Matrix:::.symmetric(matrix(value, length(names), length(names), dimnames = list(names, names)))
})
.S3method("logLik", "merMod", function(object, REML = NULL, ...) {
  fit <- .parts(object)$fit
  value <- if (isLMM(object) && (is.null(REML) || REML == isREML(object))) fit$criterion
           else if (isGLMM(object)) fit$criterion
           else if (isTRUE(REML)) stop("the REML criterion of a fit by maximum likelihood is not implemented")
           else fit$deviance
  n <- nrow(object@frame)
  df <- length(object@beta) + length(object@theta) + object@devcomp$dims[["useSc"]]
  structure(-value / 2, nobs = n, nall = n, df = df, class = "logLik")
})
.S3method("deviance", "merMod", function(object, REML = NULL, ...) {
  fit <- .parts(object)$fit
  if (isGLMM(object)) return(fit$deviance)
  if (is.null(REML) && isREML(object)) {
    warning("deviance() is deprecated for REML fits; use REMLcrit for the REML criterion or deviance(.,REML=FALSE) ",
            "for deviance calculated at the REML fit", call. = FALSE)
    return(fit$criterion)
  }
  if (isTRUE(REML)) return(REMLcrit(object))
  fit$deviance
})
.S3method("extractAIC", "merMod", function(fit, scale = 0, k = 2, ...) {
  likelihood <- logLik(refitML(fit))
  c(attr(likelihood, "df"), -2 * as.numeric(likelihood) + k * attr(likelihood, "df"))
})
.S3method("df.residual", "merMod", function(object, ...) {
  nrow(object@frame) - length(object@beta) - length(object@theta) - object@devcomp$dims[["useSc"]]
})
.S3method("nobs", "merMod", function(object, ...) nrow(object@frame))
ngrps <- function(object, ...) UseMethod("ngrps")
.S3method("ngrps", "default", function(object, ...) stop("Cannot extract the number of groups from this object"))
.S3method("ngrps", "merMod", function(object, ...) vapply(object@flist, nlevels, 1L))
.S3method("ngrps", "factor", function(object, ...) nlevels(object))
.S3method("formula", "merMod", function(x, fixed.only = FALSE, random.only = FALSE, ...) {
  out <- .parts(x)$design$formula
  if (fixed.only) return(nobars(out))
  if (random.only) {
    bars <- lapply(findbars(out), function(bar) call("(", bar))
    out[[length(out)]] <- .sum.of(bars)
  }
  out
})
.S3method("terms", "merMod", function(x, fixed.only = TRUE, random.only = FALSE, ...) {
  if (random.only) stop("argument 'random.only' of `terms` is not implemented")
  if (fixed.only) return(.parts(x)$design$fixed)
  attr(x@frame, "terms")
})
.S3method("model.frame", "merMod", function(formula, fixed.only = FALSE, ...) {
  if (!fixed.only) return(formula@frame)
  names <- as.character(attr(.parts(formula)$design$fixed, "variables"))[-1L]
  formula@frame[names(formula@frame) %in% names]
})
.S3method("model.matrix", "merMod", function(object, type = c("fixed", "random", "randomListRaw"), ...) {
  type <- type[1L]
  if (type == "fixed") {
    X <- .parts(object)$design$X
    attr(X, "col.dropped") <- NULL
    return(X)
  }
  if (type != "randomListRaw") stop("model matrices of type '", type, "' are not implemented")
  random <- .parts(object)$random
  setNames(lapply(random, function(term) term$columns), vapply(random, .term.label, ""))
})
.term.label <- function(term) paste(deparse(term$bar), collapse = "")
.S3method("family", "merMod", function(object, ...) {
  if (isGLMM(object)) .parts(object)$design$family else gaussian()
})
.S3method("weights", "merMod", function(object, type = c("prior", "working"), ...) {
  type <- match.arg(type)
  weights <- .parts(object)$design$weights
  if (type == "working" && isGLMM(object)) return(.parts(object)$fit$working)
  if (is.null(weights)) rep(1, nrow(object@frame)) else weights
})

.by.row <- function(object, values) {
  names(values) <- row.names(object@frame)
  napredict(attr(object@frame, "na.action"), values)
}
.S3method("fitted", "merMod", function(object, ...) .by.row(object, .parts(object)$fit$fitted))
.S3method("residuals", "merMod", function(object, type = NULL, scaled = FALSE, ...) {
  kinds <- c("working", "response", "deviance", "pearson", "partial")
  type <- if (is.null(type)) (if (isGLMM(object)) "deviance" else "response") else match.arg(type, kinds)
  parts <- .parts(object)
  plain <- parts$fit$residuals
  weights <- parts$design$weights
  if (is.null(weights)) weights <- rep(1, length(plain))
  if (isGLMM(object)) {
    family <- parts$design$family
    mu <- parts$fit$mu
    values <- switch(type, response = plain, pearson = plain * sqrt(weights / family$variance(mu)),
                     deviance = sign(plain) * sqrt(pmax(0, family$dev.resids(parts$y, mu, weights))),
                     working = plain / family$mu.eta(parts$fit$eta),
                     stop("residuals of type '", type, "' are not implemented"))
  } else {
    values <- switch(type, response = , working = plain, pearson = , deviance = plain * sqrt(weights),
                     stop("residuals of type '", type, "' are not implemented"))
  }
  if (scaled) values <- values / sigma(object)
  names(values) <- row.names(object@frame)
  naresid(attr(object@frame, "na.action"), values)
})

.theta.names <- function(object) {
  pieces <- Map(function(group, names) {
    k <- length(names)
    at <- which(lower.tri(diag(k), diag = TRUE), arr.ind = TRUE)
    ifelse(at[, 1L] == at[, 2L], paste(group, names[at[, 1L]], sep = "."),
           paste(group, names[at[, 1L]], names[at[, 2L]], sep = "."))
  }, names(object@cnms), object@cnms)
  unlist(pieces, use.names = FALSE)
}
getME <- function(object, name, ...) UseMethod("getME")
.S3method("getME", "merMod", function(object, name, ...) {
  if (length(name) > 1L) return(setNames(lapply(name, function(one) getME(object, one)), name))
  parts <- .parts(object)
  dims <- object@devcomp$dims
  switch(name, X = parts$design$X, y = setNames(parts$y, row.names(object@frame)), mu = parts$fit$fitted,
         theta = setNames(object@theta, .theta.names(object)), lower = object@lower, beta = object@beta,
         fixef = fixef(object), u = object@u, b = unlist(lapply(parts$fit$b, function(b) as.vector(t(b)))),
         flist = object@flist, cnms = object@cnms, devcomp = object@devcomp, Gp = object@Gp,
         REML = dims[["REML"]], is_REML = isREML(object), sigma = sigma(object), n = , N = dims[["n"]],
         p = dims[["p"]], q = dims[["q"]], n_rtrms = length(object@cnms), n_rfacs = length(object@flist),
         l_i = vapply(object@flist, nlevels, 1L)[attr(object@flist, "assign")], p_i = lengths(object@cnms),
         k = length(object@cnms), m = length(object@theta), offset = {
           if (is.null(parts$design$offset)) rep(0, nrow(object@frame)) else parts$design$offset
         },
         mmList = model.matrix(object, type = "randomListRaw"),
         Tlist = Map(.relative.factor, .theta.of.terms(object), object@cnms),
         Z = .random.matrix(parts$random), Zt = t(.random.matrix(parts$random)),
         stop("'", name, "' of `getME` is not implemented"))
})
.random.matrix <- function(random) {
  blocks <- lapply(random, function(term) {
    columns <- term$columns
    k <- ncol(columns)
    codes <- as.integer(term$group)
    out <- matrix(0, nrow(columns), k * nlevels(term$group))
    for (j in seq_len(k)) out[cbind(seq_len(nrow(columns)), (codes - 1L) * k + j)] <- columns[, j]
    colnames(out) <- rep(levels(term$group), each = k)
    out
  })
  do.call(cbind, blocks)
}

refit <- function(object, newresp, ...) UseMethod("refit")
.S3method("refit", "merMod", function(object, newresp, newweights = NULL, ...) {
  if (!isLMM(object)) stop("`refit` of generalised models is not implemented")
  if (!is.null(newweights)) stop("argument 'newweights' of `refit` is not implemented")
  parts <- .parts(object)
  y <- if (missing(newresp)) parts$y else as.numeric(newresp)
  .linear.model(parts$design, y, object@call, isREML(object), .control.of(object), NULL)
})
.control.of <- function(object) .parts(object)$control
refitML <- function(x, ...) UseMethod("refitML")
.S3method("refitML", "merMod", function(x, ...) {
  if (!isREML(x)) return(x)
  parts <- .parts(x)
  call <- x@call
  call$REML <- FALSE
  .linear.model(parts$design, parts$y, call, FALSE, .control.of(x), NULL)
})
.S3method("update", "merMod", function(object, formula., ..., evaluate = TRUE) {
  call <- object@call
  changes <- as.list(match.call(expand.dots = FALSE)$...)
  if (!missing(formula.)) call$formula <- update.formula(formula(object), formula.)
  for (name in names(changes)) call[[name]] <- changes[[name]]
  if (!evaluate) return(call)
  eval(call, parent.frame())
})
# Responses drawn from the model: random effects first, then the observations.
.S3method("simulate", "merMod", function(object, nsim = 1, seed = NULL, use.u = FALSE, re.form = NA, ...) {
  if (!identical(re.form, NA)) stop("argument 're.form' of `simulate` is not implemented")
  if (!isLMM(object)) stop("`simulate` of generalised mixed models is not implemented")
  if (!is.null(seed)) set.seed(seed)
  parts <- .parts(object)
  n <- nobs(object)
  scale <- sigma(object)
  centre <- if (use.u) parts$fit$fitted else .fixed.prediction(object, NULL)
  weights <- weights(object)
  if (nsim != 1) stop("several simulations at once (nsim > 1) are not implemented")
  effects <- if (use.u) 0 else .drawn.effects(object, scale)
  columns <- list(unname(centre + effects + rnorm(n, sd = scale) / sqrt(weights)))
  names(columns) <- paste0("sim_", seq_len(nsim))
  structure(columns, row.names = row.names(object@frame), class = "data.frame")
})
.drawn.effects <- function(object, scale) {
  random <- .parts(object)$random
  total <- 0
  for (k in seq_along(random)) {
    factor <- .relative.factor(.theta.of.terms(object)[[k]], object@cnms[[k]])
    draws <- matrix(rnorm(ncol(factor) * nlevels(random[[k]]$group), sd = scale), nrow = ncol(factor))
    effects <- t(factor %*% draws)
    total <- total + rowSums(random[[k]]$columns * effects[as.integer(random[[k]]$group), , drop = FALSE])
  }
  total
}
.S3method("plot", "merMod", function(x, ...) stop("`plot` of mixed models is not implemented"))
# Leverages: the squared rows of the random part's whitened matrix and of what it leaves of the fixed part.
.S3method("hatvalues", "merMod", function(model, fullHatMatrix = FALSE, ...) {
  if (fullHatMatrix) stop("argument 'fullHatMatrix' of `hatvalues` is not implemented")
  if (!isLMM(model)) stop("`hatvalues` of generalised mixed models is not implemented")
  parts <- .parts(model)
  roots <- sqrt(weights(model))
  blocks <- Map(function(term, theta, names) {
    left <- term$columns %*% .relative.factor(theta, names)
    .random.matrix(list(list(columns = left, group = term$group)))
  }, parts$random, .theta.of.terms(model), model@cnms)
  scaled <- roots * do.call(cbind, blocks)
  upper <- chol(crossprod(scaled) + diag(ncol(scaled)))
  random <- t(forwardsolve(t(upper), t(scaled)))
  X <- roots * parts$design$X
  left <- X - random %*% crossprod(random, X)
  rest <- chol(crossprod(X) - crossprod(crossprod(random, X)))
  fixed <- t(forwardsolve(t(rest), t(left)))
  .by.row(model, unname(rowSums(random^2) + rowSums(fixed^2)))
})
.S3method("cooks.distance", "merMod", function(model, ...) stop("`cooks.distance` of mixed models is not implemented"))
.S3method("influence", "merMod", function(model, ...) stop("`influence` of mixed models is not implemented"))
bootMer <- function(...) stop("`bootMer` is not implemented")
allFit <- function(...) stop("`allFit` is not implemented")
# Principal components of the random effects' relative covariance, one grouping factor at a time.
rePCA <- function(x) {
  chunks <- Map(.relative.factor, .theta.of.terms(x), x@cnms)
  assigned <- attr(x@flist, "assign")
  out <- lapply(seq_along(x@flist), function(k) {
    own <- chunks[assigned == k]
    size <- sum(vapply(own, ncol, 1L))
    whole <- matrix(0, size, size)
    at <- 0L
    for (block in own) {
      place <- at + seq_len(ncol(block))
      whole[place, place] <- block
      at <- at + ncol(block)
    }
    found <- svd(whole)
    structure(list(sdev = found$d, rotation = found$u, center = FALSE, scale = FALSE), class = "prcomp")
  })
  structure(setNames(out, names(x@flist)), class = "prcomplist")
}
.S3method("print", "prcomplist", function(x, ...) {
  for (name in names(x)) {
    cat("$", if (make.names(name) == name) name else paste0("`", name, "`"), "\n", sep = "")
    sdev <- x[[name]]$sdev
    rotation <- x[[name]]$rotation
    cat("Standard deviations (1, .., p=", length(sdev), "):\n", sep = "")
    print(sdev, ...)
    cat("\nRotation (n x k) = (", nrow(rotation), " x ", ncol(rotation), "):\n", sep = "")
    print(rotation, ...)
    cat("\n")
  }
  cat("attr(,\"class\")\n[1] \"prcomplist\"\n")
  invisible(x)
})

# One linear model for each group.
lmList <- function(formula, data, family, subset, weights, na.action, offset, pool = TRUE, warn = TRUE, ...) {
  call <- match.call()
  for (name in setdiff(names(call), c("", "formula", "data", "pool", "warn"))) {
    stop("argument '", name, "' of `lmList` is not implemented")
  }
  bar <- formula[[3L]]
  if (!.is.bar(bar)) stop("'formula' must be of the form response ~ predictors | group")
  group <- .grouping(bar[[3L]], data, environment(formula))
  wanted <- formula
  wanted[[3L]] <- bar[[2L]]
  fits <- lapply(split(data, group), function(part) lm(wanted, data = part))
  structure(fits, names = levels(group), lmListCall = call, pool = pool, class = "lmList4")
}
.S3method("coef", "lmList4", function(object, ...) {
  rows <- do.call(rbind, lapply(unclass(object), coef))
  structure(as.data.frame(rows, optional = TRUE), row.names = names(object))
})
.S3method("fixef", "lmList4", function(object, ...) colMeans(coef(object)))
.S3method("sigma", "lmList4", function(object, ...) {
  sqrt(sum(vapply(object, deviance, 0)) / sum(vapply(object, df.residual, 0)))
})
.S3method("print", "lmList4", function(x, ...) {
  cat("Call:", deparse(attr(x, "lmListCall")), "\n")
  cat("Coefficients:\n")
  print(coef(x), ...)
  if (attr(x, "pool")) {
    left <- sum(vapply(x, df.residual, 0))
    cat("\nDegrees of freedom: ", sum(vapply(x, nobs, 0)), " total; ", left, " residual\n", sep = "")
    cat("Residual standard error: ", format(sigma(x)), "\n", sep = "")
  }
  invisible(x)
})
