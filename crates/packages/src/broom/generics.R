# Fits as tibbles: one row per coefficient (tidy), per fit (glance), per observation (augment).

# Results print as tibbles, whether or not tibble is attached.
requireNamespace("tibble", quietly = TRUE)

tidy <- function(x, ...) UseMethod("tidy")
glance <- function(x, ...) UseMethod("glance")
augment <- function(x, ...) UseMethod("augment")

.S3method("tidy", "default", function(x, ...) {
  stop("No tidy method for objects of class ", class(x)[1L], call. = FALSE)
})
.S3method("glance", "default", function(x, ...) {
  stop("No glance method for objects of class ", class(x)[1L], call. = FALSE)
})
.S3method("augment", "default", function(x, ...) {
  stop("No augment method for objects of class ", class(x)[1L], call. = FALSE)
})

.tibble <- function(columns) {
  columns <- lapply(columns, function(column) if (is.null(dim(column))) unname(column) else column)
  rows <- if (length(columns)) NROW(columns[[1L]]) else 0L
  structure(columns, row.names = seq_len(rows), class = c("tbl_df", "tbl", "data.frame"))
}

.tidy.coefficients <- function(x, table, conf.int, conf.level, exponentiate, interval) {
  names <- names(stats::coef(x))
  if (is.null(names)) names <- rownames(table)
  out <- list(term = rownames(table), estimate = table[, 1L], std.error = table[, 2L], statistic = table[, 3L],
              p.value = table[, 4L])
  if (length(names) != nrow(table)) {
    at <- match(names, rownames(table))
    out <- lapply(out, function(column) unname(column)[at])
    out$term <- names
  }
  if (conf.int) {
    bounds <- interval(x, conf.level)
    at <- match(out$term, rownames(bounds))
    out$conf.low <- bounds[at, 1L]
    out$conf.high <- bounds[at, 2L]
  }
  if (exponentiate) {
    out$estimate <- exp(out$estimate)
    if (conf.int) {
      out$conf.low <- exp(out$conf.low)
      out$conf.high <- exp(out$conf.high)
    }
  }
  .tibble(out)
}

.S3method("tidy", "lm", function(x, conf.int = FALSE, conf.level = 0.95, exponentiate = FALSE, ...) {
  .tidy.coefficients(x, summary(x)$coefficients, conf.int, conf.level, exponentiate,
                     function(x, level) stats::confint(x, level = level))
})
.S3method("tidy", "glm", function(x, conf.int = FALSE, conf.level = 0.95, exponentiate = FALSE, ...) {
  .tidy.coefficients(x, summary(x)$coefficients, conf.int, conf.level, exponentiate,
                     function(x, level) stats::confint(x, level = level))
})
.S3method("tidy", "summary.lm", function(x, ...) {
  table <- x$coefficients
  .tibble(list(term = rownames(table), estimate = table[, 1L], std.error = table[, 2L], statistic = table[, 3L],
               p.value = table[, 4L]))
})

.S3method("glance", "lm", function(x, ...) {
  s <- summary(x)
  f <- s$fstatistic
  likelihood <- stats::logLik(x)
  intercept.only <- is.null(f)
  .tibble(list(
    r.squared = s$r.squared, adj.r.squared = s$adj.r.squared, sigma = s$sigma,
    statistic = if (intercept.only) NA_real_ else f[["value"]],
    p.value = if (intercept.only) NA_real_ else .f.p.value(f),
    df = if (intercept.only) NA_real_ else f[["numdf"]],
    logLik = as.numeric(likelihood), AIC = stats::AIC(x), BIC = stats::BIC(x), deviance = stats::deviance(x),
    df.residual = stats::df.residual(x), nobs = stats::nobs(x)))
})
.S3method("glance", "glm", function(x, ...) {
  .tibble(list(
    null.deviance = x$null.deviance, df.null = x$df.null, logLik = as.numeric(stats::logLik(x)),
    AIC = stats::AIC(x), BIC = stats::BIC(x), deviance = stats::deviance(x),
    df.residual = stats::df.residual(x), nobs = stats::nobs(x)))
})

# The data with row names as a column when they say something.
.augment.base <- function(data) {
  names <- attr(data, "row.names")
  columns <- unclass(data)
  attributes(columns) <- list(names = names(data))
  if (is.character(names)) columns <- c(list(.rownames = names), columns)
  columns
}
.S3method("augment", "lm", function(x, data = stats::model.frame(x), newdata = NULL, se_fit = FALSE,
                                    interval = c("none", "confidence", "prediction"), conf.level = 0.95, ...) {
  interval <- match.arg(interval)
  if (!is.null(newdata)) {
    out <- .augment.base(newdata)
    found <- stats::predict(x, newdata = newdata, se.fit = TRUE, interval = interval, level = conf.level)
  } else {
    out <- .augment.base(data)
    found <- stats::predict(x, se.fit = TRUE, interval = interval, level = conf.level)
  }
  fit <- found$fit
  if (interval == "none") {
    out$.fitted <- as.numeric(fit)
  } else {
    out$.fitted <- as.numeric(fit[, 1L])
    out$.lower <- as.numeric(fit[, 2L])
    out$.upper <- as.numeric(fit[, 3L])
  }
  if (se_fit) out$.se.fit <- as.numeric(found$se.fit)
  if (is.null(newdata)) {
    out$.resid <- as.numeric(stats::residuals(x))
    out$.hat <- as.numeric(stats::hatvalues(x))
    out$.sigma <- as.numeric(.deleted.sigma(x))
    out$.cooksd <- as.numeric(stats::cooks.distance(x))
    out$.std.resid <- as.numeric(stats::rstandard(x))
  } else {
    response <- all.vars(stats::formula(x))[1L]
    if (response %in% names(newdata) && is.name(stats::formula(x)[[2L]])) {
      out$.resid <- as.numeric(newdata[[response]] - out$.fitted)
    }
  }
  .tibble(out)
})
.S3method("augment", "glm", function(x, data = stats::model.frame(x), newdata = NULL,
                                     type.predict = c("link", "response", "terms"),
                                     type.residuals = c("deviance", "pearson"), se_fit = FALSE, ...) {
  type.predict <- match.arg(type.predict)
  type.residuals <- match.arg(type.residuals)
  if (type.predict == "terms") stop("type.predict = \"terms\" of `augment` is not implemented")
  fresh <- !is.null(newdata)
  out <- .augment.base(if (fresh) newdata else data)
  found <- if (fresh) stats::predict(x, newdata = newdata, type = type.predict, se.fit = TRUE)
           else stats::predict(x, type = type.predict, se.fit = TRUE)
  out$.fitted <- as.numeric(found$fit)
  if (se_fit) out$.se.fit <- as.numeric(found$se.fit)
  if (!fresh) {
    out$.resid <- as.numeric(stats::residuals(x, type = type.residuals))
    out$.std.resid <- as.numeric(stats::rstandard(x, type = type.residuals))
    out$.hat <- as.numeric(stats::hatvalues(x))
    out$.sigma <- as.numeric(.deleted.sigma(x))
    out$.cooksd <- as.numeric(stats::cooks.distance(x))
  }
  .tibble(out)
})
.f.p.value <- function(f) stats:::.upper.tail("F", f[["value"]], f[["numdf"]], f[["dendf"]])
.deleted.sigma <- function(x) stats::influence(x)$sigma

.renamed <- c(Df = "df", `Sum Sq` = "sumsq", `Mean Sq` = "meansq", `F value` = "statistic", `Pr(>F)` = "p.value",
              `Pr(>Chi)` = "p.value", F = "statistic", `Res.Df` = "df.residual", RSS = "rss", `Sum of Sq` = "sumsq",
              Deviance = "deviance", `Resid. Df` = "df.residual", `Resid. Dev` = "residual.deviance",
              Chisq = "statistic", npar = "npar", AIC = "AIC", BIC = "BIC", logLik = "logLik", NumDF = "NumDF",
              DenDF = "DenDF", LRT = "LRT", `Pr(>Chisq)` = "p.value")
.S3method("tidy", "anova", function(x, ...) {
  columns <- as.list(unclass(x))
  attributes(columns) <- list(names = names(x))
  new <- unname(.renamed[names(columns)])
  new[is.na(new)] <- names(columns)[is.na(new)]
  names(columns) <- new
  heading <- attr(x, "heading")
  rows <- attr(x, "row.names")
  if (length(heading) > 1L && any(startsWith(heading, "Model 1"))) {
    rows <- sub("Model [ 0-9]*: ", "", strsplit(paste(heading[startsWith(heading, "Model 1")], collapse = "\n"), "\n")[[1L]])
  }
  .tibble(c(list(term = trimws(rows)), columns))
})
.S3method("tidy", "aov", function(x, ...) {
  table <- summary(x)[[1L]]
  out <- tidy(table)
  out$df <- as.numeric(out$df)
  out
})
.S3method("glance", "aov", function(x, ...) {
  class(x) <- "lm"
  s <- summary(x)
  .tibble(list(logLik = as.numeric(stats::logLik(x)), AIC = stats::AIC(x), BIC = stats::BIC(x),
               deviance = stats::deviance(x), nobs = stats::nobs(x), r.squared = s$r.squared))
})
