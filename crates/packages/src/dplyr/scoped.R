# Verbs on all columns, on those chosen, on those of a kind: `mutate_all()`, `_at()`, `_if()`.

vars <- function(...) quos(...)

.free_vars <- function(tbl) setdiff(names(tbl), group_vars(tbl))

.at_vars <- function(tbl, vars, grouped = FALSE) {
  known <- if (grouped) names(tbl) else .free_vars(tbl)
  if (inherits(vars, "quosures")) return(names(tidyselect::vars_select(known, !!!vars)))
  if (is.numeric(vars)) return(known[vars])
  if (is.character(vars)) return(names(tidyselect::vars_select(known, tidyselect::all_of(vars))))
  rlang::abort(paste0("`.vars` must be a character/numeric vector or a `vars()` object, not ", class(vars)[[1]], "."),
               call = parent.frame())
}

.if_vars <- function(tbl, predicate, grouped = FALSE) {
  known <- if (grouped) names(tbl) else .free_vars(tbl)
  if (is.logical(predicate)) return(known[predicate])
  predicate <- rlang::as_function(predicate)
  bare <- ungroup(tbl)
  known[vapply(known, function(n) isTRUE(predicate(bare[[n]])), NA)]
}

# What the functions of a list are called by: their own names, else as they are written.
.fun_list <- function(funs, env) {
  if (inherits(funs, "fun_list")) return(funs)
  if (is.function(funs) || inherits(funs, "formula") || is.character(funs) && length(funs) == 1 && is.null(names(funs))) {
    return(structure(list(funs), single = is.null(names(funs))))
  }
  funs <- as.list(funs)
  given <- names(funs)
  if (is.null(given)) given <- rep("", length(funs))
  bare <- given == ""
  if (length(funs) > 1) {
    given[bare] <- vapply(seq_along(funs)[bare], function(i) {
      f <- funs[[i]]
      if (is.character(f)) f else if (inherits(f, "formula") && is.call(f[[2]])) paste(deparse(f[[2]][[1]]), collapse = "")
      else paste0("fn", i)
    }, "")
  }
  structure(stats::setNames(funs, given), single = length(funs) == 1 && bare[[1]])
}

.scoped <- function(verb, tbl, vars, funs, env, ...) {
  funs <- .fun_list(funs, env)
  single <- isTRUE(attr(funs, "single"))
  dots <- rlang::list2(...)
  calls <- lapply(seq_along(funs), function(i) {
    f <- funs[[i]]
    if (is.character(f)) f <- get(f, envir = env, mode = "function")
    if (length(dots)) {
      inner <- rlang::as_function(f, env = env)
      f <- function(.col) do.call(inner, c(list(.col), dots))
    }
    named <- if (single) "{.col}" else if (length(vars) == 1) gsub("}", "}}", gsub("{", "{{", names(funs)[[i]], fixed = TRUE), fixed = TRUE)
      else paste0("{.col}_", names(funs)[[i]])
    rlang::quo(across(tidyselect::all_of(!!vars), !!f, .names = !!named))
  })
  if (length(vars) == 0) calls <- list()
  verb(tbl, !!!calls)
}

.ignored_groups <- function(tbl, verb, other) {
  vars <- group_vars(tbl)
  if (length(vars)) {
    rlang::inform(c(
      paste0("`", verb, "()` ignored the following grouping variables:"),
      stats::setNames(paste0(if (length(vars) == 1) "Column " else "Columns ", paste0("`", vars, "`", collapse = ", ")), "*"),
      i = paste0("Use `", other, "(df, vars(-group_cols()), myoperation)` to silence the message.")))
  }
}

mutate_all <- function(.tbl, .funs, ...) {
  .ignored_groups(.tbl, "mutate_all", "mutate_at")
  .scoped(mutate, .tbl, .free_vars(.tbl), .funs, parent.frame(), ...)
}
mutate_at <- function(.tbl, .vars, .funs, ..., .cols = NULL) {
  .scoped(mutate, .tbl, .at_vars(.tbl, .vars), .funs, parent.frame(), ...)
}
mutate_if <- function(.tbl, .predicate, .funs, ...) {
  .ignored_groups(.tbl, "mutate_if", "mutate_at")
  .scoped(mutate, .tbl, .if_vars(.tbl, .predicate), .funs, parent.frame(), ...)
}
transmute_all <- function(.tbl, .funs, ...) {
  .ignored_groups(.tbl, "transmute_all", "transmute_at")
  .scoped(transmute, .tbl, .free_vars(.tbl), .funs, parent.frame(), ...)
}
transmute_at <- function(.tbl, .vars, .funs, ..., .cols = NULL) {
  .scoped(transmute, .tbl, .at_vars(.tbl, .vars), .funs, parent.frame(), ...)
}
transmute_if <- function(.tbl, .predicate, .funs, ...) {
  .ignored_groups(.tbl, "transmute_if", "transmute_at")
  .scoped(transmute, .tbl, .if_vars(.tbl, .predicate), .funs, parent.frame(), ...)
}
summarise_all <- function(.tbl, .funs, ...) {
  .scoped(.summary, .tbl, .free_vars(.tbl), .funs, parent.frame(), ...)
}
summarise_at <- function(.tbl, .vars, .funs, ..., .cols = NULL) {
  .scoped(.summary, .tbl, .at_vars(.tbl, .vars), .funs, parent.frame(), ...)
}
summarise_if <- function(.tbl, .predicate, .funs, ...) {
  .scoped(.summary, .tbl, .if_vars(.tbl, .predicate), .funs, parent.frame(), ...)
}
.summary <- function(.data, ...) summarise(.data, ..., .groups = "drop_last")
summarize_all <- summarise_all
summarize_at <- summarise_at
summarize_if <- summarise_if

.with_groups <- function(tbl, vars) unique(c(group_vars(tbl), vars))
.renamed <- function(tbl, vars, funs, env, ...) {
  if (is.null(funs) || identical(funs, list())) return(tbl)
  f <- rlang::as_function(if (is.list(funs) && length(funs) == 1) funs[[1]] else funs, env = env)
  rename_with(tbl, function(n) f(n, ...), tidyselect::all_of(vars))
}
select_all <- function(.tbl, .funs = list(), ...) .renamed(.tbl, names(.tbl), .funs, parent.frame(), ...)
select_at <- function(.tbl, .vars, .funs = list(), ...) {
  vars <- .at_vars(.tbl, .vars, TRUE)
  .renamed(select(.tbl, tidyselect::all_of(.with_groups(.tbl, vars))), vars, .funs, parent.frame(), ...)
}
select_if <- function(.tbl, .predicate, .funs = list(), ...) {
  vars <- .if_vars(.tbl, .predicate, TRUE)
  missing_groups <- setdiff(group_vars(.tbl), vars)
  if (length(missing_groups)) {
    rlang::inform(paste0("Adding missing grouping variables: ", paste0("`", missing_groups, "`", collapse = ", ")))
  }
  .renamed(select(.tbl, tidyselect::all_of(.with_groups(.tbl, vars))), vars, .funs, parent.frame(), ...)
}
rename_all <- function(.tbl, .funs = list(), ...) .renamed(.tbl, names(.tbl), .funs, parent.frame(), ...)
rename_at <- function(.tbl, .vars, .funs = list(), ...) {
  .renamed(.tbl, .at_vars(.tbl, .vars, TRUE), .funs, parent.frame(), ...)
}
rename_if <- function(.tbl, .predicate, .funs = list(), ...) {
  .renamed(.tbl, .if_vars(.tbl, .predicate, TRUE), .funs, parent.frame(), ...)
}

any_vars <- function(expr) structure(list(quo = enquo(expr)), class = c("any_vars", "quosure_vars"))
all_vars <- function(expr) structure(list(quo = enquo(expr)), class = c("all_vars", "quosure_vars"))
.filtered <- function(tbl, vars, predicate) {
  if (length(vars) == 0) rlang::abort("`.predicate` has no matching columns.", call = parent.frame())
  if (inherits(predicate, "quosure_vars")) {
    env <- rlang::quo_get_env(predicate$quo)
    code <- rlang::quo_get_expr(predicate$quo)
  } else {
    predicate <- rlang::as_function(predicate)
    env <- list2env(list(.predicate = predicate), new.env(parent = parent.frame()))
    code <- quote(.predicate(.))
  }
  each <- lapply(vars, function(v) call("(", do.call(substitute, list(code, list(. = as.name(v))))))
  joined <- Reduce(function(a, b) call(if (inherits(predicate, "any_vars")) "|" else "&", a, b), each)
  filter(tbl, !!rlang::new_quosure(joined, env))
}
.kept_groups <- function(preserve) {
  if (preserve) stop("argument '.preserve' is not implemented", call. = FALSE)
}
filter_all <- function(.tbl, .vars_predicate, .preserve = FALSE) {
  .kept_groups(.preserve)
  .filtered(.tbl, names(.tbl), .vars_predicate)
}
filter_at <- function(.tbl, .vars, .vars_predicate, .preserve = FALSE) {
  .kept_groups(.preserve)
  .filtered(.tbl, .at_vars(.tbl, .vars, TRUE), .vars_predicate)
}
filter_if <- function(.tbl, .predicate, .vars_predicate, .preserve = FALSE) {
  .kept_groups(.preserve)
  .filtered(.tbl, .if_vars(.tbl, .predicate, TRUE), .vars_predicate)
}
.arranged <- function(tbl, vars, funs, by_group, ...) {
  if (identical(funs, list())) return(arrange(tbl, across(tidyselect::all_of(vars)), .by_group = by_group))
  f <- rlang::as_function(funs)
  arrange(tbl, across(tidyselect::all_of(vars), function(x) f(x, ...)), .by_group = by_group)
}
arrange_all <- function(.tbl, .funs = list(), ..., .by_group = FALSE, .locale = NULL) {
  .arranged(.tbl, .free_vars(.tbl), .funs, .by_group, ...)
}
arrange_at <- function(.tbl, .vars, .funs = list(), ..., .by_group = FALSE, .locale = NULL) {
  .arranged(.tbl, .at_vars(.tbl, .vars, TRUE), .funs, .by_group, ...)
}
arrange_if <- function(.tbl, .predicate, .funs = list(), ..., .by_group = FALSE, .locale = NULL) {
  .arranged(.tbl, .if_vars(.tbl, .predicate), .funs, .by_group, ...)
}
.distinct_of <- function(tbl, vars, funs, keep_all, ...) {
  if (!identical(funs, list())) tbl <- .scoped(mutate, tbl, vars, funs, parent.frame(), ...)
  distinct(tbl, !!!syms(vars), .keep_all = keep_all)
}
distinct_all <- function(.tbl, .funs = list(), ..., .keep_all = FALSE) {
  .distinct_of(.tbl, names(.tbl), .funs, .keep_all, ...)
}
distinct_at <- function(.tbl, .vars, .funs = list(), ..., .keep_all = FALSE) {
  .distinct_of(.tbl, .at_vars(.tbl, .vars, TRUE), .funs, .keep_all, ...)
}
distinct_if <- function(.tbl, .predicate, .funs = list(), ..., .keep_all = FALSE) {
  .distinct_of(.tbl, .if_vars(.tbl, .predicate, TRUE), .funs, .keep_all, ...)
}
.grouped_of <- function(tbl, vars, funs, add, ...) {
  if (!identical(funs, list())) tbl <- .scoped(mutate, tbl, vars, funs, parent.frame(), ...)
  group_by(tbl, !!!syms(vars), .add = add)
}
group_by_all <- function(.tbl, .funs = list(), ..., .add = FALSE, .drop = TRUE) {
  .grouped_of(.tbl, names(.tbl), .funs, .add, ...)
}
group_by_at <- function(.tbl, .vars, .funs = list(), ..., .add = FALSE, .drop = TRUE) {
  .grouped_of(.tbl, .at_vars(.tbl, .vars, TRUE), .funs, .add, ...)
}
group_by_if <- function(.tbl, .predicate, .funs = list(), ..., .add = FALSE, .drop = TRUE) {
  .grouped_of(.tbl, .if_vars(.tbl, .predicate, TRUE), .funs, .add, ...)
}
