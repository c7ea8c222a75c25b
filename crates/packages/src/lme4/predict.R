# Predictions from fixed effects alone or with the random effects of known groups.

.S3method("predict", "merMod", function(object, newdata = NULL, newparams = NULL, re.form = NULL,
                                         random.only = FALSE, terms = NULL, type = c("link", "response"),
                                         allow.new.levels = FALSE, na.action = na.pass, se.fit = FALSE, ...) {
  type <- match.arg(type)
  if (!is.null(newparams)) stop("argument 'newparams' of `predict` is not implemented")
  if (!is.null(terms)) stop("argument 'terms' of `predict` is not implemented")
  if (se.fit) stop("argument 'se.fit' of `predict` is not implemented")
  parts <- .parts(object)
  whole <- is.null(re.form) || isTRUE(re.form)
  if (is.null(newdata) && whole && !random.only) {
    eta <- if (isGLMM(object)) parts$fit$eta else parts$fit$fitted
    if (isGLMM(object) && type == "response") eta <- parts$fit$mu
    return(.by.row(object, eta))
  }
  frame <- if (is.null(newdata)) object@frame else as.data.frame(newdata)
  eta <- if (random.only) rep(0, nrow(frame)) else .fixed.prediction(object, newdata)
  bars <- .bars.wanted(re.form, parts$design$bars)
  for (bar in bars) eta <- eta + .random.prediction(object, bar, frame, allow.new.levels)
  if (isGLMM(object) && type == "response") eta <- parts$design$family$linkinv(eta)
  if (is.null(newdata)) return(.by.row(object, eta))
  setNames(eta, row.names(frame))
})
.bars.wanted <- function(form, all) {
  if (is.null(form) || isTRUE(form)) return(all)
  if (identical(form, FALSE) || (length(form) == 1L && is.atomic(form) && is.na(form))) return(list())
  if (!inherits(form, "formula")) stop("'re.form' must be a formula, NULL or NA")
  findbars(form)
}
.fixed.prediction <- function(object, newdata) {
  parts <- .parts(object)
  design <- parts$design
  if (is.null(newdata)) {
    X <- design$X
    offset <- design$offset
  } else {
    wanted <- delete.response(design$fixed)
    levels <- .getXlevels(design$fixed, object@frame)
    frame <- model.frame(wanted, newdata, xlev = levels, na.action = na.pass)
    X <- model.matrix(wanted, frame, contrasts.arg = attr(design$X, "contrasts"))
    X <- X[, colnames(design$X), drop = FALSE]
    offset <- model.offset(frame)
    code <- object@call$offset
    if (!is.null(code)) offset <- c(offset, 0)[1L] + eval(code, newdata, environment(design$formula))
  }
  eta <- as.vector(X %*% object@beta)
  if (is.null(offset)) eta else eta + offset
}
.random.prediction <- function(object, bar, frame, allow) {
  parts <- .parts(object)
  text <- paste(deparse(bar), collapse = "")
  labels <- vapply(parts$random, .term.label, "")
  at <- match(text, labels)
  if (is.na(at)) stop("the term (", text, ") is not in the model", call. = FALSE)
  term <- parts$random[[at]]
  # Bases keep the coefficients of the fit: their code is taken from the frame's terms.
  group <- .new.grouping(bar[[3L]], frame, environment(parts$design$formula))
  known <- match(as.character(group), levels(term$group))
  if (anyNA(known) && !allow) {
    stop("new levels detected in newdata: see allow.new.levels=TRUE", call. = FALSE)
  }
  left <- term$left
  columns <- if (identical(bar[[2L]], 1)) matrix(1, nrow(frame), 1L) else .new.columns(object, term, frame)
  effects <- parts$fit$b[[at]][ifelse(is.na(known), 1L, known), , drop = FALSE]
  effects[is.na(known), ] <- 0
  rowSums(columns * effects)
}
.new.columns <- function(object, term, frame) {
  used <- terms(term$left)
  all <- attr(object@frame, "terms")
  if (length(attr(used, "variables")) > 1L) {
    position <- match(as.character(attr(used, "variables")), as.character(attr(all, "variables")))
    code <- attr(all, "predvars")
    if (!is.null(code)) attr(used, "predvars") <- code[position]
  }
  # The frame of the fit has its variables evaluated already.
  if (identical(frame, object@frame)) return(term$columns)
  new <- model.frame(used, frame, xlev = .getXlevels(used, object@frame), na.action = na.pass)
  model.matrix(used, new, contrasts.arg = attr(term$columns, "contrasts"))[, colnames(term$columns), drop = FALSE]
}
.new.grouping <- function(code, frame, env) {
  if (is.call(code) && identical(code[[1L]], quote(`(`))) return(.new.grouping(code[[2L]], frame, env))
  if (is.call(code) && identical(code[[1L]], quote(`:`))) {
    return(paste(.new.grouping(code[[2L]], frame, env), .new.grouping(code[[3L]], frame, env), sep = ":"))
  }
  name <- paste(deparse(code), collapse = "")
  as.character(if (name %in% names(frame)) frame[[name]] else eval(code, frame, env))
}

# Intervals for parameters.
.S3method("confint", "merMod", function(object, parm, level = 0.95, method = c("profile", "Wald", "boot"),
                                         oldNames = TRUE, quiet = FALSE, ...) {
  method <- match.arg(method)
  if (method != "Wald") stop("confint with method = \"", method, "\" is not implemented")
  variances <- if (oldNames) sprintf(".sig%02d", seq_along(object@theta)) else .deviation.names(object)
  if (object@devcomp$dims[["useSc"]] > 0L) variances <- c(variances, if (oldNames) ".sigma" else "sigma")
  fixed <- fixef(object)
  errors <- sqrt(diag(vcov(object)))
  tails <- c((1 - level) / 2, (1 + level) / 2)
  spread <- stats:::.quantile.of("normal", tails, 0)
  out <- rbind(matrix(NA_real_, length(variances), 2L), cbind(fixed + errors * spread[1L], fixed + errors * spread[2L]))
  dimnames(out) <- list(c(variances, names(fixed)), stats:::.percent(tails))
  if (missing(parm)) return(out)
  if (identical(parm, "beta_")) return(out[names(fixed), , drop = FALSE])
  if (identical(parm, "theta_")) return(out[variances, , drop = FALSE])
  out[parm, , drop = FALSE]
})
.deviation.names <- function(object) {
  pieces <- Map(function(group, names) {
    at <- which(lower.tri(diag(length(names)), diag = TRUE), arr.ind = TRUE)
    ifelse(at[, 1L] == at[, 2L], paste0("sd_", names[at[, 1L]], "|", group),
           paste0("cor_", names[at[, 1L]], ".", names[at[, 2L]], "|", group))
  }, names(object@cnms), object@cnms)
  unlist(pieces, use.names = FALSE)
}
.S3method("profile", "merMod", function(fitted, ...) stop("`profile` of mixed models is not implemented"))
