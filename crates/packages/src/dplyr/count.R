# Counting: rows per group, or sums of weights.
tally <- function(x, wt = NULL, sort = FALSE, name = NULL) {
  weight <- enquo(wt)
  if (is.null(name)) {
    name <- "n"
    while (name %in% names(x)) name <- paste0(name, "n")
    if (name != "n") {
      message("Storing counts in `", name, "`, as `n` already present in input\n",
              "\u2139 Use `name = \"new_name\"` to pick a new name.")
    }
  }
  out <- if (is.null(rlang::quo_get_expr(weight))) {
    summarise(x, !!name := n(), .groups = "drop_last")
  } else {
    summarise(x, !!name := sum(!!weight, na.rm = TRUE), .groups = "drop_last")
  }
  if (sort) arrange(out, desc(.data[[name]])) else out
}

count <- function(x, ..., wt = NULL, sort = FALSE, name = NULL) {
  before <- group_vars(x)
  grouped <- if (...length() > 0L) group_by(x, ..., .add = TRUE) else x
  vars <- group_vars(grouped)
  if (is.null(name)) {
    name <- "n"
    while (name %in% vars) name <- paste0(name, "n")
    if (name != "n") {
      message("Storing counts in `", name, "`, as `n` already present in input\n",
              "\u2139 Use `name = \"new_name\"` to pick a new name.")
    }
  }
  out <- ungroup(tally(grouped, wt = {{ wt }}, sort = sort, name = name))
  if (!is_tibble(x)) out <- as.data.frame(out)
  if (length(before) > 0L) group_by(out, !!!syms(before)) else .plain_like(out, x)
}

add_tally <- function(x, wt = NULL, sort = FALSE, name = "n") {
  weight <- enquo(wt)
  out <- if (is.null(rlang::quo_get_expr(weight))) {
    mutate(x, !!name := n())
  } else {
    mutate(x, !!name := sum(!!weight, na.rm = TRUE))
  }
  if (sort) out <- arrange(out, desc(.data[[name]]))
  .plain_like(out, x)
}

add_count <- function(x, ..., wt = NULL, sort = FALSE, name = "n") {
  before <- group_vars(x)
  grouped <- if (...length() > 0L) group_by(x, ..., .add = TRUE) else x
  out <- ungroup(add_tally(grouped, wt = {{ wt }}, sort = sort, name = name))
  if (length(before) > 0L) group_by(out, !!!syms(before)) else .plain_like(out, x)
}

# A plain data frame where a plain one was given.
.plain_like <- function(out, x) {
  if (is_tibble(x)) return(out)
  out <- as.data.frame(out)
  rownames(out) <- NULL
  out
}
