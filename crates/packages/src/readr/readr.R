# Vectors read as columns are, tables without delimiters, locales, and files of other kinds.

# What is read prints as a tibble.
tibble::is_tibble(NULL)

locale <- function(date_names = "en", date_format = "%AD", time_format = "%AT", decimal_mark = ".", grouping_mark = ",",
                   tz = "UTC", encoding = "UTF-8", asciify = FALSE) {
  if (!identical(date_names, "en")) stop("`date_names` other than \"en\" are not implemented")
  if (missing(grouping_mark) && decimal_mark == ",") grouping_mark <- "."
  structure(list(date_names = date_names, date_format = date_format, time_format = time_format,
    decimal_mark = decimal_mark, grouping_mark = grouping_mark, tz = tz, encoding = encoding), class = "locale")
}
default_locale <- function() locale()
print.locale <- function(x, ...) {
  cat("<locale>\n")
  cat("Numbers:  123", x$grouping_mark, "456", x$decimal_mark, "78\n", sep = "")
  cat("Formats:  ", x$date_format, " / ", x$time_format, "\n", sep = "")
  cat("Timezone: ", x$tz, "\n", sep = "")
  cat("Encoding: ", x$encoding, "\n", sep = "")
  cat("<date_names>\n")
  cat("Days:   Sunday (Sun), Monday (Mon), Tuesday (Tue), Wednesday (Wed), Thursday\n",
      "        (Thu), Friday (Fri), Saturday (Sat)\n",
      "Months: January (Jan), February (Feb), March (Mar), April (Apr), May (May),\n",
      "        June (Jun), July (Jul), August (Aug), September (Sep), October\n",
      "        (Oct), November (Nov), December (Dec)\n", "AM/PM:  AM/PM\n", sep = "")
  invisible(x)
}
.S3method("print", "locale", print.locale)

.by_format <- function(x, kind, format) {
  if (kind == "date") as.Date(x, format = format) else as.POSIXct(x, format = format, tz = "UTC")
}

.failures <- function(value, bad, expected, actual) {
  if (length(bad) == 0) return(value)
  problems <- tibble::tibble(row = as.integer(bad), col = NA_integer_, expected = expected, actual = actual)
  shown <- utils::head(problems, 5)
  lines <- c(
    paste(.right(c("row", shown$row)), .right(c("col", rep("--", nrow(shown)))), .right(c("expected", shown$expected)),
          .right(c("actual", shown$actual))))
  n <- length(bad)
  more <- if (n > 5) {
    c(paste("...", "...", strrep(".", max(nchar(c("expected", shown$expected)))), strrep(".", max(nchar(c("actual", shown$actual))))),
      "See problems(...) for more details.")
  }
  warning(n, " parsing failure", if (n > 1) "s", ".\n", paste(c(lines, more), collapse = "\n"), "\n", call. = FALSE)
  attr(value, "problems") <- problems
  value
}
.right <- function(x) formatC(x, width = max(nchar(x)))

.read_vector <- function(x, collector, na, trim_ws, expected) {
  if (!is.character(x)) stop("is.character(x) is not TRUE")
  out <- .parsed(x, collector, na, trim_ws)
  if (is.null(expected)) expected <- "value"
  if (is.function(expected)) expected <- expected(x[out$bad])
  .failures(out$value, out$bad, expected, x[out$bad])
}
# Only numbers are read by the marks of a locale.
.plain_locale <- function(locale, fn) {
  if (!identical(locale, default_locale()))
    stop("argument 'locale' of `", fn, "` is not implemented", call. = FALSE)
}
parse_double <- function(x, na = c("", "NA"), locale = default_locale(), trim_ws = TRUE) {
  .plain_locale(locale, "parse_double")
  .read_vector(x, col_double(), na, trim_ws, function(v) {
    ifelse(grepl("^[-+]?[0-9]", trimws(v)), "no trailing characters", "a double")
  })
}
parse_integer <- function(x, na = c("", "NA"), locale = default_locale(), trim_ws = TRUE) {
  .plain_locale(locale, "parse_integer")
  .read_vector(x, col_integer(), na, trim_ws, function(v) {
    ifelse(grepl("^[-+]?[0-9]", trimws(v)), "no trailing characters", "an integer")
  })
}
parse_logical <- function(x, na = c("", "NA"), locale = default_locale(), trim_ws = TRUE) {
  .plain_locale(locale, "parse_logical")
  .read_vector(x, col_logical(), na, trim_ws, "1/0/T/F/TRUE/FALSE")
}
parse_character <- function(x, na = c("", "NA"), locale = default_locale(), trim_ws = TRUE) {
  .plain_locale(locale, "parse_character")
  .read_vector(x, col_character(), na, trim_ws, NULL)
}
parse_number <- function(x, na = c("", "NA"), locale = default_locale(), trim_ws = TRUE) {
  if (locale$decimal_mark != ".") {
    x <- gsub(locale$grouping_mark, "", x, fixed = TRUE)
    x <- gsub(locale$decimal_mark, ".", x, fixed = TRUE)
  } else if (locale$grouping_mark != ",") {
    x <- gsub(locale$grouping_mark, "", x, fixed = TRUE)
  }
  .read_vector(x, col_number(), na, trim_ws, "a number")
}
.dated <- function(x, format, na, trim_ws, kind, collector, expected) {
  if (format == "") return(.read_vector(x, collector, na, trim_ws, expected))
  known <- if (trim_ws) trimws(x) else x
  known[known %in% na] <- NA
  out <- .by_format(known, kind, format)
  bad <- which(is.na(out) & !is.na(known))
  .failures(out, bad, paste0(expected, format), x[bad])
}
parse_date <- function(x, format = "", na = c("", "NA"), locale = default_locale(), trim_ws = TRUE) {
  .plain_locale(locale, "parse_date")
  .dated(x, format, na, trim_ws, "date", col_date(), "date like ")
}
parse_datetime <- function(x, format = "", na = c("", "NA"), locale = default_locale(), trim_ws = TRUE) {
  .plain_locale(locale, "parse_datetime")
  .dated(x, format, na, trim_ws, "datetime", col_datetime(), if (format == "") "date in ISO8601" else "date like ")
}
parse_time <- function(x, format = "", na = c("", "NA"), locale = default_locale(), trim_ws = TRUE) {
  .plain_locale(locale, "parse_time")
  if (format != "") stop("`format` of `parse_time()` is not implemented")
  .read_vector(x, col_time(), na, trim_ws, "time in ISO8601")
}
parse_factor <- function(x, levels = NULL, ordered = FALSE, na = c("", "NA"), locale = default_locale(),
                         include_na = TRUE, trim_ws = TRUE) {
  .plain_locale(locale, "parse_factor")
  .read_vector(x, col_factor(levels, ordered), na, trim_ws, "value in level set")
}
parse_guess <- function(x, na = c("", "NA"), locale = default_locale(), trim_ws = TRUE, guess_integer = FALSE) {
  .plain_locale(locale, "parse_guess")
  out <- .parsed(x, col_guess(), na, trim_ws)
  if (guess_integer && out$type == "double" && all(out$value == trunc(out$value), na.rm = TRUE)) as.integer(out$value) else out$value
}
guess_parser <- function(x, locale = default_locale(), guess_integer = FALSE, na = c("", "NA")) {
  out <- .parsed(as.character(x), col_guess(), na, TRUE)
  if (guess_integer && out$type == "double" && all(out$value == trunc(out$value), na.rm = TRUE)) "integer" else out$type
}
parse_vector <- function(x, collector, na = c("", "NA"), locale = default_locale(), trim_ws = TRUE) {
  .plain_locale(locale, "parse_vector")
  kind <- sub("^collector_", "", class(collector)[[1]])
  switch(kind,
    double = parse_double(x, na), integer = parse_integer(x, na), logical = parse_logical(x, na),
    character = parse_character(x, na), number = parse_number(x, na), guess = parse_guess(x, na),
    date = parse_date(x, collector$format, na), datetime = parse_datetime(x, collector$format, na),
    factor = parse_factor(x, collector$levels, collector$ordered, na),
    stop("Unknown collector"))
}
type_convert <- function(df, col_types = NULL, na = c("", "NA"), trim_ws = TRUE, locale = default_locale(), guess_integer = FALSE) {
  text <- vapply(df, is.character, NA)
  if (!is.null(col_types)) stop("`col_types` of `type_convert()` is not implemented")
  types <- character()
  for (n in names(df)[text]) {
    out <- .parsed(df[[n]], col_guess(), na, trim_ws)
    types[[n]] <- out$type
    df[[n]] <- out$value
  }
  inner <- paste0("  ", names(types), " = col_", types, "()", collapse = ",\n")
  message("\n\u2500\u2500 Column specification ", strrep("\u2500", 56), "\n", "cols(\n", inner, "\n)\n")
  df
}

problems <- function(x = .Last.value) {
  found <- attr(x, "problems")
  if (identical(found, "unlisted")) {
    stop("listing the rows with too few or too many fields, or the problems of several files, is not implemented")
  }
  if (is.null(found)) {
    return(invisible(tibble::tibble(row = integer(), col = integer(), expected = character(), actual = character())))
  }
  found
}
stop_for_problems <- function(x) {
  n <- nrow(problems(x))
  if (n > 0) stop(n, " parsing failure", if (n > 1) "s", call. = FALSE)
  invisible(x)
}

.lines_of <- function(file, skip = 0, comment = "") {
  lines <- if (inherits(file, "AsIs") || any(grepl("\n", file, fixed = TRUE))) strsplit(paste(file, collapse = "\n"), "\n", fixed = TRUE)[[1]]
    else read_lines(file)
  if (skip > 0) lines <- lines[-seq_len(skip)]
  if (nzchar(comment)) lines <- sub(paste0("\\Q", comment, "\\E.*$"), "", lines, perl = TRUE)
  lines[nzchar(trimws(lines))]
}
read_table <- function(file, col_names = TRUE, col_types = NULL, locale = default_locale(), na = "NA", skip = 0, n_max = Inf,
                       guess_max = min(n_max, 1000), progress = FALSE, comment = "", show_col_types = NULL, skip_empty_rows = TRUE) {
  lines <- gsub("[ \t]+", "\t", trimws(.lines_of(file, skip, comment)))
  out <- read_delim(I(paste(c(lines, ""), collapse = "\n")), delim = "\t", col_names = col_names,
    col_types = col_types, na = na, n_max = n_max, guess_max = guess_max, show_col_types = FALSE)
  if (is.null(col_types) && !identical(show_col_types, FALSE) && !inherits(file, "AsIs")) .announced(out)
  out
}
.announced <- function(x) {
  types <- vapply(attr(x, "spec")$cols, function(c) sub("^collector_", "", class(c)[[1]]), "")
  inner <- paste0("  ", names(types), " = col_", types, "()", collapse = ",\n")
  message("\n\u2500\u2500 Column specification ", strrep("\u2500", 56), "\n", "cols(\n", inner, "\n)\n")
}
read_table2 <- function(file, ...) {
  rlang::warn(paste0("`read_table2()` was deprecated in readr 2.0.0.\n\u2139 Please use `read_table()` instead.\n",
    "This warning is displayed once every 8 hours.\nCall `lifecycle::last_lifecycle_warnings()` to see where this ",
    "warning was\ngenerated."), class = "lifecycle_warning_deprecated", .frequency = "once", .frequency_id = "read_table2")
  read_table(file, ...)
}
read_csv2 <- function(file, col_names = TRUE, col_types = NULL, na = c("", "NA"), skip = 0, n_max = Inf, show_col_types = NULL, ...) {
  if (...length()) stop("further arguments of `read_csv2()` are not implemented")
  if (!is.null(col_types)) stop("`col_types` of `read_csv2()` is not implemented")
  message("\u2139 Using \"','\" as decimal and \"'.'\" as grouping mark. Use `read_delim()` for more control.")
  text <- read_delim(file, delim = ";", col_names = col_names, col_types = cols(.default = col_character()), na = na, trim_ws = TRUE, skip = skip, n_max = n_max)
  columns <- lapply(text, function(x) {
    plain <- all(is.na(x) | grepl("^[-+]?[0-9.]*(,[0-9]+)?$", x))
    if (plain && any(!is.na(x))) as.numeric(gsub(",", ".", gsub(".", "", x, fixed = TRUE), fixed = TRUE)) else parse_guess(x)
  })
  frame <- as.data.frame(columns, optional = TRUE)
  again <- read_delim(I(format_delim(tibble::as_tibble(columns), ";")), delim = ";", show_col_types = show_col_types)
  again
}
fwf_widths <- function(widths, col_names = NULL) {
  end <- cumsum(widths)
  fwf_positions(c(1, end[-length(end)] + 1), end, col_names)
}
fwf_positions <- function(start, end = NULL, col_names = NULL) {
  if (is.null(col_names)) col_names <- paste0("X", seq_along(start))
  tibble::tibble(begin = start - 1, end = end, col_names = as.character(col_names))
}
fwf_cols <- function(...) {
  given <- list(...)
  if (all(vapply(given, length, 1L) == 2L)) {
    return(fwf_positions(vapply(given, function(v) v[[1]], 0), vapply(given, function(v) v[[2]], 0), names(given)))
  }
  fwf_widths(unlist(given, use.names = FALSE), names(given))
}
fwf_empty <- function(file, skip = 0, col_names = NULL, comment = "", n = 100L) {
  lines <- utils::head(.lines_of(file, skip, comment), n)
  width <- max(nchar(lines))
  letters <- strsplit(formatC(lines, width = -width), "")
  blank <- Reduce(`&`, lapply(letters, function(l) l[seq_len(width)] == " "))
  starts <- which(!blank & c(TRUE, blank[-width]))
  ends <- which(!blank & c(blank[-1], TRUE))
  ends[length(ends)] <- NA
  out <- fwf_positions(starts, ends, col_names)
  out
}
read_fwf <- function(file, col_positions = fwf_empty(file, skip, n = guess_max), col_types = NULL, na = c("", "NA"), comment = "",
                     trim_ws = TRUE, skip = 0, n_max = Inf, guess_max = 1000, show_col_types = NULL) {
  lines <- .lines_of(file, skip, comment)
  if (is.finite(n_max)) lines <- utils::head(lines, n_max)
  pieces <- lapply(seq_along(col_positions$begin), function(k) {
    end <- col_positions$end[[k]]
    text <- substring(lines, col_positions$begin[[k]] + 1, if (is.na(end)) nchar(lines) else end)
    if (trim_ws) trimws(text) else text
  })
  names(pieces) <- col_positions$col_names
  text <- tibble::as_tibble(pieces)
  read_delim(I(format_delim(text, "\t")), delim = "\t", col_types = col_types, na = na,
             show_col_types = if (is.null(col_types)) show_col_types else FALSE)
}
spec_csv <- function(file, ...) spec(read_csv(file, ..., show_col_types = FALSE))
spec_tsv <- function(file, ...) spec(read_tsv(file, ..., show_col_types = FALSE))
spec_delim <- function(file, ...) spec(read_delim(file, ..., show_col_types = FALSE))
tokenizer_csv <- function(...) structure(list(delim = ","), class = "tokenizer")
tokenizer_tsv <- function(...) structure(list(delim = "\t"), class = "tokenizer")
tokenizer_delim <- function(delim, ...) structure(list(delim = delim), class = "tokenizer")
count_fields <- function(file, tokenizer, skip = 0, n_max = -1L) {
  vapply(.lines_of(file, skip), function(l) {
    bare <- gsub("\"[^\"]*\"", "", l)
    1L + nchar(bare) - nchar(gsub(tokenizer$delim, "", bare, fixed = TRUE))
  }, 1L, USE.NAMES = FALSE)
}
cols_condense <- function(x) {
  types <- vapply(x$cols, function(c) class(c)[[1]], "")
  most <- names(sort(table(types), decreasing = TRUE))[[1]]
  x$default <- x$cols[[which(types == most)[[1]]]]
  x$cols <- x$cols[types != most]
  x
}
write_csv2 <- function(x, file, na = "NA", append = FALSE, col_names = TRUE) {
  whole <- x
  for (n in names(x)) if (is.double(x[[n]]) && !is.object(x[[n]])) {
    text <- ifelse(is.na(x[[n]]), NA, gsub(".", ",", formatC(x[[n]], digits = 15, format = "fg"), fixed = TRUE))
    whole <- if (any(!is.na(x[[n]]) & x[[n]] != trunc(x[[n]]))) ifelse(grepl(",", text), text, paste0(text, ",0")) else text
    x[[n]] <- ifelse(is.na(text), NA, whole)
  }
  write_delim(x, file, delim = ";", na = na, append = append, col_names = col_names)
}
write_excel_csv <- function(x, file, ...) stop("`write_excel_csv()` is not implemented")
write_file <- function(x, file, append = FALSE) {
  cat(x, file = file, sep = "", append = append)
  invisible(x)
}
write_rds <- function(x, file, compress = "none", ...) {
  saveRDS(x, file)
  invisible(x)
}
read_rds <- function(file, refhook = NULL) readRDS(file)
should_show_types <- function() NULL
show_progress <- function() FALSE
date_names_langs <- function() "en"
readr_example <- function(file = NULL) stop("readr's example files are not part of this program")

format.hms <- function(x, ...) {
  seconds <- as.numeric(unclass(x))
  sign <- ifelse(seconds < 0, "-", "")
  seconds <- abs(seconds)
  part <- seconds %% 60
  text <- if (any(part != trunc(part), na.rm = TRUE)) formatC(part, width = 9, format = "f", digits = 6, flag = "0")
    else formatC(part, width = 2, format = "d", flag = "0")
  out <- paste0(sign, formatC(seconds %/% 3600, width = 2, format = "d", flag = "0"), ":",
    formatC(seconds %/% 60 %% 60, width = 2, format = "d", flag = "0"), ":", text)
  out[is.na(seconds)] <- NA
  out
}
as.character.hms <- function(x, ...) format.hms(x)
print.hms <- function(x, ...) {
  cat(format.hms(x), sep = "\n")
  cat("\n")
  invisible(x)
}
.S3method("format", "hms", format.hms)
.S3method("as.character", "hms", as.character.hms)
.S3method("print", "hms", print.hms)
