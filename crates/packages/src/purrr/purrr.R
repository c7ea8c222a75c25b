# Mappers, places in lists, predicates, folds and function operators.

as_mapper <- function(.f, ...) {
  if (is.character(.f) || is.numeric(.f) || (is.list(.f) && !is.object(.f))) return(.plucker(.f, ...))
  rlang::as_function(.f, env = parent.frame())
}

.plucker <- function(where, .default = NULL) {
  where <- as.list(where)
  function(x, ...) .taken(x, where, .default)
}

.taken <- function(.x, where, .default) {
  for (at in where) {
    if (is.function(at)) {
      .x <- at(.x)
      next
    }
    if (is.null(.x)) return(.default)
    if (isS4(.x)) {
      .x <- methods::slot(.x, at)
      next
    }
    inside <- if (is.character(at)) at %in% names(.x) else abs(at) <= length(.x) && at != 0
    if (!inside) return(.default)
    if (is.numeric(at) && at < 0) at <- length(.x) + at + 1
    .x <- .x[[at]]
  }
  if (is.null(.x)) .default else .x
}

pluck <- function(.x, ..., .default = NULL) .taken(.x, rlang::list2(...), .default)

`pluck<-` <- function(.x, ..., value) assign_in(.x, list(...), value)

pluck_exists <- function(.x, ...) {
  absent <- new.env()
  !identical(.taken(.x, list(...), absent), absent)
}

pluck_depth <- function(x, is_node = NULL) {
  is_node <- if (is.null(is_node)) function(x) is.null(x) || is.expression(x) || is.list(x) else as_mapper(is_node)
  if (is_node(x)) 1L + max(0L, vapply(x, pluck_depth, 1L, is_node = is_node))
  else if (is.atomic(x)) as.integer(length(x) > 0 || TRUE)
  else rlang::abort("`x` must be a vector.")
}
vec_depth <- function(x) {
  .superseded("vec_depth()", "pluck_depth()")
  pluck_depth(x)
}

.superseded <- function(old, new, since = "1.0.0") {
  rlang::warn(
    paste0("`", old, "` was deprecated in purrr ", since, ".\n\u2139 Please use `", new, "` instead.\n",
           "This warning is displayed once every 8 hours.\nCall `lifecycle::last_lifecycle_warnings()` to see where ",
           "this warning was\ngenerated."),
    class = "lifecycle_warning_deprecated", .frequency = "once", .frequency_id = paste("purrr", old))
}

chuck <- function(.x, ...) {
  for (at in list(...)) {
    if (is.function(at)) {
      .x <- at(.x)
      next
    }
    if (is.character(at) && !(at %in% names(.x))) {
      rlang::abort(paste0("Can't find name `", at, "` in vector."))
    }
    if (is.numeric(at) && at > length(.x)) {
      rlang::abort(paste0("Index 1 exceeds the length of plucked object (", at, " > ", length(.x), ")."))
    }
    .x <- .x[[at]]
  }
  .x
}

assign_in <- function(x, where, value) {
  where <- as.list(where)
  at <- where[[1]]
  if (rlang::is_zap(value) && length(where) == 1) {
    x[[at]] <- NULL
    return(x)
  }
  inner <- if (length(where) == 1) value
    else assign_in(if (is.character(at) && !(at %in% names(x))) list() else x[[at]], where[-1], value)
  if (is.null(inner)) x[at] <- list(NULL) else x[[at]] <- inner
  x
}
modify_in <- function(.x, .where, .f, ...) {
  .where <- as.list(.where)
  assign_in(.x, .where, as_mapper(.f)(do.call(chuck, c(list(.x), .where)), ...))
}
attr_getter <- function(attr) function(x) attr(x, attr, exact = TRUE)

map_dfr <- function(.x, .f, ..., .id = NULL) dplyr::bind_rows(map(.x, .f, ...), .id = .id)
map_df <- map_dfr
map_dfc <- function(.x, .f, ...) dplyr::bind_cols(map(.x, .f, ...))
map2_dfr <- function(.x, .y, .f, ..., .id = NULL) dplyr::bind_rows(map2(.x, .y, .f, ...), .id = .id)
map2_df <- map2_dfr
map2_dfc <- function(.x, .y, .f, ...) dplyr::bind_cols(map2(.x, .y, .f, ...))
pmap_dfr <- function(.l, .f, ..., .id = NULL) dplyr::bind_rows(pmap(.l, .f, ...), .id = .id)
pmap_df <- pmap_dfr
pmap_dfc <- function(.l, .f, ...) dplyr::bind_cols(pmap(.l, .f, ...))
imap_dfr <- function(.x, .f, ..., .id = NULL) dplyr::bind_rows(imap(.x, .f, ...), .id = .id)
imap_dfc <- function(.x, .f, ...) dplyr::bind_cols(imap(.x, .f, ...))

.chosen <- function(.x, .p, verb, ...) {
  if (is.logical(.p)) {
    if (length(.p) != length(.x)) {
      rlang::abort(paste0("`.p` must be length ", length(.x), ", not ", length(.p), "."))
    }
    return(unname(.p))
  }
  unname(.test(.x, as_mapper(.p), ..., .verb = verb))
}
.at <- function(.x, at) {
  if (inherits(at, "formula")) at <- as_mapper(at)
  if (is.function(at)) at <- at(names(.x))
  if (inherits(at, "quosures")) {
    at <- tidyselect::vars_select(names(.x), !!!at)
  }
  if (is.logical(at)) at <- which(at)
  if (is.character(at)) names(.x) %in% at else seq_along(.x) %in% ifelse(at < 0, length(.x) + 1 + at, at)
}

map_if <- function(.x, .p, .f, ..., .else = NULL) {
  chosen <- .chosen(.x, .p, "map_if")
  out <- vector("list", length(.x))
  out[chosen] <- map(.x[chosen], .f, ...)
  out[!chosen] <- if (is.null(.else)) as.list(.x)[!chosen] else map(.x[!chosen], .else, ...)
  names(out) <- names(.x)
  out
}
map_at <- function(.x, .at, .f, ..., .progress = FALSE) {
  chosen <- .at(.x, .at)
  out <- vector("list", length(.x))
  out[chosen] <- map(.x[chosen], .f, ...)
  out[!chosen] <- as.list(.x)[!chosen]
  names(out) <- names(.x)
  out
}
map_depth <- function(.x, .depth, .f, ..., .ragged = .depth < 0, .is_node = NULL) {
  .refused(.is_node, NULL, ".is_node", "map_depth")
  .f <- as_mapper(.f, ...)
  if (.depth < 0) .depth <- pluck_depth(.x) + .depth
  walk_down <- function(x, depth) {
    if (depth == 0) return(.f(x, ...))
    if (depth == 1) return(map(x, .f, ...))
    if (!is.list(x)) {
      if (.ragged) return(map(x, .f, ...))
      rlang::abort("List not deep enough")
    }
    map(x, walk_down, depth - 1)
  }
  walk_down(.x, .depth)
}

# Puts new values where old ones stood: vectors stay of their type, lists stay lists.
.put <- function(.x, values) {
  if (is.list(.x)) {
    for (i in seq_along(values)) if (is.null(values[[i]])) .x[i] <- list(NULL) else .x[[i]] <- values[[i]]
    return(.x)
  }
  kind <- switch(typeof(.x), double = "double", integer = "integer", logical = "logical", character = "character")
  if (is.null(kind) || is.object(.x)) {
    for (i in seq_along(values)) .x[[i]] <- values[[i]]
    return(.x)
  }
  taken <- switch(kind, double = map_dbl, integer = map_int, logical = map_lgl, character = map_chr)
  out <- taken(values, identity)
  attributes(out) <- attributes(.x)
  out
}
modify <- function(.x, .f, ...) .put(.x, map(.x, .f, ...))
modify_if <- function(.x, .p, .f, ..., .else = NULL) .put(.x, unname(map_if(.x, .p, .f, ..., .else = .else)))
modify_at <- function(.x, .at, .f, ...) .put(.x, unname(map_at(.x, .at, .f, ...)))
modify2 <- function(.x, .y, .f, ...) {
  if (length(.x) == 1 && length(.y) > 1) .x <- rep(.x, length(.y))
  .put(.x, map2(.x, .y, .f, ...))
}
imodify <- function(.x, .f, ...) .put(.x, imap(.x, .f, ...))
modify_depth <- function(.x, .depth, .f, ..., .ragged = .depth < 0, .is_node = NULL) {
  .refused(.is_node, NULL, ".is_node", "modify_depth")
  .f <- as_mapper(.f, ...)
  if (.depth < 0) .depth <- pluck_depth(.x) + .depth
  walk_down <- function(x, depth) {
    if (depth == 0) return(.f(x, ...))
    if (depth == 1) return(modify(x, .f, ...))
    modify(x, walk_down, depth - 1)
  }
  walk_down(.x, .depth)
}
modify_tree <- function(x, ..., leaf = identity, is_node = NULL, pre = identity, post = identity) {
  leaf <- as_mapper(leaf)
  is_node <- if (is.null(is_node)) function(x) is.list(x) && !is.object(x) || is.data.frame(x) else as_mapper(is_node)
  pre <- as_mapper(pre)
  post <- as_mapper(post)
  walk_down <- function(x) {
    if (!is_node(x)) return(leaf(x))
    x <- pre(x)
    for (i in seq_along(x)) {
      value <- walk_down(x[[i]])
      if (is.null(value)) x[i] <- list(NULL) else x[[i]] <- value
    }
    post(x)
  }
  walk_down(x)
}
lmap <- function(.x, .f, ...) lmap_at(.x, seq_along(.x), .f, ...)
lmap_at <- function(.x, .at, .f, ...) {
  .f <- as_mapper(.f)
  chosen <- .at(.x, .at)
  out <- lapply(seq_along(.x), function(i) if (chosen[[i]]) .f(.x[i], ...) else .x[i])
  if (is.data.frame(.x)) dplyr::bind_cols(out) else do.call(c, out)
}
lmap_if <- function(.x, .p, .f, ..., .else = NULL) {
  .f <- as_mapper(.f)
  chosen <- .chosen(.x, .p, "map_if")
  out <- lapply(seq_along(.x), function(i) {
    if (chosen[[i]]) .f(.x[i], ...) else if (is.null(.else)) .x[i] else as_mapper(.else)(.x[i], ...)
  })
  if (is.data.frame(.x)) dplyr::bind_cols(out) else do.call(c, out)
}
array_branch <- function(array, margin = NULL) {
  dims <- dim(array)
  if (is.null(dims)) return(as.list(array))
  if (is.null(margin)) margin <- seq_along(dims)
  if (length(margin) == 0) return(list(array))
  if (length(margin) == length(dims)) return(as.list(as.vector(array)))
  if (length(margin) > 1) stop("more than one margin of `array_branch()` is not implemented")
  out <- lapply(seq_len(dims[[margin]]), function(i) {
    if (margin == 1) array[i, ] else array[, i]
  })
  names(out) <- dimnames(array)[[margin]]
  out
}

keep <- function(.x, .p, ...) {
  chosen <- .chosen(.x, .p, "keep", ...)
  .x[!is.na(chosen) & chosen]
}
discard <- function(.x, .p, ...) {
  chosen <- .chosen(.x, .p, "discard", ...)
  .x[is.na(chosen) | !chosen]
}
keep_at <- function(x, at) x[.at(x, at)]
discard_at <- function(x, at) x[!.at(x, at)]
compact <- function(.x, .p = identity) {
  .p <- as_mapper(.p)
  .x[vapply(.x, function(v) length(.p(v)) > 0, NA)]
}
detect <- function(.x, .f, ..., .dir = c("forward", "backward"), .right = NULL, .default = NULL) {
  at <- detect_index(.x, .f, ..., .dir = .dir)
  if (at == 0) .default else .x[[at]]
}
detect_index <- function(.x, .f, ..., .dir = c("forward", "backward"), .right = NULL) {
  .f <- as_mapper(.f)
  order <- if (match.arg(.dir) == "backward") rev(seq_along(.x)) else seq_along(.x)
  for (i in order) if (isTRUE(.f(.x[[i]], ...))) return(i)
  0L
}
.answers <- function(.x, .p, verb, ...) {
  .p <- as_mapper(.p)
  for (i in seq_along(.x)) {
    v <- .p(.x[[i]], ...)
    if (!is.logical(v) || length(v) != 1) return(.test(.x[i], .p, ..., .verb = verb))
  }
  NULL
}
every <- function(.x, .p, ...) {
  .p <- as_mapper(.p)
  unknown <- FALSE
  for (i in seq_along(.x)) {
    v <- .p(.x[[i]], ...)
    if (is.na(v)) unknown <- TRUE else if (!v) return(FALSE)
  }
  if (unknown) NA else TRUE
}
some <- function(.x, .p, ...) {
  .p <- as_mapper(.p)
  unknown <- FALSE
  for (i in seq_along(.x)) {
    v <- .p(.x[[i]], ...)
    if (is.na(v)) unknown <- TRUE else if (v) return(TRUE)
  }
  if (unknown) NA else FALSE
}
none <- function(.x, .p, ...) {
  .p <- as_mapper(.p)
  every(.x, function(v, ...) !.p(v, ...), ...)
}
has_element <- function(.x, .y) some(.x, identical, .y)
head_while <- function(.x, .p, ...) {
  at <- detect_index(.x, Negate(as_mapper(.p)), ...)
  if (at == 0) .x else .x[seq_len(at - 1)]
}
tail_while <- function(.x, .p, ...) {
  at <- detect_index(.x, Negate(as_mapper(.p)), ..., .dir = "backward")
  if (at == 0) .x else .x[seq_len(length(.x) - at) + at]
}

.done <- function(x) inherits(x, "rlang_box_done")
done <- function(x) structure(list(if (missing(x)) NULL else x), class = c("rlang_box_done", "rlang_box"), empty = missing(x))

reduce <- function(.x, .f, ..., .init, .dir = c("forward", "backward")) {
  .f <- as_mapper(.f)
  back <- match.arg(.dir) == "backward"
  n <- length(.x)
  at <- if (back) rev(seq_len(n)) else seq_len(n)
  if (missing(.init)) {
    if (n == 0) rlang::abort("Must supply `.init` when `.x` is empty.")
    state <- .x[[at[[1]]]]
    at <- at[-1]
  } else {
    state <- .init
  }
  for (i in at) {
    result <- if (back) .f(.x[[i]], state, ...) else .f(state, .x[[i]], ...)
    if (.done(result)) return(if (isTRUE(attr(result, "empty"))) state else result[[1]])
    state <- result
  }
  state
}
reduce2 <- function(.x, .y, .f, ..., .init) {
  .f <- as_mapper(.f)
  skip <- if (missing(.init)) 1L else 0L
  if (length(.y) != length(.x) - skip) {
    rlang::abort(paste0("`.y` must have length ", length(.x) - skip, ", not ", length(.y), "."))
  }
  state <- if (skip) .x[[1]] else .init
  for (i in seq_along(.y)) {
    result <- .f(state, .x[[i + skip]], .y[[i]], ...)
    if (.done(result)) return(if (isTRUE(attr(result, "empty"))) state else result[[1]])
    state <- result
  }
  state
}

# What an argument that is not built says.
.refused <- function(value, default, name, fn) {
  if (!identical(value, default)) stop("argument '", name, "' of `", fn, "` is not implemented", call. = FALSE)
}
.simplified <- function(out, .simplify, .ptype) {
  if (identical(.simplify, FALSE)) return(out)
  if (isTRUE(.simplify)) return(list_simplify(out, ptype = .ptype))
  list_simplify(out, strict = FALSE, ptype = .ptype)
}
accumulate <- function(.x, .f, ..., .init, .dir = c("forward", "backward"), .simplify = NA, .ptype = NULL) {
  .f <- as_mapper(.f)
  back <- match.arg(.dir) == "backward"
  n <- length(.x)
  at <- if (back) rev(seq_len(n)) else seq_len(n)
  out <- list()
  named <- names(.x)
  if (missing(.init)) {
    if (n == 0) return(list())
    state <- .x[[at[[1]]]]
    at <- at[-1]
  } else {
    state <- .init
    if (!is.null(named)) named <- if (back) c(named, ".init") else c(".init", named)
  }
  out[1] <- list(state)
  for (i in at) {
    result <- if (back) .f(.x[[i]], state, ...) else .f(state, .x[[i]], ...)
    stopped <- .done(result)
    if (stopped && isTRUE(attr(result, "empty"))) break
    state <- if (stopped) result[[1]] else result
    out[length(out) + 1] <- list(state)
    if (stopped) break
  }
  if (back) out <- rev(out)
  if (!is.null(named)) names(out) <- if (back) rev(rev(named)[seq_along(out)]) else named[seq_along(out)]
  .simplified(out, .simplify, .ptype)
}
accumulate2 <- function(.x, .y, .f, ..., .init, .simplify = NA, .ptype = NULL) {
  .f <- as_mapper(.f)
  skip <- if (missing(.init)) 1L else 0L
  state <- if (skip) .x[[1]] else .init
  out <- list(state)
  for (i in seq_along(.y)) {
    result <- .f(state, .x[[i + skip]], .y[[i]], ...)
    stopped <- .done(result)
    if (stopped && isTRUE(attr(result, "empty"))) break
    state <- if (stopped) result[[1]] else result
    out[length(out) + 1] <- list(state)
    if (stopped) break
  }
  .simplified(out, .simplify, .ptype)
}

flatten <- function(.x) {
  .superseded("flatten()", "list_flatten()")
  do.call(c, lapply(.x, as.list))
}
flatten_dbl <- function(.x) {
  .superseded("flatten_dbl()", "list_c()")
  as.double(unlist(.x))
}
flatten_int <- function(.x) {
  .superseded("flatten_int()", "list_c()")
  as.integer(unlist(.x))
}
flatten_lgl <- function(.x) {
  .superseded("flatten_lgl()", "list_c()")
  as.logical(unlist(.x))
}
flatten_chr <- function(.x) {
  .superseded("flatten_chr()", "list_c()")
  as.character(unlist(.x))
}
flatten_dfr <- function(.x, .id = NULL) {
  .superseded("flatten_dfr()", "list_rbind()")
  dplyr::bind_rows(.x, .id = .id)
}
flatten_df <- flatten_dfr
.all_frames <- function(x, names) {
  fits <- vapply(x, function(v) is.data.frame(v) || is.null(v), NA)
  if (!all(fits)) {
    rlang::abort(paste0("Each element of `x` must be either a data frame or `NULL`.\n\u2139 Elements ",
      paste(which(!fits), collapse = ", "), " are not."), call = parent.frame())
  }
}
list_c <- function(x, ..., ptype = NULL) {
  .refused(ptype, NULL, "ptype", "list_c")
  if (!is.list(x)) rlang::abort(paste0("`x` must be a list, not ", .friendly(x), "."))
  .concatenated(x, "x")
}
list_rbind <- function(x, ..., names_to = rlang::zap(), ptype = NULL) {
  .refused(ptype, NULL, "ptype", "list_rbind")
  .all_frames(x)
  dplyr::bind_rows(x, .id = if (rlang::is_zap(names_to)) NULL else names_to)
}
list_cbind <- function(x, ..., name_repair = "unique", size = NULL) {
  .refused(size, NULL, "size", "list_cbind")
  .all_frames(x)
  named <- names(x)
  if (is.null(named)) dplyr::bind_cols(x, .name_repair = name_repair) else do.call(tibble::tibble, x)
}
list_simplify <- function(x, ..., strict = TRUE, ptype = NULL) {
  .refused(ptype, NULL, "ptype", "list_simplify")
  fits <- vapply(x, function(v) (is.atomic(v) || is.list(v)) && !is.null(v) && (if (is.data.frame(v)) nrow(v) else length(v)) == 1L, NA)
  if (!all(fits)) {
    if (!strict) return(x)
    at <- which(!fits)[[1]]
    rlang::abort(paste0("`x[[", at, "]]` must have size 1, not size ", length(x[[at]]), "."))
  }
  if (length(x) == 0) return(if (strict) NULL else x)
  out <- if (strict) .concatenated(x, "x") else tryCatch(.concatenated(x, "x"), error = function(e) NULL)
  if (is.null(out)) return(x)
  if (!is.data.frame(out)) names(out) <- names(x)
  out
}
list_flatten <- function(x, ..., is_node = NULL, name_spec = "{outer}_{inner}", name_repair = "minimal") {
  is_node <- if (is.null(is_node)) function(v) is.list(v) && (!is.object(v)) else as_mapper(is_node)
  out <- list()
  for (i in seq_along(x)) {
    v <- x[[i]]
    outer <- names(x)[i]
    if (is_node(v)) {
      inner <- names(v)
      if (!is.null(outer) && nzchar(outer)) {
        if (is.null(inner)) inner <- rep("", length(v))
        given <- nzchar(inner)
        inner[given] <- glue::glue_data(list(outer = outer, inner = inner[given]), name_spec)
        inner[!given] <- if (length(v) == 1) outer else if (any(!given)) paste0(outer, "_", seq_along(v))[!given]
        names(v) <- inner
      }
      out <- c(out, v)
    } else {
      out <- c(out, x[i])
    }
  }
  out
}
.is_plain_list <- function(x) is.list(x) && !is.object(x)
list_modify <- function(.x, ..., .is_node = NULL) {
  .refused(.is_node, NULL, ".is_node", "list_modify")
  new <- rlang::list2(...)
  .merge <- function(x, y) {
    keys <- if (is.null(names(y))) seq_along(y) else names(y)
    for (k in seq_along(keys)) {
      key <- keys[[k]]
      v <- y[[k]]
      if (rlang::is_zap(v)) x[[key]] <- NULL
      else if (is.character(key) && !(key %in% names(x)) || is.numeric(key) && key > length(x)) x[key] <- list(v)
      else if (.is_plain_list(v) && .is_plain_list(x[[key]])) x[[key]] <- .merge(x[[key]], v)
      else x[key] <- list(v)
    }
    x
  }
  .merge(.x, new)
}
list_assign <- function(.x, ..., .is_node = NULL) {
  .refused(.is_node, NULL, ".is_node", "list_assign")
  new <- rlang::list2(...)
  keys <- if (is.null(names(new))) seq_along(new) else names(new)
  for (k in seq_along(keys)) {
    if (rlang::is_zap(new[[k]])) .x[[keys[[k]]]] <- NULL else .x[keys[[k]]] <- new[k]
  }
  .x
}
list_merge <- function(.x, ..., .is_node = NULL) {
  .refused(.is_node, NULL, ".is_node", "list_merge")
  new <- rlang::list2(...)
  for (key in names(new)) {
    old <- .x[[key]]
    .x[[key]] <- if (.is_plain_list(old) && .is_plain_list(new[[key]])) do.call(list_merge, c(list(old), new[[key]])) else c(old, new[[key]])
  }
  .x
}
update_list <- function(.x, ...) {
  .superseded("update_list()", "list_modify()")
  list_modify(.x, ...)
}
list_transpose <- function(x, ..., template = NULL, simplify = NA, ptype = NULL, default = NULL) {
  if (length(x) == 0) return(list())
  if (is.null(template)) template <- names(x[[1]])
  if (is.null(template)) template <- seq_along(x[[1]])
  if (is.numeric(template) && length(template) == 1) template <- seq_len(template)
  out <- lapply(template, function(at) {
    other <- if (is.list(default) && is.character(at)) default[[at]] else default
    values <- lapply(x, function(v) .taken(v, list(at), other))
    .simplified(values, if (is.list(simplify)) simplify[[at]] else simplify, ptype)
  })
  if (is.character(template)) names(out) <- template
  out
}
transpose <- function(.l, .names = NULL) {
  keys <- if (is.null(.names)) names(.l[[1]]) else .names
  at <- if (is.null(keys)) seq_along(.l[[1]]) else keys
  out <- lapply(at, function(k) lapply(.l, function(v) v[[k]]))
  names(out) <- keys
  out
}
simplify <- function(.x, .type = NULL) list_simplify(.x, strict = FALSE)
as_vector <- function(.x, .type = NULL) unlist(.x)
prepend <- function(x, values, before = NULL) {
  .superseded("prepend()", "append(after = 0)")
  append(x, values, after = if (is.null(before)) 0 else before - 1)
}
splice <- function(...) {
  .superseded("splice()", "list_flatten()")
  out <- list()
  dots <- list(...)
  for (i in seq_along(dots)) out <- c(out, if (.is_plain_list(dots[[i]])) dots[[i]] else dots[i])
  out
}
cross2 <- function(.x, .y, .filter = NULL) {
  .superseded("cross2()", "tidyr::expand_grid()")
  cross(list(.x, .y), .filter)
}
cross <- function(.l, .filter = NULL) {
  sizes <- vapply(.l, length, 1L)
  out <- lapply(seq_len(prod(sizes)) - 1, function(k) {
    item <- vector("list", length(.l))
    for (j in seq_along(.l)) {
      item[[j]] <- .l[[j]][[k %% sizes[[j]] + 1]]
      k <- k %/% sizes[[j]]
    }
    names(item) <- names(.l)
    item
  })
  if (is.null(.filter)) out else out[!vapply(out, function(v) isTRUE(do.call(.filter, unname(v))), NA)]
}
cross_df <- function(.l, .filter = NULL) {
  .superseded("cross_df()", "tidyr::expand_grid()")
  dplyr::bind_rows(cross(.l, .filter))
}
invoke <- function(.f, .x = NULL, ..., .env = NULL) {
  .superseded("invoke()", "exec()")
  do.call(.f, c(as.list(.x), list(...)))
}
rerun <- function(.n, ...) {
  .superseded("rerun()", "map()")
  code <- substitute(...())
  frame <- parent.frame()
  lapply(seq_len(.n), function(i) {
    values <- lapply(code, eval, frame)
    if (length(values) == 1 && is.null(names(values))) values[[1]] else values
  })
}
rep_along <- function(along, x) rep_len(x, length(along))
list_along <- function(x) vector("list", length(x))
rdunif <- function(n, b, a = 1) {
  .superseded("rdunif()", "sample()")
  sample(b - a + 1, n, replace = TRUE) + a - 1
}
rbernoulli <- function(n, p = 0.5) {
  .superseded("rbernoulli()", "rbinom()")
  stats::runif(n) > (1 - p)
}

partial <- function(.f, ...) {
  name <- substitute(.f)
  code <- as.list(substitute(list(...)))[-1]
  frame <- parent.frame()
  force(.f)
  gap <- vapply(code, function(v) is.symbol(v) && identical(as.character(v), ""), NA)
  fixed <- code[!gap]
  call <- as.call(c(if (is.symbol(name)) name else quote(.f), fixed, quote(...)))
  run <- as.call(c(.f, fixed, quote(...)))
  fn <- function(...) NULL
  body(fn) <- run
  environment(fn) <- frame
  structure(fn, class = c("purrr_function_partial", "function"), shown = call)
}
print.purrr_function_partial <- function(x, ...) {
  cat("<partialised>\nfunction (...) \n")
  print(attr(x, "shown"))
  invisible(x)
}
.S3method("print", "purrr_function_partial", print.purrr_function_partial)

compose <- function(..., .dir = c("backward", "forward")) {
  fns <- lapply(rlang::list2(...), as_mapper)
  if (match.arg(.dir) == "backward") fns <- rev(fns)
  function(...) {
    out <- fns[[1]](...)
    for (f in fns[-1]) out <- f(out)
    out
  }
}
negate <- function(.p) {
  .p <- as_mapper(.p)
  function(...) !.p(...)
}
safely <- function(.f, otherwise = NULL, quiet = TRUE) {
  .f <- as_mapper(.f)
  force(otherwise)
  function(...) {
    tryCatch(list(result = .f(...), error = NULL), error = function(e) {
      if (!quiet) message("Error: ", conditionMessage(e))
      list(result = otherwise, error = e)
    })
  }
}
possibly <- function(.f, otherwise = NULL, quiet = TRUE) {
  .f <- as_mapper(.f)
  force(otherwise)
  function(...) {
    tryCatch(.f(...), error = function(e) {
      if (!quiet) message("Error: ", conditionMessage(e))
      otherwise
    })
  }
}
quietly <- function(.f) {
  .f <- as_mapper(.f)
  function(...) {
    warnings <- character()
    messages <- character()
    result <- NULL
    output <- utils::capture.output(
      result <- withCallingHandlers(.f(...),
        warning = function(w) {
          warnings <<- c(warnings, conditionMessage(w))
          invokeRestart("muffleWarning")
        },
        message = function(m) {
          messages <<- c(messages, conditionMessage(m))
          invokeRestart("muffleMessage")
        }))
    list(result = result, output = paste0(output, collapse = "\n"), warnings = warnings, messages = messages)
  }
}
auto_browse <- function(.f) stop("`auto_browse()` is not implemented")
slowly <- function(f, rate = rate_delay(), quiet = TRUE) {
  .refused(quiet, TRUE, "quiet", "slowly")
  if (rate$pause > 0) stop("`slowly()` cannot wait: use `rate = rate_delay(0)`", call. = FALSE)
  as_mapper(f)
}
rate_delay <- function(pause = 1, max_times = Inf) {
  structure(list(pause = pause, max_times = max_times), class = c("purrr_rate_delay", "purrr_rate"))
}
insistently <- function(f, rate = rate_delay(max_times = 3), quiet = TRUE) {
  f <- as_mapper(f)
  if (rate$pause > 0) stop("`insistently()` cannot wait: use `rate = rate_delay(0, max_times = 3)`", call. = FALSE)
  function(...) {
    for (k in seq_len(rate$max_times)) {
      out <- tryCatch(list(f(...)), error = function(e) {
        if (!quiet) message("Error: ", conditionMessage(e))
        NULL
      })
      if (!is.null(out)) return(out[[1]])
    }
    rlang::abort(paste0("Request failed after ", rate$max_times, " attempts."))
  }
}
.friendly <- function(x) {
  if (is.character(x)) "a character vector" else if (is.double(x)) "a double vector"
  else if (is.integer(x)) "an integer vector" else if (is.logical(x)) "a logical vector" else paste0("a <", class(x)[[1]], "> object")
}
