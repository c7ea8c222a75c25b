# Additive models as tibbles.

.gam.tibble <- function(columns) {
  columns <- lapply(columns, function(column) if (is.null(dim(column))) unname(column) else column)
  requireNamespace("tibble", quietly = TRUE)
  structure(columns, row.names = seq_len(NROW(columns[[1L]])), class = c("tbl_df", "tbl", "data.frame"))
}

# The columns of the data, the names of its rows first when they say something.
.gam.data <- function(data) {
  names <- attr(data, "row.names")
  columns <- unclass(data)
  attributes(columns) <- list(names = names(data))
  if (is.character(names)) columns <- c(list(.rownames = names), columns)
  columns
}

.S3method("tidy", "gam", function(x, parametric = FALSE, conf.int = FALSE, conf.level = 0.95,
                                  exponentiate = FALSE, ...) {
  s <- summary(x)
  if (!parametric) {
    if (conf.int) message("Confidence intervals only available for parametric terms.")
    table <- s$s.table
    return(.gam.tibble(list(term = rownames(table), edf = table[, 1L], ref.df = table[, 2L], statistic = table[, 3L],
                        p.value = table[, 4L])))
  }
  table <- s$p.table
  out <- list(term = rownames(table), estimate = table[, 1L], std.error = table[, 2L], statistic = table[, 3L],
              p.value = table[, 4L])
  if (conf.int) {
    half <- stats:::.quantile.of("normal", 1 - (1 - conf.level) / 2, 0) * table[, 2L]
    out$conf.low <- out$estimate - half
    out$conf.high <- out$estimate + half
  }
  if (exponentiate) {
    out$estimate <- exp(out$estimate)
    if (conf.int) {
      out$conf.low <- exp(out$conf.low)
      out$conf.high <- exp(out$conf.high)
    }
  }
  .gam.tibble(out)
})
.S3method("glance", "gam", function(x, ...) {
  s <- summary(x)
  .gam.tibble(list(df = sum(x$edf), logLik = as.numeric(stats::logLik(x)), AIC = stats::AIC(x), BIC = stats::BIC(x),
               deviance = stats::deviance(x), df.residual = stats::df.residual(x), nobs = stats::nobs(x),
               adj.r.squared = s$r.sq, npar = s$np))
})
.S3method("augment", "gam", function(x, data = stats::model.frame(x), newdata = NULL,
                                     type.predict = "link", type.residuals = "deviance", ...) {
  if (!is.null(newdata)) {
    out <- .gam.data(newdata)
    found <- stats::predict(x, newdata = newdata, type = type.predict, se.fit = TRUE)
  } else {
    out <- .gam.data(data)
    found <- stats::predict(x, type = type.predict, se.fit = TRUE)
  }
  out$.fitted <- as.numeric(found$fit)
  out$.se.fit <- as.numeric(found$se.fit)
  if (is.null(newdata)) {
    out$.resid <- as.numeric(stats::residuals(x, type = type.residuals))
    out$.hat <- as.numeric(x$hat)
    out$.sigma <- rep(NA, length(x$hat))
    out$.cooksd <- as.numeric(stats::cooks.distance(x))
  }
  .gam.tibble(out)
})
