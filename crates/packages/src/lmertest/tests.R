# Tests of contrasts: one at a time by t, several by F, degrees of freedom by Satterthwaite's method.

.contrast.matrix <- function(L, model) {
  p <- length(fixef(model))
  if (!is.matrix(L)) L <- matrix(L, ncol = length(L))
  if (ncol(L) != p) stop("length(L) == p is not TRUE: L has ", ncol(L), " columns for ", p, " fixed effects")
  storage.mode(L) <- "double"
  L
}
.as.tested <- function(model) {
  if (inherits(model, "lmerModLmerTest")) model else as_lmerModLmerTest(model)
}
contest1D <- function(model, L, ...) UseMethod("contest1D")
.contest1D <- function(model, L, rhs = 0, ddf = c("Satterthwaite", "Kenward-Roger"), confint = FALSE,
                       level = 0.95, ...) {
  if (length(ddf) == 1L) .ddf(ddf)
  model <- .as.tested(model)
  L <- .contrast.matrix(L, model)
  if (nrow(L) != 1L) stop("L must be one contrast")
  .t.tests(model, L, rhs, confint, level)
}
.S3method("contest1D", "lmerMod", .contest1D)
.t.tests <- function(model, L, rhs, confint, level) {
  found <- lme4:::.mixed.contrasts(model@.tests, L)
  t <- (found$estimate - rhs) / found$error
  out <- data.frame(Estimate = found$estimate, "Std. Error" = found$error, df = found$df, "t value" = t,
                    check.names = FALSE)
  if (confint) {
    half <- .t.quantile((1 + level) / 2, found$df) * found$error
    out$lower <- found$estimate - half
    out$upper <- found$estimate + half
  }
  out[["Pr(>|t|)"]] <- 2 * lme4:::.upper("t", abs(t), found$df)
  out
}
.t.quantile <- function(p, df) vapply(df, function(d) stats:::.quantile.of("t", p, d), 0)
contestMD <- function(model, L, ...) UseMethod("contestMD")
.contestMD <- function(model, L, rhs = 0, ddf = c("Satterthwaite", "Kenward-Roger"), eps = 1.5e-8, ...) {
  if (length(ddf) == 1L) .ddf(ddf)
  if (any(rhs != 0)) stop("argument 'rhs' of `contestMD` is not implemented")
  model <- .as.tested(model)
  .f.test(model, .contrast.matrix(L, model))
}
.S3method("contestMD", "lmerMod", .contestMD)
.f.test <- function(model, L) {
  found <- if (nrow(L) == 0L) NULL else lme4:::.mixed.joint(model@.tests, L)
  if (is.null(found)) found <- c(0, NA, 0, NA, NA)
  data.frame("Sum Sq" = found[1L], "Mean Sq" = found[2L], NumDF = as.integer(found[3L]), DenDF = found[4L],
             "F value" = found[5L], "Pr(>F)" = lme4:::.upper("F", found[5L], found[3L], found[4L]),
             check.names = FALSE)
}
contest <- function(model, L, ...) UseMethod("contest")
.S3method("contest", "lmerMod", function(model, L, rhs = 0, joint = TRUE, collect = TRUE, confint = TRUE,
                                          level = 0.95, check_estimability = FALSE,
                                          ddf = c("Satterthwaite", "Kenward-Roger", "lme4"), ...) {
  if (check_estimability) stop("argument 'check_estimability' of `contest` is not implemented")
  if (length(ddf) == 1L && .ddf(ddf) == "lme4") stop("ddf = \"lme4\" of `contest` is not implemented")
  if (is.list(L) || is.data.frame(L)) {
    if (!collect) return(lapply(L, function(one) contest(model, one, rhs, joint, confint = confint, level = level)))
    return(do.call(rbind, lapply(L, function(one) contest(model, one, rhs, joint, confint = confint, level = level))))
  }
  model <- .as.tested(model)
  L <- .contrast.matrix(L, model)
  if (joint) {
    if (any(rhs != 0)) stop("argument 'rhs' of `contest` with joint = TRUE is not implemented")
    return(.f.test(model, L))
  }
  .t.tests(model, L, rhs, confint, level)
})
calcSatterth <- function(model, L) {
  model <- .as.tested(model)
  found <- .f.test(model, .contrast.matrix(L, model))
  list(denom = found$DenDF, Fstat = as.matrix(found[["F value"]]), pvalue = as.matrix(found[["Pr(>F)"]]),
       ndf = found$NumDF)
}
