# Random-effects terms of formulas: `(expression | grouping factor)`, alone, doubled or nested.

.is.bar <- function(code) {
  is.call(code) && length(code) == 3L && (identical(code[[1L]], quote(`|`)) || identical(code[[1L]], quote(`||`)))
}
.is.operator <- function(code) {
  is.call(code) && is.symbol(code[[1L]]) &&
    as.character(code[[1L]]) %in% c("~", "+", "-", "*", "/", ":", "^", "(", "%in%")
}
.sum.of <- function(parts) Reduce(function(a, b) call("+", a, b), parts)

# `(x || g)` stands for uncorrelated terms: one for the intercept, one for each term of `x`.
.uncorrelated <- function(left, group) {
  inner <- terms(eval(call("~", left)))
  labels <- attr(inner, "term.labels")
  lefts <- lapply(labels, function(label) call("+", 0, str2lang(label)))
  if (attr(inner, "intercept") == 1) lefts <- c(list(1), lefts)
  .sum.of(lapply(lefts, function(left) call("(", call("|", left, group))))
}
expandDoubleVerts <- function(term) {
  if (inherits(term, "formula")) {
    term[[length(term)]] <- expandDoubleVerts(term[[length(term)]])
    return(term)
  }
  if (.is.bar(term) && identical(term[[1L]], quote(`||`))) return(.uncorrelated(term[[2L]], term[[3L]]))
  if (.is.operator(term)) for (i in seq_along(term)[-1L]) term[[i]] <- expandDoubleVerts(term[[i]])
  term
}

# `a/b` among the grouping factors stands for the interaction `b:a`, then `a`.
.nested.groups <- function(group) {
  while (is.call(group) && identical(group[[1L]], quote(`(`))) group <- group[[2L]]
  if (!(is.call(group) && identical(group[[1L]], quote(`/`)))) return(list(group))
  outer <- .nested.groups(group[[2L]])
  above <- outer[[1L]]
  if (is.call(above)) above <- call("(", above)
  c(list(call(":", group[[3L]], above)), outer)
}
.collect.bars <- function(code) {
  if (.is.bar(code)) {
    return(lapply(.nested.groups(code[[3L]]), function(group) call("|", code[[2L]], group)))
  }
  if (!.is.operator(code)) return(list())
  do.call(c, lapply(as.list(code)[-1L], .collect.bars))
}
findbars <- function(term) {
  code <- expandDoubleVerts(term)
  found <- .collect.bars(if (inherits(code, "formula")) code[[length(code)]] else code)
  if (length(found) == 0L) NULL else found
}

# The formula without its random-effects terms; NULL where nothing is left.
.without.bars <- function(code) {
  if (.is.bar(code)) return(NULL)
  if (!.is.operator(code)) return(code)
  kept <- lapply(as.list(code)[-1L], .without.bars)
  gone <- vapply(kept, is.null, NA)
  if (!any(gone)) return(as.call(c(list(code[[1L]]), kept)))
  if (all(gone)) return(NULL)
  if (identical(code[[1L]], quote(`-`)) && gone[1L]) return(as.call(c(list(code[[1L]]), kept[!gone])))
  kept[!gone][[1L]]
}
nobars <- function(term) {
  if (!inherits(term, "formula")) return(.without.bars(term))
  right <- .without.bars(term[[length(term)]])
  term[[length(term)]] <- if (is.null(right)) 1 else right
  term
}
subbars <- function(term) {
  if (.is.bar(term)) return(call("+", subbars(term[[2L]]), subbars(term[[3L]])))
  if (is.call(term)) for (i in seq_along(term)[-1L]) term[[i]] <- subbars(term[[i]])
  term
}

# Grouping factors are evaluated among the columns of the model frame.
.grouping <- function(code, frame, env) {
  if (is.call(code) && identical(code[[1L]], quote(`(`))) return(.grouping(code[[2L]], frame, env))
  if (is.call(code) && identical(code[[1L]], quote(`:`))) {
    a <- .grouping(code[[2L]], frame, env)
    b <- .grouping(code[[3L]], frame, env)
    return(.crossed.levels(a, b))
  }
  name <- paste(deparse(code), collapse = "")
  values <- if (name %in% names(frame)) frame[[name]] else eval(code, frame, env)
  if (!is.atomic(values)) stop("grouping factor '", name, "' is no vector")
  factor(values)
}
# The combinations that occur, the second factor's levels running fastest.
.crossed.levels <- function(a, b) {
  numbers <- (as.integer(a) - 1L) * nlevels(b) + as.integer(b)
  used <- sort(unique(numbers))
  labels <- paste(levels(a)[(used - 1L) %/% nlevels(b) + 1L], levels(b)[(used - 1L) %% nlevels(b) + 1L], sep = ":")
  structure(match(numbers, used), levels = labels, class = "factor")
}
isNested <- function(f1, f2) {
  f1 <- factor(f1)
  f2 <- factor(f2)
  nrow(unique(data.frame(a = as.integer(f1), b = as.integer(f2)))) == nlevels(f1)
}
