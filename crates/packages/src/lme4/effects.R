# Fixed and random effects, and the variances of the random ones.

.S3method("fixef", "merMod", function(object, add.dropped = FALSE, ...) {
  X <- .parts(object)$design$X
  out <- setNames(object@beta, colnames(X))
  dropped <- attr(X, "col.dropped")
  if (!add.dropped || length(dropped) == 0L) return(out)
  all <- setNames(rep(NA_real_, length(out) + length(dropped)), character(length(out) + length(dropped)))
  kept <- setdiff(seq_along(all), dropped)
  all[kept] <- out
  names(all)[kept] <- names(out)
  names(all)[dropped] <- names(dropped)
  all
})

# Which terms belong to each grouping factor.
.terms.of <- function(object) {
  assigned <- attr(object@flist, "assign")
  setNames(lapply(seq_along(object@flist), function(k) which(assigned == k)), names(object@flist))
}
# Conditional variances of each term's effects, effects by effects by levels.
.conditional.variances <- function(object) {
  parts <- .parts(object)
  variances <- if (is.null(parts$fit$handle)) parts$fit$variances else .mixed.variances(parts$fit$handle)
  lapply(variances, function(v) v * sigma(object)^2)
}
.S3method("ranef", "merMod", function(object, condVar = TRUE, drop = FALSE, whichel = names(found), postVar = FALSE, ...) {
  parts <- .parts(object)
  belonging <- .terms.of(object)
  if (condVar) variances <- .conditional.variances(object)
  found <- lapply(names(belonging), function(name) {
    terms <- belonging[[name]]
    values <- do.call(cbind, parts$fit$b[terms])
    dimnames(values) <- list(levels(object@flist[[name]]), unlist(object@cnms[terms], use.names = FALSE))
    out <- as.data.frame(values, optional = TRUE)
    if (condVar) {
      attr(out, "postVar") <- if (length(terms) == 1L) variances[[terms]] else {
        setNames(variances[terms], vapply(object@cnms[terms], function(n) paste(n, collapse = "."), ""))
      }
    }
    out
  })
  names(found) <- names(belonging)
  chosen <- found[whichel]
  if (drop) {
    chosen <- lapply(chosen, function(effects) {
      if (ncol(effects) != 1L) return(effects)
      values <- setNames(effects[[1L]], row.names(effects))
      if (condVar) attr(values, "postVar") <- as.vector(attr(effects, "postVar"))
      values
    })
  }
  structure(chosen, class = "ranef.mer")
})
.S3method("print", "ranef.mer", function(x, ...) {
  print(unclass(x), ...)
  with <- !vapply(x, function(effects) is.null(attr(effects, "postVar")), NA)
  if (any(with)) cat("with conditional variances for", paste0("\"", names(x)[with], "\""), "\n")
  invisible(x)
})
.S3method("as.data.frame", "ranef.mer", function(x, ...) {
  pieces <- lapply(names(x), function(name) {
    effects <- x[[name]]
    variances <- attr(effects, "postVar")
    spread <- lapply(seq_along(effects), function(j) {
      if (is.null(variances)) return(rep(NA_real_, nrow(effects)))
      if (is.array(variances)) return(sqrt(variances[j, j, ]))
      sizes <- vapply(variances, function(v) dim(v)[1L], 1L)
      block <- findInterval(j - 1L, c(0L, cumsum(sizes)))
      at <- j - c(0L, cumsum(sizes))[block]
      sqrt(variances[[block]][at, at, ])
    })
    rows <- nrow(effects)
    labels <- row.names(effects)
    shown <- if (ncol(effects) > 0L) order(effects[[1L]]) else seq_len(rows)
    data.frame(grpvar = name, term = factor(rep(names(effects), each = rows), levels = names(effects)),
               grp = factor(rep(labels, ncol(effects)), levels = labels[shown]),
               condval = unlist(effects, use.names = FALSE), condsd = unlist(spread))
  })
  do.call(rbind, pieces)
})
.S3method("coef", "merMod", function(object, ...) {
  fixed <- fixef(object)
  random <- ranef(object, condVar = FALSE)
  out <- lapply(random, function(effects) {
    names <- c(names(fixed), setdiff(names(effects), names(fixed)))
    columns <- lapply(names, function(name) {
      base <- if (name %in% names(fixed)) fixed[[name]] else 0
      base + if (name %in% names(effects)) effects[[name]] else rep(0, nrow(effects))
    })
    as.data.frame(matrix(unlist(columns), nrow(effects), dimnames = list(row.names(effects), names)), optional = TRUE)
  })
  structure(unclass(out), class = "coef.mer")
})
.S3method("print", "coef.mer", function(x, ...) {
  print(unclass(x), ...)
  cat("attr(,\"class\")\n[1] \"coef.mer\"\n")
  invisible(x)
})

# The relative factor of a term's covariance from its part of theta, by column.
.relative.factor <- function(theta, names) {
  k <- length(names)
  out <- matrix(0, k, k, dimnames = list(names, names))
  out[lower.tri(out, diag = TRUE)] <- theta
  out
}
.theta.of.terms <- function(object) {
  sizes <- lengths(object@cnms)
  sizes <- sizes * (sizes + 1L) / 2L
  split(object@theta, rep(seq_along(sizes), sizes))
}
.S3method("VarCorr", "merMod", function(x, sigma = 1, ...) {
  if (!missing(sigma) && !identical(sigma, 1)) stop("argument 'sigma' of `VarCorr` is not implemented")
  scale <- stats::sigma(x)
  out <- Map(function(theta, names) {
    factor <- .relative.factor(theta, names)
    covariance <- scale^2 * tcrossprod(factor)
    deviations <- sqrt(diag(covariance))
    # A correlation with a constant is undefined.
    correlation <- covariance / outer(deviations, deviations)
    diag(correlation) <- 1
    names(deviations) <- names
    dimnames(covariance) <- dimnames(correlation) <- list(names, names)
    structure(covariance, stddev = deviations, correlation = correlation)
  }, .theta.of.terms(x), x@cnms)
  names(out) <- make.unique(names(x@cnms))
  structure(out, sc = scale, useSc = as.logical(x@devcomp$dims[["useSc"]]), class = "VarCorr.merMod")
})
.S3method("as.data.frame", "VarCorr.merMod", function(x, row.names = NULL, optional = FALSE,
                                                       order = c("cov.last", "lower.tri"), ...) {
  order <- match.arg(order)
  pieces <- lapply(names(x), function(group) {
    covariance <- x[[group]]
    names <- colnames(covariance)
    k <- length(names)
    pairs <- which(lower.tri(covariance, diag = TRUE), arr.ind = TRUE)
    if (order == "cov.last") pairs <- pairs[order(pairs[, 1L] != pairs[, 2L]), , drop = FALSE]
    same <- pairs[, 1L] == pairs[, 2L]
    correlation <- attr(x[[group]], "correlation")
    data.frame(grp = group, var1 = names[pairs[, 2L]], var2 = ifelse(same, NA_character_, names[pairs[, 1L]]),
               vcov = covariance[pairs],
               sdcor = ifelse(same, attr(covariance, "stddev")[pairs[, 1L]], correlation[pairs]))
  })
  out <- do.call(rbind, pieces)
  if (attr(x, "useSc")) {
    out <- rbind(out, data.frame(grp = "Residual", var1 = NA_character_, var2 = NA_character_,
                                 vcov = attr(x, "sc")^2, sdcor = attr(x, "sc")))
  }
  row.names(out) <- NULL
  out
})

# The table of variances: one row an effect, the correlations at its right.
formatVC <- function(varcor, digits = max(3, getOption("digits") - 2), comp = "Std.Dev.", corr = TRUE,
                     formatter = format, useScale = attr(varcor, "useSc"), ...) {
  known <- c("Variance", "Std.Dev.")
  comp <- known[known %in% match.arg(comp, known, several.ok = TRUE)]
  names <- lapply(varcor, colnames)
  sizes <- lengths(names)
  deviations <- unlist(lapply(varcor, attr, "stddev"), use.names = FALSE)
  if (useScale) deviations <- c(deviations, attr(varcor, "sc"))
  groups <- unlist(Map(function(name, k) c(name, rep("", k - 1L)), names(varcor), sizes), use.names = FALSE)
  effects <- unlist(names, use.names = FALSE)
  if (useScale) {
    groups <- c(groups, "Residual")
    effects <- c(effects, "")
  }
  columns <- list(Groups = format(groups), Name = format(effects))
  if ("Variance" %in% comp) columns$Variance <- formatter(deviations^2, digits = digits, ...)
  if ("Std.Dev." %in% comp) columns$Std.Dev. <- formatter(deviations, digits = digits, ...)
  out <- do.call(cbind, columns)
  if (corr && any(sizes > 1L)) out <- cbind(out, .correlation.cells(varcor, sizes, nrow(out), digits))
  rownames(out) <- rep("", nrow(out))
  out
}
.correlation.cells <- function(varcor, sizes, rows, digits) {
  decimals <- max(2L, digits - 2L)
  cells <- matrix("", rows, max(sizes) - 1L, dimnames = list(NULL, c("Corr", rep("", max(sizes) - 2L))))
  last <- cumsum(sizes)
  for (k in which(sizes > 1L)) {
    correlation <- attr(varcor[[k]], "correlation")
    below <- lower.tri(correlation)
    texts <- format(round(correlation, decimals), nsmall = decimals)
    texts[!below] <- ""
    cells[seq.int(last[k] - sizes[k] + 1L, last[k]), seq_len(sizes[k] - 1L)] <- texts[, -sizes[k]]
  }
  cells
}
.S3method("print", "VarCorr.merMod", function(x, digits = max(3, getOption("digits") - 2), comp = "Std.Dev.",
                                               corr = TRUE, formatter = format, ...) {
  print(formatVC(x, digits = digits, comp = comp, corr = corr, formatter = formatter), quote = FALSE, ...)
  invisible(x)
})
