# Columns made of pieces of strings and of elements of lists.

.wide_column <- function(data, cols, call) {
  chosen <- names(tidyselect::eval_select(cols, data))
  if (length(chosen) == 0) rlang::abort("Must select at least one column.", call = call)
  chosen
}
.refuse_wide <- function(too_few, few, too_many, many) {
  if (!(too_few %in% few)) stop("`too_few = \"", too_few, "\"` is not implemented", call. = FALSE)
  if (!(too_many %in% many)) stop("`too_many = \"", too_many, "\"` is not implemented", call. = FALSE)
}
.placed <- function(data, name, pieces, names_sep, remove) {
  at <- match(name, names(data))
  if (!is.null(names_sep)) names(pieces) <- paste0(name, names_sep, names(pieces))
  before <- data[seq_len(at - 1)]
  after <- data[seq_len(ncol(data) - at) + at]
  out <- c(as.list(before), pieces, if (!remove) as.list(data[at]), as.list(after))
  dplyr::dplyr_reconstruct(tibble::new_tibble(out, nrow = nrow(data)), data)
}
.count_values <- function(n) paste0(n, if (n == 1) " value was" else " values were")

separate_wider_position <- function(data, cols, widths, ..., names_sep = NULL, names_repair = "check_unique",
                                    too_few = c("error", "debug", "align_start"), too_many = c("error", "debug", "drop"),
                                    cols_remove = TRUE) {
  too_few <- match.arg(too_few)
  too_many <- match.arg(too_many)
  .refuse_wide(too_few, c("error", "align_start"), too_many, c("error", "drop"))
  named <- names(widths)
  if (is.null(named)) rlang::abort("`widths` must be a (partially) named integer vector.")
  ends <- cumsum(widths)
  starts <- ends - widths + 1
  total <- sum(widths)
  for (name in .wide_column(data, rlang::enquo(cols), environment())) {
    text <- data[[name]]
    size <- nchar(text)
    unit <- if (total == 1) "character" else "characters"
    short <- sum(size < total, na.rm = TRUE)
    long <- sum(size > total, na.rm = TRUE)
    if (short && too_few == "error") {
      rlang::abort(c(paste0("Expected ", total, " ", unit, " in each element of `", name, "`."),
        `!` = paste(.count_values(short), "too short."),
        i = "Use `too_few = \"debug\"` to diagnose the problem.",
        i = "Use `too_few = \"align_start\"` to silence this message."))
    }
    if (long && too_many == "error") {
      rlang::abort(c(paste0("Expected ", total, " ", unit, " in each element of `", name, "`."),
        `!` = paste(.count_values(long), "too long."),
        i = "Use `too_many = \"debug\"` to diagnose the problem.",
        i = "Use `too_many = \"drop\"` to silence this message."))
    }
    pieces <- lapply(which(named != ""), function(k) {
      out <- substring(text, starts[[k]], ends[[k]])
      out[is.na(text) | size < starts[[k]]] <- NA
      out
    })
    names(pieces) <- named[named != ""]
    data <- .placed(data, name, pieces, names_sep, cols_remove)
  }
  data
}
separate_wider_regex <- function(data, cols, patterns, ..., names_sep = NULL, names_repair = "check_unique",
                                 too_few = c("error", "debug", "align_start"), cols_remove = TRUE) {
  too_few <- match.arg(too_few)
  .refuse_wide(too_few, "error", "error", "error")
  named <- names(patterns)
  if (is.null(named)) rlang::abort("`patterns` must be a (partially) named character vector.")
  whole <- paste0("^", paste0(ifelse(named == "", "(?:", "("), patterns, ")", collapse = ""), "$")
  for (name in .wide_column(data, rlang::enquo(cols), environment())) {
    text <- data[[name]]
    found <- stringr::str_match(text, whole)
    bad <- sum(is.na(found[, 1]) & !is.na(text))
    if (bad) {
      rlang::abort(c(paste0("Expected each value of `", name, "` to match the pattern, the whole pattern, and\nnothing but the pattern."),
        `!` = paste0(bad, if (bad == 1) " value has problem." else " values have problems."),
        i = "Use `too_few = \"debug\"` to diagnose the problem.",
        i = "Use `too_few = \"align_start\"` to silence this message."))
    }
    kept <- named[named != ""]
    pieces <- lapply(seq_along(kept), function(k) found[, k + 1])
    names(pieces) <- kept
    data <- .placed(data, name, pieces, names_sep, cols_remove)
  }
  data
}
separate_longer_position <- function(data, cols, width, ..., keep_empty = FALSE) {
  name <- .wide_column(data, rlang::enquo(cols), environment())
  if (length(name) > 1) stop("several columns of `separate_longer_position()` are not implemented")
  pieces <- lapply(data[[name]], function(s) {
    if (is.na(s)) return(NA_character_)
    if (nchar(s) == 0) return(if (keep_empty) NA_character_ else character())
    at <- seq(1, nchar(s), by = width)
    substring(s, at, at + width - 1)
  })
  out <- data[rep(seq_len(nrow(data)), vapply(pieces, length, 1L)), ]
  out[[name]] <- as.character(unlist(pieces))
  out
}

hoist <- function(.data, .col, ..., .remove = TRUE, .simplify = TRUE, .ptype = NULL, .transform = NULL) {
  if (!is.null(.ptype) || !is.null(.transform)) stop("`.ptype` and `.transform` of `hoist()` are not implemented")
  name <- .wide_column(.data, rlang::enquo(.col), environment())
  places <- rlang::list2(...)
  given <- names(places)
  if (is.null(given)) given <- rep("", length(places))
  given[given == ""] <- vapply(places[given == ""], function(p) as.character(p)[[1]], "")
  items <- .data[[name]]
  made <- lapply(places, function(place) {
    values <- lapply(items, function(v) do.call(purrr::pluck, c(list(v), as.list(place))))
    if (!.simplify) return(values)
    empty <- vapply(values, is.null, NA)
    if (all(empty)) return(rep(NA, length(values)))
    plain <- all(vapply(values, function(v) is.null(v) || is.atomic(v) && length(v) == 1, NA))
    if (!plain) return(values)
    values[empty] <- NA
    purrr::list_simplify(values, strict = FALSE)
  })
  names(made) <- given
  if (.remove) {
    for (place in places) {
      if (length(place) != 1) next
      items <- lapply(items, function(v) {
        v[[place[[1]]]] <- NULL
        v
      })
    }
    emptied <- all(vapply(items, length, 1L) == 0L)
  } else {
    emptied <- FALSE
  }
  at <- match(name, names(.data))
  .data[[name]] <- items
  out <- c(as.list(.data[seq_len(at - 1)]), made, if (!emptied) as.list(.data[at]), as.list(.data[seq_len(ncol(.data) - at) + at]))
  dplyr::dplyr_reconstruct(tibble::new_tibble(out, nrow = nrow(.data)), .data)
}
