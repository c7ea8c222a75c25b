# Tables of variances of one model, and of likelihood ratio tests of several.

.S3method("anova", "merMod", function(object, ..., refit = TRUE, model.names = NULL) {
  call <- match.call()
  call$refit <- call$model.names <- NULL
  .anova.models(object, list(...), call, refit, model.names)
})
.anova.models <- function(object, others, call, refit = TRUE, model.names = NULL) {
  is.model <- function(o) inherits(o, "merMod") || inherits(o, "lm")
  codes <- as.list(call)[-1L]
  names <- vapply(codes, function(code) paste(deparse(code), collapse = ""), "", USE.NAMES = FALSE)
  given <- names(others)
  if (length(names) != length(others) + 1L) names <- paste0("MODEL", seq_len(length(others) + 1L))
  keep <- vapply(others, is.model, NA)
  for (name in given[!keep]) {
    if (name == "refit") refit <- others[[name]] else stop("argument '", name, "' of `anova` is not implemented")
  }
  models <- c(list(object), others[keep])
  if (length(models) == 1L) return(.variance.table(object))
  names <- if (is.null(model.names)) names[c(TRUE, keep)] else model.names
  if (anyDuplicated(names) > 0L) names <- paste0("MODEL", seq_along(models))
  .likelihood.table(models, names, refit)
}
.variance.table <- function(object) {
  X <- .parts(object)$design$X
  assign <- attr(X, "assign")
  labels <- attr(.parts(object)$design$fixed, "term.labels")
  scale <- sigma(object)^2
  # Generalised models are tested by the penalised least squares at the end.
  covariance <- if (isGLMM(object)) as.matrix(vcov(object, use.hessian = FALSE)) else as.matrix(vcov(object))
  squares <- as.vector(chol(solve(covariance) * scale) %*% object@beta)^2
  df <- vapply(seq_along(labels), function(k) sum(assign == k), 1L)
  sums <- vapply(seq_along(labels), function(k) sum(squares[assign == k]), 0)
  structure(data.frame(npar = df, "Sum Sq" = sums, "Mean Sq" = sums / df, "F value" = sums / df / scale,
                       row.names = labels, check.names = FALSE),
            class = c("anova", "data.frame"), heading = "Analysis of Variance Table")
}
.likelihood.table <- function(models, names, refit) {
  mixed <- vapply(models, inherits, NA, what = "merMod")
  reml <- mixed
  reml[mixed] <- vapply(models[mixed], isREML, NA)
  if (refit && any(reml)) {
    message("refitting model(s) with ML (instead of REML)")
    models[reml] <- lapply(models[reml], refitML)
  }
  sizes <- vapply(models, nobs, 1)
  if (length(unique(sizes)) > 1L) stop("models were not all fitted to the same size of dataset", call. = FALSE)
  likelihoods <- lapply(models, logLik)
  df <- vapply(likelihoods, function(l) as.numeric(attr(l, "df")), 0)
  order <- order(df)
  df <- df[order]
  value <- vapply(likelihoods, as.numeric, 0)[order]
  gain <- pmax(0, c(NA, 2 * diff(value)))
  more <- c(NA, diff(df))
  table <- data.frame(npar = df, AIC = -2 * value + 2 * df, BIC = -2 * value + log(sizes[1L]) * df, logLik = value,
                      "-2*log(L)" = -2 * value, Chisq = gain, Df = more,
                      "Pr(>Chisq)" = ifelse(!is.na(more) & more == 0, NA_real_,
                                            .upper("chi-squared", gain, more)),
                      row.names = names[order], check.names = FALSE)
  calls <- lapply(models, function(m) if (inherits(m, "merMod")) m@call else m$call)
  data <- calls[[1L]]$data
  for (call in calls) {
    if (!identical(deparse(call$data), deparse(data))) stop("all models must be fit to the same data object")
  }
  subset <- calls[[1L]]$subset
  text <- function(label, code) if (is.null(code)) NULL else paste0(label, paste(deparse(code), collapse = "\n"))
  formulas <- vapply(models, function(m) paste(deparse(formula(m)), collapse = "\n"), "")
  heading <- c(text("Data: ", data), text("Subset: ", subset), "Models:",
               paste(names[order], formulas[order], sep = ": "))
  structure(table, heading = heading, class = c("anova", "data.frame"))
}
.S3method("drop1", "merMod", function(object, scope, scale = 0, test = c("none", "Chisq", "user"), k = 2,
                                       trace = FALSE, sumFun, ...) {
  test <- match.arg(test)
  if (test == "user" || !missing(sumFun)) stop("argument 'sumFun' of `drop1` is not implemented")
  labels <- if (missing(scope)) drop.scope(terms(object)) else scope
  if (inherits(labels, "formula")) labels <- attr(terms(labels), "term.labels")
  whole <- extractAIC(object, scale, k = k)
  reduced <- lapply(labels, function(label) {
    call <- update(object, as.formula(paste(". ~ . -", label)), evaluate = FALSE)
    extractAIC(eval(call, environment(formula(object))), scale, k = k)
  })
  df <- whole[1L] - vapply(reduced, function(r) r[1L], 0)
  criterion <- vapply(reduced, function(r) r[2L], 0)
  table <- data.frame(npar = c(NA, df), AIC = c(whole[2L], criterion), row.names = c("<none>", labels))
  if (test == "Chisq") {
    gain <- pmax(0, (criterion + k * df) - whole[2L])
    table$LRT <- c(NA, gain)
    table[["Pr(Chi)"]] <- c(NA, .upper("chi-squared", gain, df))
  }
  structure(table, class = c("anova", "data.frame"),
            heading = c("Single term deletions", "\nModel:", paste(deparse(formula(object)), collapse = "\n")))
})
