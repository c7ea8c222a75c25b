# Fits and their summaries as they print.

.upper <- function(which, x, df1, df2 = 0) stats:::.upper.tail(which, x, df1, df2)

methTitle <- function(dims) {
  if (dims[["GLMM"]] == 0L) {
    return(paste("Linear mixed model fit by", if (dims[["REML"]] > 0L) "REML" else "maximum likelihood "))
  }
  points <- dims[["nAGQ"]]
  paste0("Generalized linear mixed model fit by maximum likelihood (", if (points == 1L) "Laplace Approximation"
         else paste0("Adaptive Gauss-Hermite Quadrature, nAGQ = ", points), ")")
}
# The title, too long ones in two lines; the class goes to the next line when it does not fit.
.title.line <- function(title, class) {
  lines <- if (nchar(title) > 79L) strwrap(title, width = 80L, exdent = 2L) else title
  shown <- paste0(lines[length(lines)], " [")
  last <- if (nchar(shown) + nchar(class) > 80L) paste0(shown, "\n", class) else paste0(shown, class)
  cat(paste0(c(lines[-length(lines)], paste0(last, "]")), "\n"), sep = "")
}
.family.lines <- function(family) {
  if (!is.null(family)) cat(" Family: ", family$family, "  ( ", family$link, " )\n", sep = "")
}
# Pieces with blanks between them, a new line before one that does not fit.
.filled <- function(pieces, width = 80L) {
  used <- 0L
  out <- ""
  for (k in seq_along(pieces)) {
    room <- nchar(pieces[k]) + 1L
    if (k > 1L) out <- paste0(out, " ")
    if (used > 0L && used + room > width) {
      out <- paste0(out, "\n")
      used <- 0L
    }
    out <- paste0(out, pieces[k])
    used <- used + room
  }
  out
}
.call.lines <- function(call, control = FALSE) {
  cat(.filled(c("Formula:", deparse(call$formula))), "\n", sep = "")
  line <- function(label, code) {
    if (!is.null(code)) cat(label, paste(deparse(code), collapse = "\n"), "\n", sep = "")
  }
  line("   Data: ", call$data)
  line("Weights: ", call$weights)
  line(" Offset: ", call$offset)
  if (control) line("Control: ", call$control)
  line(" Subset: ", call$subset)
}
llikAIC <- function(object, devianceFUN = NULL, chkREML = TRUE, devcomp = object@devcomp) {
  likelihood <- logLik(object)
  if (isREML(object) && chkREML) return(list(logLik = likelihood, AICtab = c(REML = REMLcrit(object))))
  list(logLik = likelihood,
       AICtab = c(AIC = AIC(likelihood), BIC = BIC(likelihood), logLik = c(likelihood),
                  "-2*log(L)" = -2 * c(likelihood), df.resid = df.residual(object)))
}
.criterion.lines <- function(table, decimals) {
  if (length(table) == 1L) {
    cat("REML criterion at convergence:", round(table, decimals))
    cat("\n")
    return(invisible())
  }
  texts <- c(format(round(table[1:4], decimals)), format(table[5L]))
  names(texts) <- names(table)
  print(texts, quote = FALSE)
}
.group.line <- function(n, groups) {
  cat("Number of obs: ", n, ", groups:  ", paste(names(groups), groups, sep = ", ", collapse = "; "), "\n", sep = "")
}
.warning.lines <- function(messages) {
  if (length(messages) > 0L) cat("fit warnings:\n", paste(messages, collapse = "\n"), "\n", sep = "")
}
.optimizer.lines <- function(optinfo, summary) {
  messages <- unlist(optinfo$conv$lme4$messages)
  code <- optinfo$conv$opt
  if (length(messages) == 0L && code == 0L) return(invisible())
  cat("optimizer (", optinfo$optimizer, ") convergence code: ", code, " (",
      if (code == 0L) "OK" else optinfo$message, ")", sep = "")
  if (summary) cat("\n", paste0(messages, "\n"), "\n", sep = "")
  else cat(" ; 0 optimizer warnings;", length(messages), "lme4 warnings \n")
}

.S3method("print", "merMod", function(x, digits = max(3, getOption("digits") - 3), correlation = NULL,
                                       symbolic.cor = FALSE, signif.stars = getOption("show.signif.stars"),
                                       ranef.comp = "Std.Dev.", ranef.corr = any(ranef.comp == "Std.Dev."), ...) {
  class <- class(x)[1L]
  .title.line(methTitle(x@devcomp$dims), if (isGLMM(x)) class else paste0("'", class, "'"))
  if (isGLMM(x)) .family.lines(family(x))
  .call.lines(x@call)
  .criterion.lines(llikAIC(x)$AICtab, 4L)
  .variance.lines(VarCorr(x), digits, ranef.comp, ranef.corr)
  .group.line(nobs(x), ngrps(x))
  fixed <- fixef(x)
  if (length(fixed) > 0L) {
    cat("Fixed Effects:\n")
    print.default(format(fixed, digits = digits), print.gap = 2L, quote = FALSE)
  } else {
    cat("No fixed effect coefficients\n")
  }
  .warning.lines(.parts(x)$messages)
  .optimizer.lines(x@optinfo, summary = FALSE)
  invisible(x)
})
.variance.lines <- function(varcor, digits, comp, corr = TRUE) {
  cat("Random effects:\n")
  print(varcor, digits = digits, comp = comp, corr = corr)
}

.S3method("summary", "merMod", function(object, correlation = NULL, use.hessian = NULL, ...) {
  covariance <- vcov(object, use.hessian = use.hessian)
  fixed <- fixef(object)
  errors <- sqrt(diag(covariance))
  table <- cbind(Estimate = fixed, "Std. Error" = errors)
  statistic <- fixed / errors
  generalized <- isGLMM(object)
  scaled <- object@devcomp$dims[["useSc"]] > 0L
  if (length(fixed) > 0L) {
    table <- cbind(table, statistic)
    colnames(table)[3L] <- if (scaled) "t value" else "z value"
    if (generalized) table <- cbind(table, "Pr(>|z|)" = 2 * .upper("normal", abs(statistic), 0))
  }
  likelihood <- llikAIC(object)
  family <- if (generalized) family(object) else NULL
  structure(list(methTitle = methTitle(object@devcomp$dims), objClass = class(object), devcomp = object@devcomp,
                 isLmer = !generalized, useScale = scaled, logLik = likelihood$logLik, family = family$family,
                 link = family$link, ngrps = ngrps(object), coefficients = table, sigma = sigma(object),
                 vcov = covariance, varcor = VarCorr(object), AICtab = likelihood$AICtab, call = object@call,
                 residuals = residuals(object, "pearson", scaled = TRUE), fitMsgs = .parts(object)$messages,
                 optinfo = object@optinfo, corrSet = correlation), class = "summary.merMod")
})
.S3method("summary", "summary.merMod", function(object, ...) object)
# Rounded to digits that matter for the largest.
.zapped <- function(x, digits) round(x, max(0, digits - log10(max(abs(x), 1e-300))))
.S3method("print", "summary.merMod", function(x, digits = max(3, getOption("digits") - 3), correlation = NULL,
                                               symbolic.cor = FALSE, signif.stars = getOption("show.signif.stars"),
                                               ranef.comp = c("Variance", "Std.Dev."), ranef.corr = TRUE,
                                               show.resids = TRUE, ...) {
  if (symbolic.cor) stop("argument 'symbolic.cor' of `print` is not implemented")
  .title.line(x$methTitle, if (x$isLmer && !inherits(x, "summary.lmerModLmerTest")) paste0("'", x$objClass, "'") else c(x$objClass))
  if (!x$isLmer) .family.lines(list(family = x$family, link = x$link))
  .call.lines(x$call, control = TRUE)
  cat("\n")
  .criterion.lines(x$AICtab, 1L)
  cat("\n")
  if (show.resids) {
    cat("Scaled residuals:", "\n")
    shown <- setNames(.zapped(quantile(x$residuals, na.rm = TRUE), digits + 1L), c("Min", "1Q", "Median", "3Q", "Max"))
    print(shown, digits = digits)
    cat("\n")
  }
  .variance.lines(x$varcor, digits, ranef.comp, ranef.corr)
  .group.line(x$devcomp$dims[["n"]], x$ngrps)
  p <- nrow(x$coefficients)
  if (p > 0L) {
    cat("\nFixed effects:\n")
    printCoefmat(x$coefficients, digits = digits, signif.stars = signif.stars)
    if (is.null(correlation)) correlation <- x$corrSet
    .correlation.lines(x$vcov, p, correlation)
  } else {
    cat("\nNo fixed effect coefficients\n")
  }
  .warning.lines(x$fitMsgs)
  .optimizer.lines(x$optinfo, summary = TRUE)
  invisible(x)
})
.correlation.lines <- function(covariance, p, wanted) {
  if (p < 2L || identical(wanted, FALSE)) return(invisible())
  if (is.null(wanted) && p > 12L) {
    cat("\nCorrelation matrix not shown by default, as p = ", p, " > 12.\n", "Use print(x, correlation=TRUE)  or\n",
        "    vcov(x)        if you need it\n\n", sep = "")
    return(invisible())
  }
  covariance <- as.matrix(covariance)
  errors <- sqrt(diag(covariance))
  texts <- format(round(covariance / outer(errors, errors), 3L), nsmall = 3L)
  texts[!lower.tri(texts)] <- ""
  names <- rownames(covariance)
  dimnames(texts) <- list(abbreviate(names, minlength = 11L), abbreviate(names, minlength = 6L))
  cat("\nCorrelation of Fixed Effects:\n")
  print(texts[-1L, -p, drop = FALSE], quote = FALSE)
}
