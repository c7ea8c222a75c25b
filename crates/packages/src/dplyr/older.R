# Vector functions said in R, and verbs that others have taken the place of.

near <- function(x, y, tol = .Machine$double.eps^0.5) abs(x - y) < tol
cumall <- function(x) if (length(x)) Reduce(`&`, as.logical(x), accumulate = TRUE) else logical()
cumany <- function(x) if (length(x)) Reduce(`|`, as.logical(x), accumulate = TRUE) else logical()
na_if <- function(x, y) {
  if (is.character(x) != is.character(y) && !is.factor(x) && !all(is.na(y))) {
    rlang::abort(paste0("Can't convert `y` <", type_sum_long(y), "> to match type of `x` <", type_sum_long(x), ">."))
  }
  if (length(y) != 1 && length(y) != length(x)) {
    rlang::abort(paste0("Can't recycle `y` (size ", length(y), ") to size ", length(x), "."))
  }
  x[!is.na(x) & !is.na(y) & x == y] <- NA
  x
}
type_sum_long <- function(x) if (is.factor(x)) "factor" else if (is.object(x)) class(x)[[1]] else typeof(x)

consecutive_id <- function(...) {
  columns <- list(...)
  n <- max(vapply(columns, length, 1L))
  if (n == 0) return(integer())
  names(columns) <- paste0("v", seq_along(columns))
  ids <- .row_ids(tibble(!!!columns))
  cumsum(c(1L, as.integer(diff(ids) != 0)))
}

case_match <- function(.x, ..., .default = NULL, .ptype = NULL) {
  if (!is.null(.ptype)) stop("argument '.ptype' of `case_match` is not implemented", call. = FALSE)
  rules <- rlang::list2(...)
  cases <- lapply(rules, function(rule) {
    if (!inherits(rule, "formula") || length(rule) != 3) {
      rlang::abort(paste0("`..1` must be a two-sided formula, not ", class(rule)[[1]], "."), call = call("case_match"))
    }
    env <- environment(rule)
    list(old = eval(rule[[2]], env), new = eval(rule[[3]], env))
  })
  conditions <- lapply(cases, function(case) {
    rlang::new_formula(.x %in% case$old, case$new)
  })
  # `NULL` stands for the missing values of the type.
  if (length(conditions) == 0) rlang::abort("At least one condition must be supplied.")
  default <- if (is.null(.default)) NULL else .default
  case_when(!!!conditions, .default = default)
}

recode <- function(.x, ..., .default = NULL, .missing = NULL) {
  if (is.factor(.x)) {
    values <- unlist(rlang::list2(...))
    if (is.null(names(values))) rlang::abort("Named values are needed to recode a factor.")
    if (!is.null(.missing)) rlang::abort("`.missing` is not supported for factors.")
    levels <- levels(.x)
    out <- if (is.character(values)) levels else rep(values[NA_integer_], length(levels))
    at <- match(levels, names(values))
    if (!is.null(.default)) out[] <- .default
    out[!is.na(at)] <- unname(values)[at[!is.na(at)]]
    if (!is.character(out)) return(out[as.integer(.x)])
    levels(.x) <- out
    return(.x)
  }
  values <- rlang::list2(...)
  if (length(values) == 0 && is.null(.missing)) rlang::abort("No replacements provided.")
  template <- values[[1]]
  n <- length(.x)
  out <- rep(template[NA_integer_], n)
  done <- rep(FALSE, n)
  place <- function(at, value) {
    at[is.na(at)] <- FALSE
    at <- at & !done
    if (length(value) == 1) out[at] <<- value
    else if (length(value) == n) out[at] <<- value[at]
    else rlang::abort(paste0("Vector must be length ", n, " or one, not ", length(value), "."), call = call("recode"))
    done <<- done | at
  }
  named <- names(values)
  if (is.character(.x)) {
    if (is.null(named) || any(named == "")) rlang::abort(paste0("Argument ", which(c(named, rep("", length(values)))[seq_along(values)] == "")[[1]] + 1, " must be named."))
    for (i in seq_along(values)) place(.x == named[[i]], values[[i]])
  } else {
    if (is.null(named)) for (i in seq_along(values)) place(.x == i, values[[i]])
    else for (i in seq_along(values)) place(.x == as.numeric(named[[i]]), values[[i]])
  }
  if (!is.null(.missing)) place(is.na(.x), .missing)
  if (!is.null(.default)) {
    place(rep(TRUE, n) & !is.na(.x), .default)
  } else if (typeof(.x) == typeof(template) && !is.object(template)) {
    place(rep(TRUE, n), .x)
  } else if (!all(done[!is.na(.x)])) {
    warning("Unreplaced values treated as NA as `.x` is not compatible.\n",
            "Please specify replacements exhaustively or supply `.default`.", call. = FALSE)
  }
  out
}
recode_factor <- function(.x, ..., .default = NULL, .missing = NULL, .ordered = FALSE) {
  values <- rlang::list2(...)
  recoded <- recode(.x, ..., .default = .default, .missing = .missing)
  levels <- unique(c(unlist(values, use.names = FALSE), if (is.factor(recoded)) levels(recoded) else as.character(recoded),
                     .default, .missing))
  levels <- levels[!is.na(levels)]
  if (is.null(.default) && is.null(.missing)) {
    rest <- setdiff(levels, unlist(values))
    levels <- c(base::intersect(levels, unlist(values)), sort(rest))
  }
  factor(recoded, levels[levels %in% recoded | levels %in% unlist(values)], ordered = .ordered)
}

with_order <- function(order_by, fun, x, ...) {
  to <- order(order_by)
  fun(x[to], ...)[match(seq_along(order_by), to)]
}
order_by <- function(order_by, call) {
  code <- substitute(call)
  if (!is.call(code)) {
    rlang::abort(paste0("`call` must be a function call, not ", class(call)[[1]], "."))
  }
  env <- parent.frame()
  eval(as.call(c(quote(dplyr::with_order), list(order_by), code[[1]], as.list(code)[-1])), env)
}

do <- function(.data, ...) {
  args <- enquos(...)
  named <- names(args)
  if (is.null(named)) named <- rep("", length(args))
  if (any(named == "") && length(args) > 1) {
    rlang::abort("Arguments must either be all named or all unnamed.")
  }
  chunk <- function(data, quo) {
    env <- rlang::quo_get_env(quo)
    rlang::eval_tidy(rlang::quo_get_expr(quo), list(. = data, .data = data), env)
  }
  vars <- group_vars(.data)
  parts <- if (length(vars)) group_split(.data, .keep = TRUE) else list(.data)
  keys <- if (length(vars)) group_keys(.data) else NULL
  parts <- lapply(seq_along(parts), function(i) parts[[i]])
  if (named[[1]] != "") {
    out <- lapply(args, function(quo) lapply(parts, chunk, quo))
    names(out) <- named
    if (is.null(keys)) return(tibble(!!!out))
    return(rowwise(bind_cols(keys, tibble(!!!out))))
  }
  results <- lapply(parts, chunk, args[[1]])
  if (is.null(keys)) return(results[[1]])
  fits <- vapply(results, function(r) is.null(r) || is.data.frame(r), NA)
  if (!all(fits)) {
    rlang::abort(paste0("Results ", paste(which(!fits), collapse = ", "), " must be data frames, not ", class(results[[which(!fits)[[1]]]])[[1]], "."))
  }
  frames <- lapply(seq_along(results), function(i) {
    r <- results[[i]]
    if (is.null(r)) return(NULL)
    r <- ungroup(as_tibble(r))
    bind_cols(keys[rep(i, nrow(r)), ], r[setdiff(names(r), vars)])
  })
  group_by(bind_rows(frames), !!!syms(vars))
}

group_nest <- function(.tbl, ..., .key = "data", keep = FALSE) {
  ungroup(nest_by(.tbl, ..., .key = .key, .keep = keep))
}
group_trim <- function(.tbl, .drop = group_by_drop_default(.tbl)) {
  vars <- group_vars(.tbl)
  out <- ungroup(.tbl)
  for (v in vars) if (is.factor(out[[v]])) out[[v]] <- droplevels(out[[v]])
  group_by(out, !!!syms(vars))
}
with_groups <- function(.data, .groups, .f, ...) {
  before <- group_vars(.data)
  vars <- names(tidyselect::vars_select(names(.data), {{ .groups }}))
  out <- rlang::as_function(.f)(group_by(.data, !!!syms(vars)), ...)
  if (length(before)) group_by(out, !!!syms(before)) else .plain_like(ungroup(out), .data)
}
nest_join <- function(x, y, by = NULL, copy = FALSE, keep = NULL, name = NULL, ..., na_matches = c("na", "never"), unmatched = "drop") {
  if (is.null(name)) name <- rlang::as_label(enquo(y))
  if (is.null(by)) {
    by <- base::intersect(names(x), names(y))
    if (length(by) == 0) rlang::abort(c("`by` must be supplied when `x` and `y` have no common variables.", i = "Use `cross_join()` to perform a cross-join."))
    rlang::inform(paste0("Joining with `by = join_by(", paste(by, collapse = ", "), ")`"))
  }
  if (inherits(by, "dplyr_join_by")) by <- stats::setNames(by$y, by$x)
  left <- if (is.null(names(by))) by else ifelse(names(by) == "", by, names(by))
  right <- unname(by)
  bare <- ungroup(x)
  keys <- bind_rows(stats::setNames(bare[left], paste0("k", seq_along(left))), stats::setNames(ungroup(y)[right], paste0("k", seq_along(left))))
  ids <- .row_ids(keys)
  own <- ids[seq_len(nrow(x))]
  other <- ids[-seq_len(nrow(x))]
  kept <- if (isTRUE(keep)) y else y[setdiff(names(y), right)]
  x[[name]] <- lapply(own, function(i) kept[other == i, , drop = FALSE])
  x
}
tbl_vars <- function(x) structure(names(x), groups = group_vars(x), class = c("dplyr_sel_vars", "character"))
print.dplyr_sel_vars <- function(x, ...) {
  cat("<dplyr:::vars>\n")
  print(as.character(unclass(x)))
  if (length(attr(x, "groups"))) {
    cat("Groups:\n")
    print(attr(x, "groups"))
  }
  invisible(x)
}
.S3method("print", "dplyr_sel_vars", print.dplyr_sel_vars)
group_cols <- function(vars = NULL, data = NULL) {
  stop("`group_cols()` outside of a selection is not implemented")
}
add_rownames <- function(df, var = "rowname") tibble::rownames_to_column(as.data.frame(df), var)
combine <- function(...) {
  args <- list(...)
  if (length(args) == 1 && is.list(args[[1]])) args <- args[[1]]
  do.call(c, args)
}
last_dplyr_warnings <- function(n = 5) stop("`last_dplyr_warnings()` is not implemented")
is.tbl <- function(x) inherits(x, "tbl")
tbl_df <- function(data) as_tibble(data)
progress_estimated <- function(n, min_time = 0) stop("`progress_estimated()` is not implemented")
collect <- function(x, ...) x
compute <- function(x, ...) x
collapse <- function(x, ...) x
dplyr_reconstruct <- function(data, template) {
  attributes(data) <- utils::modifyList(attributes(template), list(names = names(data), row.names = attr(data, "row.names")))
  data
}

# What the elements of a list of one type are, above the list itself.
.ptype_text <- function(p) {
  kind <- function(v) {
    if (is.data.frame(v)) class(v)[[1]] else if (is.factor(v)) "factor" else if (inherits(v, "Date")) "date"
    else if (inherits(v, "POSIXct")) "datetime" else typeof(v)
  }
  if (!is.data.frame(p)) return(kind(p))
  lines <- unlist(lapply(names(p), function(n) paste0("  ", n, ": ", .ptype_text(p[[n]]))))
  paste0(class(p)[[1]], "<\n", paste(lines, collapse = "\n"), "\n>")
}
print.vctrs_list_of <- function(x, ...) {
  inner <- .ptype_text(attr(x, "ptype"))
  if (grepl("\n", inner, fixed = TRUE)) {
    cat("<list_of<\n", gsub("(^|\n)", "\\1  ", inner), "\n>[", length(x), "]>\n", sep = "")
  } else {
    cat("<list_of<", inner, ">[", length(x), "]>\n", sep = "")
  }
  attributes(x) <- list(names = names(x))
  if (length(x)) print(x)
  invisible(x)
}
.S3method("print", "vctrs_list_of", print.vctrs_list_of)
