# Tests as tibbles of one row.

.S3method("tidy", "htest", function(x, ...) {
  out <- unclass(x)[c("estimate", "statistic", "p.value", "parameter")]
  names(out) <- c("estimate", "statistic", "p.value", "parameter")
  out <- out[!vapply(out, is.null, TRUE)]
  if (length(out$estimate) > 1L) {
    names <- paste0("estimate", seq_along(out$estimate))
    parts <- as.list(unname(out$estimate))
    names(parts) <- names
    difference <- grepl("t-test|Welch", x$method) && length(parts) == 2L
    lead <- if (difference) list(estimate = parts[[1L]] - parts[[2L]]) else list()
    out <- c(lead, parts, out[names(out) != "estimate"])
  }
  if (length(out$parameter) > 1L) {
    parts <- as.list(out$parameter)
    names(parts) <- gsub(" ", ".", names(out$parameter))
    out <- c(out[names(out) != "parameter"], parts)
  }
  if (!is.null(x$conf.int)) {
    out$conf.low <- x$conf.int[1L]
    out$conf.high <- x$conf.int[2L]
  }
  if (!is.null(x$method)) out$method <- as.character(x$method)
  if (!is.null(x$alternative)) out$alternative <- as.character(x$alternative)
  .tibble(out)
})
.S3method("glance", "htest", function(x, ...) tidy(x, ...))
