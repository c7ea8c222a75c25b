# Tables of tests for the terms of a model.

.S3method("anova", "lmerModLmerTest", function(object, ..., type = c("III", "II", "I", "3", "2", "1"),
                                                ddf = c("Satterthwaite", "Kenward-Roger", "lme4")) {
  others <- list(...)
  models <- vapply(others, function(o) inherits(o, "merMod") || inherits(o, "lm"), NA)
  if (any(models) || .ddf(ddf) == "lme4") {
    call <- match.call()
    call$type <- call$ddf <- NULL
    return(lme4:::.anova.models(object, others, call))
  }
  .type.table(object, .test.type(type[1L]))
})
.test.type <- function(type) {
  found <- match(as.character(type), c("I", "II", "III", "1", "2", "3"))
  if (is.na(found)) stop("'type' should be one of \"III\", \"II\", \"I\", \"3\", \"2\", \"1\"")
  c("I", "II", "III")[(found - 1L) %% 3L + 1L]
}
.type.table <- function(model, type) {
  contrasts <- switch(type, I = .sequential.contrasts(model), II = .adjusted.contrasts(model),
                      III = .marginal.contrasts(model))
  rows <- lapply(contrasts, function(L) .f.test(model, L))
  table <- if (length(rows) == 0L) .f.test(model, matrix(0, 0L, length(fixef(model))))[0L, ] else do.call(rbind, rows)
  row.names(table) <- names(contrasts)
  structure(table, class = c("anova", "data.frame"),
            heading = paste("Type", type, "Analysis of Variance Table with Satterthwaite's method"))
}
show_tests <- function(object, ...) stop("`show_tests` is not implemented")

# Which columns belong to each term.
.term.columns <- function(model) {
  X <- model.matrix(model)
  labels <- attr(terms(model), "term.labels")
  setNames(lapply(seq_along(labels), function(k) which(attr(X, "assign") == k)), labels)
}
# Rows of the triangular factor test a term after the columns before it. Degrees of freedom of several contrasts
# depend on the scale of each: a row starts with one.
.sequential.rows <- function(X, order, wanted) {
  R <- chol(crossprod(X[, order, drop = FALSE]))
  at <- match(wanted, order)
  L <- matrix(0, length(wanted), ncol(X))
  L[, order] <- R[at, ] / R[cbind(at, at)]
  L
}
.sequential.contrasts <- function(model) {
  X <- model.matrix(model)
  lapply(.term.columns(model), function(columns) .sequential.rows(X, seq_len(ncol(X)), columns))
}
# A term is adjusted for all others but those that contain it: with more factors, but the same covariates.
.adjusted.contrasts <- function(model) {
  X <- model.matrix(model)
  columns <- .term.columns(model)
  containing <- .containing.terms(model)
  setNames(lapply(seq_along(columns), function(k) {
    later <- unlist(columns[containing[[k]]])
    own <- columns[[k]]
    first <- setdiff(seq_len(ncol(X)), c(own, later))
    .sequential.rows(X, c(first, own, later), own)
  }), names(columns))
}
.containing.terms <- function(model) {
  factors <- attr(terms(model), "factors") > 0
  classes <- attr(attr(model@frame, "terms"), "dataClasses")[rownames(factors)]
  numeric <- !(classes %in% c("factor", "ordered", "character", "logical"))
  lapply(seq_len(ncol(factors)), function(k) {
    which(vapply(seq_len(ncol(factors)), function(j) {
      j != k && all(factors[factors[, k], j]) && identical(factors[numeric, k], factors[numeric, j])
    }, NA))
  })
}
# With factors coded by deviations, a term's own coefficients are its marginal hypothesis. Its rows of the change
# of basis say what that is for treatment contrasts, whose own coefficients are to come out as ones, and then for
# the coefficients at hand.
.marginal.contrasts <- function(model) {
  X <- model.matrix(model)
  if (length(attr(model@.parts$design$X, "col.dropped")) > 0L) {
    stop("tests of type III with dropped columns are not implemented")
  }
  columns <- .term.columns(model)
  coded <- names(attr(X, "contrasts"))
  if (length(coded) == 0L) return(lapply(columns, function(own) diag(ncol(X))[own, , drop = FALSE]))
  with.coding <- function(coding) {
    model.matrix(terms(model), model.frame(model),
                 contrasts.arg = setNames(rep(list(coding), length(coded)), coded))
  }
  change <- function(from, to) {
    out <- solve(crossprod(to), crossprod(to, from))
    out[abs(out) < 1e-10] <- 0
    out
  }
  deviations <- with.coding("contr.sum")
  treatment <- with.coding("contr.treatment")
  marginal <- change(treatment, deviations)
  back <- change(X, treatment)
  lapply(columns, function(own) {
    solve(marginal[own, own, drop = FALSE], marginal[own, , drop = FALSE]) %*% back
  })
}
