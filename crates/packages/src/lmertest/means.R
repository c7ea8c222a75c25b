# Reduction of models and means of factor levels.

# The random-effects terms a model can lose: an effect of a correlated term, or a term as a whole.
.reductions <- function(model) {
  bars <- findbars(formula(model))
  out <- list()
  for (k in seq_along(bars)) {
    left <- eval(call("~", bars[[k]][[2L]]))
    inner <- terms(left)
    labels <- attr(inner, "term.labels")
    whole <- paste0("(", paste(deparse(bars[[k]]), collapse = ""), ")")
    several <- length(labels) + attr(inner, "intercept") > 1L
    if (several && length(labels) > 0L) {
      for (label in labels) {
        rest <- setdiff(labels, label)
        side <- paste(c(if (attr(inner, "intercept") == 1L) (if (length(rest) == 0L) "1") else "0", rest),
                      collapse = " + ")
        smaller <- call("|", str2lang(side), bars[[k]][[3L]])
        out[[paste(label, "in", whole)]] <- append(bars[-k], list(smaller), after = k - 1L)
      }
    } else {
      name <- if (length(labels) == 1L) paste(labels, "in", whole) else whole
      out[[name]] <- bars[-k]
    }
  }
  out
}
.with.bars <- function(model, bars) {
  fixed <- lme4::nobars(formula(model))
  right <- Reduce(function(a, b) call("+", a, b), lapply(bars, function(bar) call("(", bar)), fixed[[3L]])
  fixed[[3L]] <- right
  update.formula(fixed, . ~ .)
}
.model.lines <- function(model) {
  paste0("\nModel:\n", paste(deparse(update.formula(formula(model), . ~ .), width.cutoff = 500L), collapse = "\n"))
}
.reduced.fit <- function(model, bars) {
  wanted <- .with.bars(model, bars)
  environment(wanted) <- environment(formula(model))
  call <- model@call
  call$formula <- wanted
  if (length(bars) > 0L) {
    call[[1L]] <- quote(lme4::lmer)
    return(eval(call, environment(wanted)))
  }
  call <- call[c(1L, match(c("formula", "data", "subset", "weights", "na.action", "offset", "contrasts"),
                           names(call), 0L))]
  call[[1L]] <- quote(stats::lm)
  eval(call, environment(wanted))
}
.criterion <- function(fit, reml) if (inherits(fit, "lm")) logLik(fit, REML = reml) else logLik(fit)
ranova <- function(model, reduce.terms = TRUE, ...) {
  if (!inherits(model, "lmerMod")) stop("model not of class 'lmerMod'")
  if (!reduce.terms) stop("argument 'reduce.terms' of `ranova` is not implemented")
  full <- logLik(model)
  reductions <- .reductions(model)
  others <- lapply(reductions, function(bars) .criterion(.reduced.fit(model, bars), lme4::isREML(model)))
  all <- c(list(full), others)
  df <- vapply(all, function(l) as.integer(attr(l, "df")), 1L)
  value <- vapply(all, as.numeric, 0)
  ratio <- c(NA, pmax(0, 2 * (value[1L] - value[-1L])))
  less <- c(NA, df[1L] - df[-1L])
  table <- data.frame(npar = df, logLik = value, AIC = -2 * value + 2 * df, LRT = ratio, Df = less,
                      "Pr(>Chisq)" = lme4:::.upper("chi-squared", ratio, less),
                      row.names = c("<none>", names(reductions)), check.names = FALSE)
  heading <- c("ANOVA-like table for random-effects: Single term deletions",
               .model.lines(model))
  structure(table, heading = heading, formulae = lapply(reductions, function(bars) .with.bars(model, bars)),
            class = c("anova", "data.frame"))
}
rand <- ranova

.droppable <- function(model) {
  inner <- terms(model)
  labels <- attr(inner, "term.labels")
  marginal <- drop.scope(inner)
  labels[labels %in% marginal]
}
.S3method("drop1", "lmerModLmerTest", function(object, scope, ddf = c("Satterthwaite", "Kenward-Roger", "lme4"),
                                                force_get_contrasts = FALSE, ...) {
  if (.ddf(ddf) == "lme4") stop("ddf = \"lme4\" of `drop1` is not implemented")
  if (force_get_contrasts) stop("argument 'force_get_contrasts' of `drop1` is not implemented")
  if (missing(scope)) scope <- .droppable(object)
  if (inherits(scope, "formula")) scope <- attr(terms(scope), "term.labels")
  contrasts <- .deletion.contrasts(object)[scope]
  table <- do.call(rbind, lapply(contrasts, function(L) .f.test(object, L)))
  row.names(table) <- scope
  structure(table, class = c("anova", "data.frame"),
            heading = c("Single term deletions using Satterthwaite's method:",
                        paste0("\nModel:\n", paste(deparse(formula(object)), collapse = "\n"))))
})
# A term's own columns after all others: what is lost without it.
.deletion.contrasts <- function(model) {
  X <- model.matrix(model)
  lapply(.term.columns(model), function(own) {
    .sequential.rows(X, c(setdiff(seq_len(ncol(X)), own), own), own)
  })
}

step <- function(object, ...) UseMethod("step")
.S3method("step", "default", function(object, ...) stats::step(object, ...))
.S3method("step", "lmerModLmerTest", function(object, ddf = c("Satterthwaite", "Kenward-Roger"), alpha.random = 0.1,
                                               alpha.fixed = 0.05, reduce.fixed = TRUE, reduce.random = TRUE,
                                               keep, ...) {
  if (length(ddf) == 1L) .ddf(ddf)
  if (!missing(keep)) stop("argument 'keep' of `step` is not implemented")
  random <- .step.random(object, if (reduce.random) alpha.random else 1)
  if (inherits(random$model, "lm")) {
    stop("`step` of a model that loses its last random-effects term is not implemented")
  }
  fixed <- .step.fixed(random$model, if (reduce.fixed) alpha.fixed else 1)
  structure(list(random = random$table, fixed = fixed$table), model = fixed$model, drop1 = fixed$last, class = "step_list")
})
.step.random <- function(model, alpha) {
  gone <- NULL
  repeat {
    table <- ranova(model)
    p <- table[["Pr(>Chisq)"]][-1L]
    worst <- which.max(p)
    if (!(p[worst] > alpha)) break
    line <- as.data.frame(table)[worst + 1L, , drop = FALSE]
    first <- if (is.null(gone)) as.data.frame(table)[1L, , drop = FALSE]
    if (!is.null(first)) gone <- cbind(Eliminated = NA_real_, first)
    gone <- rbind(gone, cbind(Eliminated = nrow(gone), line))
    bars <- .reductions(model)[[worst]]
    smaller <- .reduced.fit(model, bars)
    if (inherits(smaller, "lm")) return(list(model = smaller, table = gone))
    model <- .with.tests(smaller, smaller@call)
  }
  rest <- as.data.frame(table)
  kept <- cbind(Eliminated = c(NA_real_, rep(0, nrow(rest) - 1L)), rest)
  if (!is.null(gone)) kept <- kept[-1L, , drop = FALSE]
  all <- rbind(gone, kept)
  list(model = model, table = structure(all, heading = "Backward reduced random-effect table:\n",
                                        class = c("anova", "data.frame")))
}
.step.fixed <- function(model, alpha) {
  gone <- NULL
  repeat {
    if (length(attr(terms(model), "term.labels")) == 0L) break
    table <- drop1(model)
    worst <- which.max(table[["Pr(>F)"]])
    if (length(worst) == 0L || !(table[["Pr(>F)"]][worst] > alpha)) break
    line <- as.data.frame(table)[worst, , drop = FALSE]
    gone <- rbind(gone, cbind(Eliminated = NROW(gone) + 1, line))
    wanted <- update.formula(formula(model), as.formula(paste(". ~ . -", row.names(line))))
    call <- model@call
    call$formula <- wanted
    call[[1L]] <- quote(lmerTest::lmer)
    model <- eval(call, environment(formula(model)))
  }
  rest <- if (length(attr(terms(model), "term.labels")) > 0L) {
    left <- as.data.frame(drop1(model))
    cbind(Eliminated = rep(0, nrow(left)), left)
  }
  heading <- c("Backward reduced fixed-effect table:", "Degrees of freedom method: Satterthwaite \n")
  list(model = model, table = structure(rbind(gone, rest), heading = heading, class = c("anova", "data.frame")))
}
.S3method("print", "step_list", function(x, digits = max(getOption("digits") - 2L, 3L), ...) {
  print(x$random)
  cat("\n")
  print(x$fixed)
  cat("\nModel found:", paste0(deparse(formula(attr(x, "model")), width.cutoff = 500L), "\n"), sep = "\n")
  invisible(x)
})
.S3method("get_model", "step_list", function(x, ...) attr(x, "model"))

# Means of factor levels over a grid of the other factors, covariates at their means.
ls_means <- function(model, ...) UseMethod("ls_means")
lsmeansLT <- function(model, ...) UseMethod("ls_means")
difflsmeans <- function(model, ...) UseMethod("difflsmeans")
.S3method("ls_means", "lmerModLmerTest", function(model, which = NULL, level = 0.95,
                                                   ddf = c("Satterthwaite", "Kenward-Roger"), pairwise = FALSE, ...) {
  if (length(ddf) == 1L) .ddf(ddf)
  .means.table(model, which, level, pairwise)
})
.S3method("difflsmeans", "lmerModLmerTest", function(model, which = NULL, level = 0.95,
                                                      ddf = c("Satterthwaite", "Kenward-Roger"), ...) {
  if (length(ddf) == 1L) .ddf(ddf)
  .means.table(model, which, level, TRUE)
})
.means.grid <- function(model) {
  frame <- model.frame(model)
  inner <- delete.response(terms(model))
  names <- as.character(attr(inner, "variables"))[-1L]
  values <- lapply(setNames(names, names), function(name) {
    value <- frame[[name]]
    if (is.factor(value)) factor(levels(value), levels = levels(value), ordered = is.ordered(value)) else mean(value)
  })
  list(grid = expand.grid(values, KEEP.OUT.ATTRS = FALSE), factors = names[vapply(frame[names], is.factor, NA)])
}
.means.table <- function(model, which, level, pairwise) {
  inner <- delete.response(terms(model))
  attr(inner, "predvars") <- NULL
  if (any(!(all.names(attr(inner, "variables"))[-1L] %in% names(model@frame)))) {
    stop("`ls_means` of models with transformed variables is not implemented")
  }
  found <- .means.grid(model)
  X <- model.matrix(inner, found$grid, contrasts.arg = attr(model.matrix(model), "contrasts"))
  labels <- attr(inner, "term.labels")
  factors <- attr(inner, "factors") > 0
  only <- vapply(labels, function(label) all(rownames(factors)[factors[, label]] %in% found$factors), NA)
  labels <- labels[only]
  if (!is.null(which)) labels <- labels[match(which, labels)]
  rows <- lapply(labels, function(label) {
    own <- rownames(factors)[factors[, label]]
    texts <- lapply(own, function(name) paste0(name, as.character(found$grid[[name]])))
    cell <- do.call(paste, c(texts, sep = ":"))
    cells <- unique(cell)
    L <- do.call(rbind, lapply(cells, function(one) colMeans(X[cell == one, , drop = FALSE])))
    rownames(L) <- cells
    if (pairwise) L <- .differences(L)
    L
  })
  L <- do.call(rbind, rows)
  table <- .t.tests(model, L, 0, TRUE, level)
  row.names(table) <- rownames(L)
  structure(table, class = c("ls_means", "data.frame"), confidence_level = level, ddf = "Satterthwaite",
            response = as.character(formula(model)[[2L]]),
            heading = "Least Squares Means")
}
.differences <- function(L) {
  pairs <- combn(nrow(L), 2L)
  out <- L[pairs[1L, ], , drop = FALSE] - L[pairs[2L, ], , drop = FALSE]
  rownames(out) <- paste(rownames(L)[pairs[1L, ]], rownames(L)[pairs[2L, ]], sep = " - ")
  out
}
.S3method("print", "ls_means", function(x, digits = max(getOption("digits") - 2L, 3L),
                                         signif.stars = getOption("show.signif.stars"), ...) {
  cat(attr(x, "heading"), "table:\n\n")
  x$df <- round(x$df, 1L)
  plain <- as.matrix(as.data.frame(unclass(x), check.names = FALSE))
  dimnames(plain) <- list(row.names(x), names(x))
  printCoefmat(plain, digits = digits, signif.stars = signif.stars, has.Pvalue = TRUE,
               cs.ind = c(1:2, 5:6), tst.ind = 4L)
  cat("\n  Confidence level: ", format(100 * attr(x, "confidence_level"), digits = 2), "%\n", sep = "")
  cat("  Degrees of freedom method:", attr(x, "ddf"), "\n")
  invisible(x)
})
