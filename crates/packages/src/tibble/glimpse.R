# `glimpse()`: a line per column with as many values as fit.

glimpse <- function(x, width = NULL, ...) {
  if (!is.data.frame(x)) {
    utils::str(x, ...)
    return(invisible(x))
  }
  if (is.null(width)) width <- getOption("pillar.width", getOption("width"))
  mark <- function(n) formatC(n, big.mark = ",", format = "d")
  cat("Rows: ", mark(nrow(x)), "\n", "Columns: ", mark(ncol(x)), "\n", sep = "")
  if (inherits(x, "grouped_df")) {
    cat("Groups: ", paste(dplyr::group_vars(x), collapse = ", "), " [", mark(dplyr::n_groups(x)), "]\n", sep = "")
  } else if (inherits(x, "rowwise_df")) {
    cat("Rowwise: ", paste(dplyr::group_vars(x), collapse = ", "), "\n", sep = "")
  }
  if (ncol(x) == 0) return(invisible(x))
  columns <- unclass(if (inherits(x, c("grouped_df", "rowwise_df"))) dplyr::ungroup(x) else x)
  shown <- max(1L, as.integer(width / 3))
  plain <- make.names(names(x)) == names(x)
  titles <- format(ifelse(plain, names(x), paste0("`", names(x), "`")))
  types <- format(paste0("<", vapply(columns, type_sum, ""), ">"))
  if (length(unique(nchar(vapply(columns, type_sum, "")))) > 1) types <- paste0("<", vapply(columns, type_sum, ""), ">")
  for (i in seq_along(columns)) {
    values <- paste(.glimpsed(.first_rows(columns[[i]], shown)), collapse = ", ")
    line <- paste0("$ ", titles[[i]], " ", types[[i]], " ", values)
    cat(.cut_line(line, width), "\n", sep = "")
  }
  invisible(x)
}
.first_rows <- function(x, n) if (is.data.frame(x)) x[seq_len(min(n, nrow(x))), ] else if (is.matrix(x)) x[seq_len(min(n, nrow(x))), , drop = FALSE] else x[seq_len(min(n, length(x)))]
.cut_line <- function(text, width) {
  if (nchar(text, "width") < width) text else paste0(substr(text, 1, width - 2), "\u2026")
}
.glimpsed <- function(x) {
  if (is.character(x)) {
    out <- encodeString(x, quote = "\"")
    out[is.na(x)] <- "NA"
    return(out)
  }
  if (is.factor(x)) {
    out <- as.character(x)
    commas <- grepl(",", out, fixed = TRUE)
    out[commas] <- encodeString(out[commas], quote = "\"")
    out[is.na(x)] <- "NA"
    return(out)
  }
  if (is.data.frame(x)) return(paste0("<", type_sum(x), "[", nrow(x), " x ", ncol(x), "]>"))
  if (is.list(x)) return(vapply(x, .glimpsed_item, ""))
  if (is.matrix(x)) return(paste0("<matrix[", paste(dim(x), collapse = " x "), "]>"))
  out <- format(x, trim = TRUE)
  out[is.na(x)] <- "NA"
  unname(out)
}
.glimpsed_item <- function(v) {
  if (is.null(v)) return("<NULL>")
  if (is.data.frame(v)) return(paste0("[<", class(v)[[1]], "[", nrow(v), " x ", ncol(v), "]>]"))
  if (is.function(v)) return(paste(deparse(v)[1:2], collapse = ", "))
  if (is.environment(v)) return("<environment>")
  if (is.object(v) && is.list(v)) return(paste0("[", paste(vapply(unclass(v), .glimpsed_item, ""), collapse = ", "), "]"))
  if (is.list(v)) return(paste0("[", paste(vapply(v, function(e) if (length(e) == 1 && !is.list(e)) .glimpsed(e) else .glimpsed_item(e), ""), collapse = ", "), "]"))
  inner <- .glimpsed(v)
  if (length(v) == 1) inner else paste0("<", paste(inner, collapse = ", "), ">")
}
frame_data <- function(...) tribble(...)
as.tibble <- function(x, ...) as_tibble(x, ...)
is.tibble <- function(x) is_tibble(x)
size_sum <- function(x) paste0("[", paste(if (is.null(dim(x))) length(x) else dim(x), collapse = " \u00d7 "), "]")
frame_matrix <- function(...) as.matrix(as.data.frame(tribble(...)))
view <- function(x, title = NULL, ...) stop("`view()` needs a window, which a report has not")
