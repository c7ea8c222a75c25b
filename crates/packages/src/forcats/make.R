# Factors whose values must all be known, and factors without their names.

# Tibbles that are returned print as such.
tibble::is_tibble(NULL)

fct <- function(x = character(), levels = NULL, na = character()) {
  if (!is.character(x)) rlang::abort(paste0("`x` must be a character vector, not ", .kind(x), "."))
  x[x %in% na] <- NA
  if (is.null(levels)) {
    levels <- unique(x)
    levels <- levels[!is.na(levels)]
  }
  unknown <- setdiff(x, c(levels, NA))
  if (length(unknown)) {
    rlang::abort(c("All values of `x` must appear in `levels` or `na`",
      i = paste0("Missing level", if (length(unknown) > 1) "s", ": ", paste0("\"", unknown, "\"", collapse = ", "))))
  }
  factor(x, levels = levels, exclude = NULL)
}
.kind <- function(x) {
  if (is.factor(x)) "a <factor> object" else if (is.double(x)) "a double vector" else if (is.integer(x)) "an integer vector"
  else if (is.logical(x)) "a logical vector" else paste0("a <", class(x)[[1]], "> object")
}
fct_anon <- function(f, prefix = "") {
  n <- nlevels(f)
  codes <- paste0(prefix, formatC(seq_len(n), width = nchar(n), flag = "0"))
  f <- lvls_revalue(f, sample(codes))
  lvls_reorder(f, match(codes, levels(f)))
}
