# Rows of one table put into another, sets of rows, rows chosen by chance or rank.

.row_keys <- function(x, y, by, verb) {
  if (is.null(by)) {
    by <- names(y)[[1]]
    rlang::inform(paste0("Matching, by = \"", by, "\""))
  }
  for (side in c("x", "y")) {
    absent <- setdiff(by, names(if (side == "x") x else y))
    if (length(absent)) {
      rlang::abort(c(paste0("All columns specified through `by` must exist in `x` and `y`."),
        i = paste0("The following columns are missing from `", side, "`: ", paste0("`", absent, "`", collapse = ", "), ".")),
        call = parent.frame())
    }
  }
  extra <- setdiff(names(y), names(x))
  if (length(extra)) {
    rlang::abort(c("All columns in `y` must exist in `x`.",
      i = paste0("The following columns only exist in `y`: ", paste0("`", extra, "`", collapse = ", "), ".")),
      call = parent.frame())
  }
  ids <- .row_ids(bind_rows(select(ungroup(x), tidyselect::all_of(by)), select(ungroup(y), tidyselect::all_of(by))))
  n <- nrow(x)
  list(by = by, x = ids[seq_len(n)], y = ids[-seq_len(n)])
}
.row_ids <- function(d) {
  if (ncol(d) == 0) return(rep(1L, nrow(d)))
  group_indices(group_by(as_tibble(d), !!!syms(names(d))))
}
.refused_rows <- function(text, lead, bad, hint) {
  rlang::abort(c(text, i = paste0(lead, "`c(", paste(which(bad), collapse = ", "), ")`."), i = hint), call = parent.frame())
}
.unique_keys <- function(ids, side) {
  twice <- duplicated(ids) | duplicated(ids, fromLast = TRUE)
  if (any(twice)) {
    rlang::abort(c(paste0("`", side, "` key values must be unique."),
      i = paste0("The following rows contain duplicate key values: `c(", paste(which(twice), collapse = ", "), ")`.")),
      call = parent.frame())
  }
}
.unmatched <- function(keys, unmatched, text = "`y` must contain keys that already exist in `x`.") {
  bad <- !(keys$y %in% keys$x)
  if (any(bad) && unmatched == "error") {
    rlang::abort(c(text,
      i = paste0("The following rows in `y` have keys that don't exist in `x`: `c(", paste(which(bad), collapse = ", "), ")`."),
      i = "Use `unmatched = \"ignore\"` if you want to ignore these `y` rows."), call = parent.frame())
  }
  !bad
}

# Tables elsewhere than in memory are not there to be copied or changed.
.plain_rows <- function(copy, in_place, fn) {
  if (copy) stop("argument 'copy' of `", fn, "` is not implemented", call. = FALSE)
  if (in_place) stop("Data frames only support `in_place = FALSE`.", call. = FALSE)
}
rows_insert <- function(x, y, by = NULL, ..., conflict = c("error", "ignore"), copy = FALSE, in_place = FALSE) {
  .plain_rows(copy, in_place, "rows_insert")
  conflict <- match.arg(conflict)
  keys <- .row_keys(x, y, by, "rows_insert")
  bad <- keys$y %in% keys$x
  if (any(bad) && conflict == "error") {
    rlang::abort(c("`y` can't contain keys that already exist in `x`.",
      i = paste0("The following rows in `y` have keys that already exist in `x`: `c(", paste(which(bad), collapse = ", "), ")`."),
      i = "Use `conflict = \"ignore\"` if you want to ignore these `y` rows."))
  }
  bind_rows(x, y[!bad, , drop = FALSE])
}
rows_append <- function(x, y, ..., copy = FALSE, in_place = FALSE) {
  .plain_rows(copy, in_place, "rows_append")
  bind_rows(x, y)
}
rows_update <- function(x, y, by = NULL, ..., unmatched = c("error", "ignore"), copy = FALSE, in_place = FALSE) {
  .plain_rows(copy, in_place, "rows_update")
  unmatched <- match.arg(unmatched)
  keys <- .row_keys(x, y, by, "rows_update")
  .unique_keys(keys$y, "y")
  .unmatched(keys, unmatched)
  at <- match(keys$x, keys$y)
  for (n in setdiff(names(y), keys$by)) x[[n]][!is.na(at)] <- y[[n]][at[!is.na(at)]]
  x
}
rows_patch <- function(x, y, by = NULL, ..., unmatched = c("error", "ignore"), copy = FALSE, in_place = FALSE) {
  .plain_rows(copy, in_place, "rows_patch")
  unmatched <- match.arg(unmatched)
  keys <- .row_keys(x, y, by, "rows_patch")
  .unique_keys(keys$y, "y")
  .unmatched(keys, unmatched)
  at <- match(keys$x, keys$y)
  for (n in setdiff(names(y), keys$by)) {
    fill <- !is.na(at) & is.na(x[[n]])
    x[[n]][fill] <- y[[n]][at[fill]]
  }
  x
}
rows_upsert <- function(x, y, by = NULL, ..., copy = FALSE, in_place = FALSE) {
  .plain_rows(copy, in_place, "rows_upsert")
  keys <- .row_keys(x, y, by, "rows_upsert")
  .unique_keys(keys$y, "y")
  at <- match(keys$x, keys$y)
  for (n in setdiff(names(y), keys$by)) x[[n]][!is.na(at)] <- y[[n]][at[!is.na(at)]]
  bind_rows(x, y[!(keys$y %in% keys$x), , drop = FALSE])
}
rows_delete <- function(x, y, by = NULL, ..., unmatched = c("error", "ignore"), copy = FALSE, in_place = FALSE) {
  .plain_rows(copy, in_place, "rows_delete")
  unmatched <- match.arg(unmatched)
  y <- y[names(y) %in% names(x)]
  if (is.null(by)) {
    by <- names(y)[[1]]
    rlang::inform(paste0("Matching, by = \"", by, "\""))
  }
  ignored <- setdiff(names(y), by)
  if (length(ignored)) rlang::inform(paste0("Ignoring extra `y` columns: ", paste(ignored, collapse = ", ")))
  keys <- .row_keys(x, y[by], by, "rows_delete")
  .unmatched(keys, unmatched)
  x[!(keys$x %in% keys$y), , drop = FALSE]
}

.same_columns <- function(x, y) {
  only_x <- setdiff(names(x), names(y))
  only_y <- setdiff(names(y), names(x))
  if (length(only_x) || length(only_y)) {
    rlang::abort(c("`x` and `y` are not compatible.",
      if (length(only_y)) c(x = paste0("Cols in `y` but not `x`: ", paste0("`", only_y, "`", collapse = ", "), ".")),
      if (length(only_x)) c(x = paste0("Cols in `x` but not `y`: ", paste0("`", only_x, "`", collapse = ", "), "."))),
      call = parent.frame())
  }
}
.two_sets <- function(x, y) {
  y <- select(ungroup(y), tidyselect::all_of(names(x)))
  ids <- .row_ids(bind_rows(ungroup(x), y))
  list(x = ids[seq_len(nrow(x))], y = ids[-seq_len(nrow(x))], with = y)
}
intersect <- function(x, y, ...) {
  if (!is.data.frame(x)) return(base::intersect(x, y, ...))
  .same_columns(x, y)
  s <- .two_sets(x, y)
  x[!duplicated(s$x) & s$x %in% s$y, , drop = FALSE]
}
setdiff <- function(x, y, ...) {
  if (!is.data.frame(x)) return(base::setdiff(x, y, ...))
  .same_columns(x, y)
  s <- .two_sets(x, y)
  x[!duplicated(s$x) & !(s$x %in% s$y), , drop = FALSE]
}
union <- function(x, y, ...) {
  if (!is.data.frame(x)) return(base::union(x, y, ...))
  .same_columns(x, y)
  distinct(bind_rows(x, select(ungroup(y), tidyselect::all_of(names(x)))))
}
union_all <- function(x, y, ...) {
  if (!is.data.frame(x)) return(c(x, y))
  .same_columns(x, y)
  bind_rows(x, y)
}
symdiff <- function(x, y, ...) {
  if (!is.data.frame(x)) {
    return(base::setdiff(base::union(x, y), base::intersect(x, y)))
  }
  .same_columns(x, y)
  s <- .two_sets(x, y)
  bind_rows(x[!duplicated(s$x) & !(s$x %in% s$y), , drop = FALSE],
            s$with[!duplicated(s$y) & !(s$y %in% s$x), , drop = FALSE])
}
setequal <- function(x, y, ...) {
  if (!is.data.frame(x)) return(base::setequal(x, y, ...))
  if (!base::setequal(names(x), names(y))) return(FALSE)
  s <- .two_sets(x, y)
  all(s$x %in% s$y) && all(s$y %in% s$x)
}

.sampled <- function(n, size, replace, weight, strict, verb) {
  if (!replace && size > n) {
    if (strict) {
      rlang::abort(c(paste0("`size` must be less than or equal to ", n, " (size of data)."),
        i = "Set `replace = TRUE` to use sampling with replacement."), call = call(verb))
    }
    size <- n
  }
  if (size == 0L) integer() else sample.int(n, size, prob = weight, replace = replace)
}
slice_sample <- function(.data, ..., n, prop, by = NULL, weight_by = NULL, replace = FALSE) {
  if (...length()) {
    first <- names(list(...))
    rlang::abort(c("`n` must be explicitly named.", i = "Did you mean `slice_sample(n = )`?"))
  }
  if (!missing(n) && !missing(prop)) rlang::abort("Must supply `n` or `prop`, but not both.")
  weight <- enquo(weight_by)
  size <- if (!missing(prop)) {
    rlang::expr(floor((!!prop) * n() + if ((!!prop) < 0) n() else 0))
  } else {
    if (missing(n)) n <- 1L
    if (n >= 0) n else rlang::expr(max(0, n() + (!!n)))
  }
  slice(.data, .sampled(n(), !!size, !!replace, !!weight, FALSE, "slice_sample"), .by = {{ by }})
}
sample_n <- function(tbl, size, replace = FALSE, weight = NULL, .env = NULL, ...) {
  slice(tbl, .sampled(n(), {{ size }}, !!replace, {{ weight }}, TRUE, "sample_n"))
}
sample_frac <- function(tbl, size = 1, replace = FALSE, weight = NULL, .env = NULL, ...) {
  slice(tbl, .sampled(n(), round(n() * {{ size }}), !!replace, {{ weight }}, TRUE, "sample_frac"))
}
.weight_column <- function(x, wt) {
  if (rlang::quo_is_missing(wt) || is.null(rlang::quo_get_expr(wt))) {
    last <- names(x)[[length(names(x))]]
    rlang::inform(paste0("Selecting by ", last))
    return(as.name(last))
  }
  wt
}
top_n <- function(x, n, wt) {
  wt <- if (missing(wt)) .weight_column(x, rlang::quo(NULL)) else enquo(wt)
  n <- enquo(n)
  filter(x, .top((!!n), (!!wt)))
}
top_frac <- function(x, n, wt) {
  wt <- if (missing(wt)) .weight_column(x, rlang::quo(NULL)) else enquo(wt)
  n <- enquo(n)
  filter(x, .top((!!n) * n(), (!!wt)))
}
.top <- function(n, wt) if (n > 0) min_rank(desc(wt)) <= n else min_rank(wt) <= abs(n)
