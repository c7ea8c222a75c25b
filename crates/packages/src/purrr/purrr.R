as_mapper <- function(.f, ...) {
  if (is.function(.f)) return(.f)
  if (inherits(.f, "formula")) {
    if (length(.f) != 2) stop("Can't convert a two-sided formula to a function.", call. = FALSE)
    f <- function(..., .x = ..1, .y = ..2, . = ..1) NULL
    body(f) <- .f[[2]]
    environment(f) <- environment(.f)
    return(f)
  }
  if (is.character(.f) || is.numeric(.f) || is.list(.f)) {
    where <- as.list(.f)
    default <- list(...)[[".default"]]
    return(function(x, ...) pluck(x, .default = default, .path = where))
  }
  stop("Can't convert `.f` to a function.", call. = FALSE)
}

pluck <- function(.x, ..., .default = NULL, .path = NULL) {
  path <- if (is.null(.path)) list(...) else .path
  for (at in path) {
    if (is.function(at)) {
      .x <- at(.x)
      next
    }
    if (is.null(.x)) return(.default)
    inside <- if (is.character(at)) at %in% names(.x) || is.environment(.x) else abs(at) <= length(.x) && at != 0
    if (!inside) return(.default)
    if (is.numeric(at) && at < 0) at <- length(.x) + at + 1
    .x <- .x[[at]]
  }
  if (is.null(.x)) .default else .x
}

chuck <- function(.x, ...) {
  for (at in list(...)) {
    if (is.character(at) && !(at %in% names(.x))) stop("Can't find name `", at, "` in vector.", call. = FALSE)
    .x <- .x[[at]]
  }
  .x
}

.plain <- function(x) {
  if (is.environment(x)) return(as.list(x))
  if (is.data.frame(x) || is.vector(x) || is.factor(x) || is.object(x)) return(x)
  as.list(x)
}

.each <- function(.x, .f, ...) {
  .f <- as_mapper(.f)
  .x <- .plain(.x)
  out <- vector("list", length(.x))
  for (i in seq_along(.x)) {
    value <- .f(.x[[i]], ...)
    if (!is.null(value)) out[[i]] <- value
  }
  names(out) <- names(.x)
  out
}

.typed <- function(values, type) {
  for (i in seq_along(values)) {
    v <- values[[i]]
    if (length(v) != 1) stop("Result must be length 1, not ", length(v), ".", call. = FALSE)
    fits <- switch(type,
      double = is.numeric(v) || is.logical(v),
      integer = is.integer(v) || is.logical(v) || (is.numeric(v) && !is.object(v) && !is.na(v) && v == trunc(v)),
      logical = is.logical(v) || (is.numeric(v) && v %in% c(0, 1)),
      character = is.character(v) || is.logical(v) && is.na(v))
    if (!fits) stop("Can't coerce from a ", typeof(v), " to a ", type, ".", call. = FALSE)
  }
  named <- names(values)
  out <- switch(type,
    double = as.double(unlist(values)), integer = as.integer(unlist(values)),
    logical = as.logical(unlist(values)), character = as.character(unlist(values)))
  names(out) <- named
  out
}

map <- function(.x, .f, ..., .progress = FALSE) .each(.x, .f, ...)
map_dbl <- function(.x, .f, ..., .progress = FALSE) .typed(.each(.x, .f, ...), "double")
map_int <- function(.x, .f, ..., .progress = FALSE) .typed(.each(.x, .f, ...), "integer")
map_lgl <- function(.x, .f, ..., .progress = FALSE) .typed(.each(.x, .f, ...), "logical")
map_chr <- function(.x, .f, ..., .progress = FALSE) .typed(.each(.x, .f, ...), "character")
map_vec <- function(.x, .f, ..., .ptype = NULL, .progress = FALSE) do.call(c, .each(.x, .f, ...))
map_dfr <- function(.x, .f, ..., .id = NULL) dplyr::bind_rows(.each(.x, .f, ...), .id = .id)
map_df <- map_dfr
map_dfc <- function(.x, .f, ...) dplyr::bind_cols(.each(.x, .f, ...))
walk <- function(.x, .f, ..., .progress = FALSE) {
  .each(.x, .f, ...)
  invisible(.x)
}
map_if <- function(.x, .p, .f, ..., .else = NULL) {
  chosen <- if (is.logical(.p)) .p else map_lgl(.x, .p)
  out <- as.list(.x)
  .f <- as_mapper(.f)
  if (!is.null(.else)) .else <- as_mapper(.else)
  for (i in seq_along(out)) {
    if (isTRUE(chosen[[i]])) out[[i]] <- .f(.x[[i]], ...)
    else if (!is.null(.else)) out[[i]] <- .else(.x[[i]], ...)
  }
  out
}
map_at <- function(.x, .at, .f, ...) {
  at <- if (is.character(.at)) names(.x) %in% .at else seq_along(.x) %in% .at
  map_if(.x, at, .f, ...)
}
modify <- function(.x, .f, ...) {
  .f <- as_mapper(.f)
  for (i in seq_along(.x)) .x[[i]] <- .f(.x[[i]], ...)
  .x
}
modify_if <- function(.x, .p, .f, ...) {
  .p <- as_mapper(.p)
  .f <- as_mapper(.f)
  for (i in seq_along(.x)) if (isTRUE(.p(.x[[i]]))) .x[[i]] <- .f(.x[[i]], ...)
  .x
}
modify_at <- function(.x, .at, .f, ...) {
  .f <- as_mapper(.f)
  for (i in .at) .x[[i]] <- .f(.x[[i]], ...)
  .x
}

.parallel <- function(.l, .f, ...) {
  .f <- as_mapper(.f)
  sizes <- vapply(.l, length, 1L)
  n <- if (any(sizes == 0L)) 0L else max(sizes)
  bad <- which(sizes != 1L & sizes != n)
  if (length(bad)) stop("Can't recycle inputs of different sizes.", call. = FALSE)
  out <- vector("list", n)
  for (i in seq_len(n)) {
    args <- lapply(.l, function(x) if (length(x) == 1L) x[[1]] else x[[i]])
    value <- do.call(.f, c(args, list(...)), quote = TRUE)
    if (!is.null(value)) out[[i]] <- value
  }
  names(out) <- names(.l[[1]])
  out
}
map2 <- function(.x, .y, .f, ..., .progress = FALSE) {
  .parallel(list(.x, .y), .f, ...)
}
map2_dbl <- function(.x, .y, .f, ...) .typed(map2(.x, .y, .f, ...), "double")
map2_int <- function(.x, .y, .f, ...) .typed(map2(.x, .y, .f, ...), "integer")
map2_lgl <- function(.x, .y, .f, ...) .typed(map2(.x, .y, .f, ...), "logical")
map2_chr <- function(.x, .y, .f, ...) .typed(map2(.x, .y, .f, ...), "character")
map2_dfr <- function(.x, .y, .f, ..., .id = NULL) dplyr::bind_rows(map2(.x, .y, .f, ...), .id = .id)
walk2 <- function(.x, .y, .f, ...) {
  map2(.x, .y, .f, ...)
  invisible(.x)
}
pmap <- function(.l, .f, ..., .progress = FALSE) .parallel(as.list(.l), .f, ...)
pmap_dbl <- function(.l, .f, ...) .typed(pmap(.l, .f, ...), "double")
pmap_int <- function(.l, .f, ...) .typed(pmap(.l, .f, ...), "integer")
pmap_lgl <- function(.l, .f, ...) .typed(pmap(.l, .f, ...), "logical")
pmap_chr <- function(.l, .f, ...) .typed(pmap(.l, .f, ...), "character")
pmap_dfr <- function(.l, .f, ..., .id = NULL) dplyr::bind_rows(pmap(.l, .f, ...), .id = .id)
pwalk <- function(.l, .f, ...) {
  pmap(.l, .f, ...)
  invisible(.l)
}
.indices <- function(x) if (is.null(names(x))) seq_along(x) else names(x)
imap <- function(.x, .f, ...) map2(.x, .indices(.x), .f, ...)
imap_dbl <- function(.x, .f, ...) .typed(imap(.x, .f, ...), "double")
imap_int <- function(.x, .f, ...) .typed(imap(.x, .f, ...), "integer")
imap_lgl <- function(.x, .f, ...) .typed(imap(.x, .f, ...), "logical")
imap_chr <- function(.x, .f, ...) .typed(imap(.x, .f, ...), "character")
imap_dfr <- function(.x, .f, ..., .id = NULL) dplyr::bind_rows(imap(.x, .f, ...), .id = .id)
iwalk <- function(.x, .f, ...) {
  imap(.x, .f, ...)
  invisible(.x)
}

.where <- function(.x, .p, ...) {
  if (is.logical(.p)) return(.p)
  map_lgl(.x, .p, ...)
}
keep <- function(.x, .p, ...) .x[!is.na(w <- .where(.x, .p, ...)) & w]
discard <- function(.x, .p, ...) .x[is.na(w <- .where(.x, .p, ...)) | !w]
keep_at <- function(.x, at) .x[if (is.function(at)) at(names(.x)) else intersect(names(.x), at)]
discard_at <- function(.x, at) .x[!(names(.x) %in% (if (is.function(at)) names(.x)[at(names(.x))] else at))]
compact <- function(.x, .p = identity) {
  .p <- as_mapper(.p)
  .x[vapply(.x, function(v) length(.p(v)) > 0, NA)]
}
detect <- function(.x, .f, ..., .dir = "forward", .default = NULL) {
  at <- detect_index(.x, .f, ..., .dir = .dir)
  if (at == 0) .default else .x[[at]]
}
detect_index <- function(.x, .f, ..., .dir = "forward") {
  .f <- as_mapper(.f)
  order <- if (.dir == "backward") rev(seq_along(.x)) else seq_along(.x)
  for (i in order) if (isTRUE(.f(.x[[i]], ...))) return(i)
  0L
}
every <- function(.x, .p, ...) {
  .p <- as_mapper(.p)
  for (v in as.list(.x)) if (!isTRUE(.p(v, ...))) return(FALSE)
  TRUE
}
some <- function(.x, .p, ...) {
  .p <- as_mapper(.p)
  for (v in as.list(.x)) if (isTRUE(.p(v, ...))) return(TRUE)
  FALSE
}
none <- function(.x, .p, ...) !some(.x, .p, ...)
has_element <- function(.x, .y) some(.x, identical, .y)
head_while <- function(.x, .p, ...) {
  at <- detect_index(.x, Negate(as_mapper(.p)), ...)
  if (at == 0) .x else .x[seq_len(at - 1)]
}
tail_while <- function(.x, .p, ...) {
  at <- detect_index(.x, Negate(as_mapper(.p)), ..., .dir = "backward")
  if (at == 0) .x else .x[seq_len(length(.x) - at) + at]
}

reduce <- function(.x, .f, ..., .init, .dir = "forward") {
  .f <- as_mapper(.f)
  items <- as.list(.x)
  if (.dir == "backward") items <- rev(items)
  if (missing(.init)) {
    if (length(items) == 0) stop("`.x` is empty, and no `.init` supplied.", call. = FALSE)
    state <- items[[1]]
    items <- items[-1]
  } else {
    state <- .init
  }
  for (item in items) state <- if (.dir == "backward") .f(item, state, ...) else .f(state, item, ...)
  state
}
accumulate <- function(.x, .f, ..., .init, .dir = "forward", .simplify = NA) {
  .f <- as_mapper(.f)
  items <- as.list(.x)
  back <- .dir == "backward"
  if (back) items <- rev(items)
  out <- if (missing(.init)) items[1] else list(.init)
  if (missing(.init)) items <- items[-1]
  for (item in items) {
    last <- out[[length(out)]]
    out[[length(out) + 1]] <- if (back) .f(item, last, ...) else .f(last, item, ...)
  }
  if (back) out <- rev(out)
  if (missing(.init)) names(out) <- names(.x)
  if (!identical(.simplify, FALSE) && all(vapply(out, length, 1L) == 1L) && all(vapply(out, is.atomic, NA))) unlist(out) else out
}
flatten <- function(.x) do.call(c, lapply(.x, as.list))
flatten_dbl <- function(.x) as.double(unlist(.x))
flatten_int <- function(.x) as.integer(unlist(.x))
flatten_lgl <- function(.x) as.logical(unlist(.x))
flatten_chr <- function(.x) as.character(unlist(.x))
list_c <- function(x, ..., ptype = NULL) do.call(c, unname(x))
list_rbind <- function(x, ..., names_to = NULL, ptype = NULL) dplyr::bind_rows(x, .id = names_to)
list_cbind <- function(x, ..., size = NULL) dplyr::bind_cols(x)
list_flatten <- function(x, ...) {
  out <- list()
  for (i in seq_along(x)) {
    v <- x[[i]]
    if (is.list(v) && !is.object(v)) out <- c(out, v) else out <- c(out, x[i])
  }
  out
}
list_modify <- function(.x, ...) utils::modifyList(.x, list(...), keep.null = FALSE)
list_assign <- function(.x, ...) {
  new <- list(...)
  for (n in names(new)) .x[[n]] <- new[[n]]
  .x
}
list_transpose <- function(x, ...) transpose(x)
transpose <- function(.l, .names = NULL) {
  keys <- if (is.null(.names)) names(.l[[1]]) else .names
  at <- if (is.null(keys)) seq_along(.l[[1]]) else keys
  out <- lapply(at, function(k) lapply(.l, function(v) v[[k]]))
  names(out) <- keys
  out
}
set_names <- function(x, nm = x, ...) {
  if (is.function(nm)) nm <- nm(names(x), ...)
  else if (inherits(nm, "formula")) nm <- as_mapper(nm)(names(x), ...)
  names(x) <- if (is.null(nm)) NULL else as.character(c(nm, ...))
  x
}
partial <- function(.f, ...) {
  fixed <- list(...)
  force(.f)
  function(...) do.call(.f, c(fixed, list(...)))
}
compose <- function(..., .dir = "backward") {
  fns <- lapply(list(...), as_mapper)
  if (.dir == "backward") fns <- rev(fns)
  function(...) {
    out <- fns[[1]](...)
    for (f in fns[-1]) out <- f(out)
    out
  }
}
negate <- function(.p) Negate(as_mapper(.p))
safely <- function(.f, otherwise = NULL, quiet = TRUE) {
  .f <- as_mapper(.f)
  force(otherwise)
  function(...) tryCatch(list(result = .f(...), error = NULL), error = function(e) list(result = otherwise, error = e))
}
possibly <- function(.f, otherwise = NULL, quiet = TRUE) {
  .f <- as_mapper(.f)
  force(otherwise)
  function(...) tryCatch(.f(...), error = function(e) otherwise)
}
