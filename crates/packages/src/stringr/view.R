# Strings shown with their matches, and with values put in.

str_view <- function(string, pattern = NULL, match = TRUE, html = FALSE, use_escapes = FALSE) {
  if (html) stop("`html = TRUE` of `str_view()` is not implemented")
  kept <- rep(TRUE, length(string))
  shown <- string
  if (!is.null(pattern)) {
    found <- str_detect(string, pattern)
    if (isTRUE(match)) kept <- !is.na(found) & found
    else if (identical(match, FALSE)) kept <- !is.na(found) & !found
    shown <- .marked(string, pattern)
  }
  if (use_escapes) shown <- gsub("\"$|^\"", "", encodeString(shown, quote = "\""))
  at <- which(kept)
  structure(shown[kept], id = at, class = "stringr_view")
}
str_view_all <- function(string, pattern, match = NA, html = FALSE, use_escapes = FALSE) {
  rlang::warn(paste0("`str_view()` was deprecated in stringr 1.5.0.\n\u2139 Please use `str_view_all()` instead.\n",
    "This warning is displayed once every 8 hours.\nCall `lifecycle::last_lifecycle_warnings()` to see where this ",
    "warning was\ngenerated."), class = "lifecycle_warning_deprecated", .frequency = "once", .frequency_id = "str_view_all")
  str_view(string, pattern, match, html, use_escapes)
}
.marked <- function(string, pattern) {
  places <- str_locate_all(string, pattern)
  vapply(seq_along(string), function(i) {
    at <- places[[i]]
    text <- string[[i]]
    if (is.na(text) || nrow(at) == 0 || anyNA(at)) return(text)
    out <- ""
    last <- 0L
    for (k in seq_len(nrow(at))) {
      out <- paste0(out, substr(text, last + 1L, at[k, 1] - 1L), "<", substr(text, at[k, 1], at[k, 2]), ">")
      last <- at[k, 2]
    }
    paste0(out, substr(text, last + 1L, nchar(text)))
  }, "")
}
print.stringr_view <- function(x, ..., n = getOption("stringr.view_n", 20)) {
  id <- attr(x, "id")
  text <- unclass(x)
  attributes(text) <- NULL
  total <- length(text)
  if (total == 0) return(invisible(x))
  few <- seq_len(min(n, total))
  label <- paste0("[", id[few], "]")
  label <- formatC(label, width = max(nchar(label)))
  text <- text[few]
  text[is.na(text)] <- "NA"
  text <- gsub("\t", "{\\t}", text, fixed = TRUE)
  pad <- paste0("\n", strrep(" ", nchar(label[[1]])), " \u2502 ")
  text <- gsub("\n", pad, text, fixed = TRUE)
  cat(paste0(label, " \u2502 ", text, "\n"), sep = "")
  if (total > n) cat("... and ", total - n, " more\n", sep = "")
  invisible(x)
}
.S3method("print", "stringr_view", print.stringr_view)

str_interp <- function(string, env = parent.frame()) {
  string <- paste(string, collapse = "")
  pieces <- regmatches(string, gregexpr("\\$(\\[[^]]*\\])?\\{[^}]*\\}", string))[[1]]
  for (piece in pieces) {
    code <- sub("^\\$(\\[[^]]*\\])?\\{(.*)\\}$", "\\2", piece)
    format <- if (grepl("^\\$\\[", piece)) sub("^\\$\\[([^]]*)\\].*$", "\\1", piece) else ""
    value <- if (is.list(env)) eval(parse(text = code), env, parent.frame()) else eval(parse(text = code), env)
    text <- if (nzchar(format)) sprintf(paste0("%", format), value) else paste(as.character(value), collapse = ", ")
    string <- sub(piece, text, string, fixed = TRUE)
  }
  string
}
str_sub_all <- function(string, start = 1L, end = -1L) {
  n <- max(length(string), length(start), length(end))
  each <- function(v, i) if (is.list(v)) v[[(i - 1) %% length(v) + 1]] else v
  lapply(seq_len(n), function(i) {
    s <- each(start, i)
    if (is.matrix(s)) str_sub(string[[(i - 1) %% length(string) + 1]], s)
    else str_sub(string[[(i - 1) %% length(string) + 1]], s, each(end, i))
  })
}
