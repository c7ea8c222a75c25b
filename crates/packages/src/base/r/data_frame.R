# Data frames: making them, their rows and columns, merging and reshaping.

data.frame <- function(..., row.names = NULL, check.rows = FALSE, check.names = TRUE,
                       fix.empty.names = TRUE, stringsAsFactors = FALSE) {
  code <- as.list(substitute(list(...)))[-1L]
  values <- list(...)
  n <- length(values)
  row.index <- if (!missing(row.names) && length(row.names) == 1L && n > 0L) row.names
  if (n < 1L) {
    out <- structure(list(), names = character())
    rn <- if (is.null(row.names)) integer() else row.names
    attr(out, "row.names") <- if (is.integer(rn)) rn else as.character(rn)
    class(out) <- "data.frame"
    return(out)
  }
  given <- names(values)
  if (is.null(given)) given <- rep("", n)
  cols <- list()
  nms <- character()
  rows <- integer()
  rn <- NULL
  for (i in seq_len(n)) {
    v <- values[[i]]
    xi <- if (is.character(v) || is.list(v)) as.data.frame(v, optional = TRUE, stringsAsFactors = stringsAsFactors)
      else as.data.frame(v, optional = TRUE)
    nr <- .row_names_info(xi, 2L)
    ni <- names(xi)
    if (length(xi) > 0L || nr > 0L) {
      if (is.null(rn) && nr > 0L && .row_names_info(xi) > 0L &&
          !(is.matrix(v) && is.null(rownames(v)))) {
        cand <- attr(xi, "row.names")
        if (is.character(cand) && !anyDuplicated(cand)) rn <- list(cand, i)
      }
    }
    if (length(xi) == 0L) next
    has.names <- is.matrix(v) && !is.null(colnames(v)) || is.list(v)
    if (length(xi) == 1L && !(is.list(v) && nzchar(given[i]) && length(v) == 1L && FALSE)) {
      if (nzchar(given[i])) {
        newn <- given[i]
      } else if (has.names && length(ni) && nzchar(ni[1L])) {
        newn <- ni
      } else {
        newn <- if (fix.empty.names) paste(deparse(code[[i]]), collapse = "")[1L] else ""
        if (inherits(v, "AsIs") && is.call(code[[i]]) && identical(code[[i]][[1L]], quote(I)))
          newn <- paste(deparse(code[[i]][[2L]]), collapse = "")
      }
    } else {
      bare <- is.matrix(v) && is.null(colnames(v))
      newn <- if (bare) seq_along(xi) else if (length(ni)) ni else paste0("V", seq_along(xi))
      if (nzchar(given[i])) newn <- paste(given[i], newn, sep = ".")
      else if (bare)
        newn <- paste0("X", seq_along(xi))
    }
    cols <- c(cols, unclass(.plain_list(xi)))
    nms <- c(nms, newn)
    rows <- c(rows, rep(nr, length(xi)))
  }
  nr <- if (length(rows)) max(rows) else 0L
  for (k in seq_along(cols)) {
    if (rows[k] < nr) {
      if (rows[k] > 0L && nr %% rows[k] == 0L && length(dim(cols[[k]])) != 2L) {
        xk <- cols[[k]]
        cols[[k]] <- if (is.vector(xk) || is.factor(xk)) rep(xk, length.out = nr) else rep(xk, length.out = nr)
      } else
        stop(gettextf("arguments imply differing number of rows: %s", paste(unique(rows), collapse = ", ")),
             domain = NA)
    }
  }
  if (check.names) nms <- make.names(nms, unique = TRUE)
  names(cols) <- nms
  rnames <- NULL
  if (!is.null(row.index) && (is.character(row.index) || is.numeric(row.index)) && nr != 1L) {
    k <- if (is.character(row.index)) match(row.index, nms) else row.index
    if (is.na(k)) stop("row names supplied are of the wrong length")
    rnames <- as.character(cols[[k]])
    cols <- cols[-k]
  } else if (!is.null(row.names)) {
    if (length(row.names) != nr && length(cols)) stop("row names supplied are of the wrong length")
    rnames <- row.names
  } else if (!is.null(rn) && missing(row.names) && length(rn[[1L]]) == nr) {
    rnames <- rn[[1L]]
  }
  if (is.null(rnames)) rnames <- .set_row_names(nr)
  else {
    if (is.object(rnames) || !is.integer(rnames)) rnames <- as.character(rnames)
    if (anyNA(rnames)) stop("row names contain missing values")
    if (anyDuplicated(rnames))
      stop(gettextf("duplicate row.names: %s", paste(unique(rnames[duplicated(rnames)]), collapse = ", ")), domain = NA)
  }
  attr(cols, "row.names") <- rnames
  attr(cols, "class") <- "data.frame"
  cols
}

.plain_list <- function(x) {
  attr(x, "row.names") <- NULL
  class(x) <- NULL
  x
}

.set_row_names <- function(n) if (n > 0) c(NA_integer_, -n) else integer()

.row_names_info <- function(x, type = 1L) {
  n <- .frame_rows(x)
  auto <- .automatic_rows(x)
  if (type == 2L) n else if (type == 1L) (if (auto) -n else n) else attr(x, "row.names")
}

as.data.frame <- function(x, row.names = NULL, optional = FALSE, ...) {
  if (is.null(x)) return(as.data.frame(list()))
  UseMethod("as.data.frame")
}
as.data.frame.default <- function(x, ...)
  stop(gettextf("cannot coerce class %s to a data.frame", sQuote(deparse(class(x))[1L])), domain = NA)
as.data.frame.data.frame <- function(x, row.names = NULL, ...) {
  cl <- oldClass(x)
  i <- match("data.frame", cl)
  if (i > 1L) class(x) <- cl[-(1L:(i - 1L))]
  if (!is.null(row.names)) {
    nr <- .row_names_info(x, 2L)
    if (length(row.names) == nr) attr(x, "row.names") <- row.names
    else stop(sprintf("invalid 'row.names', length %d for a data frame with %d rows", length(row.names), nr))
  }
  x
}
as.data.frame.list <- function(x, row.names = NULL, optional = FALSE, ..., cut.names = FALSE,
                               col.names = names(x), fix.empty.names = TRUE, new.names = !missing(col.names),
                               check.names = !optional, stringsAsFactors = FALSE) {
  new.nms <- !missing(col.names)
  if (length(x) == 0L) return(data.frame(row.names = row.names))
  x <- unclass(x)
  attr(x, "row.names") <- NULL
  if (new.nms) names(x) <- col.names
  if (is.null(names(x))) {
    out <- do.call(data.frame, c(unname(x), list(check.names = check.names, stringsAsFactors = stringsAsFactors)))
    return(out)
  }
  args <- c(x, list(row.names = row.names, check.names = check.names, fix.empty.names = fix.empty.names,
                    stringsAsFactors = stringsAsFactors))
  clash <- names(x) %in% c("row.names", "check.rows", "check.names", "fix.empty.names", "stringsAsFactors")
  if (any(clash)) {
    keep <- names(x)
    names(args)[which(clash)] <- paste0("..adj..", keep[clash])
    out <- do.call(data.frame, args)
    names(out)[match(paste0("..adj..", keep[clash]), names(out))] <- keep[clash]
    return(out)
  }
  do.call(data.frame, args)
}
as.data.frame.vector <- function(x, row.names = NULL, optional = FALSE, ..., nm = deparse1(substitute(x))) {
  force(nm)
  n <- length(x)
  if (is.null(row.names)) {
    if (n == 0L) row.names <- character()
    else if (length(rn <- names(x)) == n && !anyDuplicated(rn) && !anyNA(rn)) row.names <- rn
    else row.names <- .set_row_names(n)
  }
  if (!is.null(names(x))) names(x) <- NULL
  value <- list(x)
  if (!optional) names(value) <- nm
  structure(value, row.names = row.names, class = "data.frame")
}
as.data.frame.numeric <- as.data.frame.vector
as.data.frame.integer <- as.data.frame.vector
as.data.frame.double <- as.data.frame.vector
as.data.frame.logical <- as.data.frame.vector
as.data.frame.complex <- as.data.frame.vector
as.data.frame.factor <- as.data.frame.vector
as.data.frame.ordered <- as.data.frame.vector
as.data.frame.raw <- as.data.frame.vector
as.data.frame.Date <- as.data.frame.vector
as.data.frame.POSIXct <- as.data.frame.vector
as.data.frame.difftime <- as.data.frame.vector
as.data.frame.noquote <- as.data.frame.vector
as.data.frame.numeric_version <- as.data.frame.vector
as.data.frame.POSIXlt <- function(x, row.names = NULL, optional = FALSE, ...) {
  value <- as.data.frame.POSIXct(as.POSIXct(x), row.names, optional, ...)
  if (!optional) names(value) <- deparse1(substitute(x))
  value
}
as.data.frame.character <- function(x, ..., stringsAsFactors = FALSE) {
  force(nm <- deparse1(substitute(x)))
  if (stringsAsFactors) x <- factor(x)
  if (!("nm" %in% ...names())) as.data.frame.vector(x, ..., nm = nm)
  else as.data.frame.vector(x, ...)
}
as.data.frame.AsIs <- function(x, row.names = NULL, optional = FALSE, ..., nm = deparse1(substitute(x))) {
  if (length(dim(x)) == 2L) return(as.data.frame.model.matrix(x, row.names, optional, nm = nm))
  value <- as.data.frame.vector(x, row.names, TRUE)
  if (is.list(x) && is.null(row.names)) attr(value, "row.names") <- .set_row_names(length(x))
  if (!optional) names(value) <- nm
  value
}
as.data.frame.model.matrix <- function(x, row.names = NULL, optional = FALSE, ..., nm = deparse1(substitute(x))) {
  force(nm)
  n <- nrow(x)
  rn <- if (is.null(row.names)) rownames(x) else row.names
  if (is.null(rn)) rn <- .set_row_names(n)
  value <- list(x)
  if (!optional) names(value) <- nm
  structure(value, row.names = rn, class = "data.frame")
}
as.data.frame.matrix <- function(x, row.names = NULL, optional = FALSE, make.names = TRUE, ...,
                                 stringsAsFactors = FALSE) {
  d <- dim(x)
  nr <- d[[1L]]
  nc <- d[[2L]]
  rn <- if (is.null(row.names)) rownames(x) else row.names
  cn <- colnames(x)
  value <- vector("list", nc)
  x <- unclass(x)
  for (j in seq_len(nc)) {
    col <- as.vector(x[, j])
    value[[j]] <- if (is.character(col) && stringsAsFactors) factor(col) else col
  }
  if (length(cn) == nc) names(value) <- cn
  else if (!optional) names(value) <- if (nc) paste0("V", seq_len(nc)) else character()
  if (is.null(rn) || length(rn) != nr || anyDuplicated(rn)) rn <- .set_row_names(nr)
  attr(value, "row.names") <- rn
  class(value) <- "data.frame"
  value
}
as.data.frame.array <- function(x, row.names = NULL, optional = FALSE, ...) {
  d <- dim(x)
  if (length(d) == 1L) {
    value <- as.data.frame.vector(drop(x), row.names, optional, ...)
    if (!optional) names(value) <- deparse1(substitute(x))
    value
  } else if (length(d) == 2L) as.data.frame.matrix(x, row.names, optional, ...)
  else {
    dn <- dimnames(x)
    dim(x) <- c(d[1L], prod(d[-1L]))
    if (!is.null(dn)) {
      if (length(dn[[1L]])) rownames(x) <- dn[[1L]]
      for (i in 2L:length(d)) if (is.null(dn[[i]])) dn[[i]] <- seq_len(d[i])
      colnames(x) <- interaction(expand.grid(dn[-1L]))
    }
    as.data.frame.matrix(x, row.names, optional, ...)
  }
}
as.data.frame.table <- function(x, row.names = NULL, ..., responseName = "Freq",
                                stringsAsFactors = TRUE, sep = "", base = list(LETTERS)) {
  dn <- dimnames(x)
  d <- dim(x)
  if (is.null(dn)) dn <- lapply(d, function(n) make.unique(rep_len(LETTERS, n), sep = ""))
  nms <- names(dn)
  if (is.null(nms)) nms <- rep("", length(dn))
  nms[!nzchar(nms)] <- paste0("Var", seq_along(dn))[!nzchar(nms)]
  for (k in seq_along(dn)) if (is.null(dn[[k]])) dn[[k]] <- make.unique(rep_len(LETTERS, d[k]), sep = "")
  names(dn) <- nms
  out <- expand.grid(dn, KEEP.OUT.ATTRS = FALSE, stringsAsFactors = stringsAsFactors)
  out[[responseName]] <- as.vector(unclass(x))
  if (!is.null(row.names)) attr(out, "row.names") <- row.names
  out
}

as.matrix <- function(x, ...) UseMethod("as.matrix")
as.matrix.default <- function(x, ...) {
  if (is.matrix(x)) x
  else array(x, c(length(x), 1L), if (!is.null(names(x))) list(names(x), NULL) else NULL)
}
as.matrix.data.frame <- function(x, rownames.force = NA, ...) {
  d <- dim(x)
  rn <- if (isTRUE(rownames.force) || (is.na(rownames.force) && .row_names_info(x) > 0L)) row.names(x)
  dn <- names(x)
  if (any(d == 0L)) return(array(NA, dim = d, dimnames = list(rn, dn)))
  numeric <- TRUE
  logical <- TRUE
  text <- FALSE
  listy <- FALSE
  cols <- unclass(x)
  attr(cols, "row.names") <- NULL
  collab <- list()
  for (j in seq_along(cols)) {
    xj <- cols[[j]]
    if (is.data.frame(xj)) xj <- cols[[j]] <- as.matrix(xj)
    collab[[j]] <- if (length(dim(xj)) == 2L && ncol(xj) > 0L)
      paste(dn[j], if (is.null(colnames(xj))) seq_len(ncol(xj)) else colnames(xj), sep = ".")
      else dn[j]
    if (!is.logical(xj)) logical <- FALSE
    if (is.character(xj) || is.factor(xj) || inherits(xj, c("Date", "POSIXct", "POSIXlt", "difftime")) && FALSE) text <- TRUE
    else if (is.list(xj) && !is.object(xj)) listy <- TRUE
    else if (is.object(xj) && (inherits(xj, c("Date", "POSIXct", "POSIXlt")))) text <- TRUE
    if (!(is.numeric(xj) || is.logical(xj) || is.complex(xj) || inherits(xj, "difftime"))) numeric <- FALSE
  }
  if (listy) {
    cols <- lapply(cols, as.list)
    out <- unlist(cols, recursive = FALSE, use.names = FALSE)
  } else if (!numeric) {
    cols <- lapply(cols, function(xj) {
      if (is.character(xj)) xj
      else if (is.logical(xj)) as.character(xj)
      else {
        miss <- is.na(xj)
        xj <- if (is.factor(xj) || is.object(xj)) as.vector(if (is.factor(xj)) as.character(xj) else format(xj)) else format(xj)
        is.na(xj) <- miss
        xj
      }
    })
    out <- unlist(cols, recursive = FALSE, use.names = FALSE)
  } else {
    cols <- lapply(cols, function(xj) if (is.object(xj)) unclass(xj) else xj)
    out <- unlist(cols, recursive = FALSE, use.names = FALSE)
  }
  dim(out) <- c(d[1L], length(out) / d[1L])
  nm <- unlist(collab, use.names = FALSE)
  if (is.null(rn) && !isFALSE(rownames.force) && FALSE) rn <- row.names(x)
  dimnames(out) <- list(rn, nm)
  out
}
data.matrix <- function(frame, rownames.force = NA) {
  if (!is.data.frame(frame)) return(as.matrix(frame))
  cols <- lapply(frame, function(x) {
    if (is.character(x)) x <- factor(x)
    if (is.factor(x)) as.integer(x) else if (is.logical(x) || is.integer(x)) as.integer(x) else as.numeric(x)
  })
  rn <- if (isTRUE(rownames.force) || (is.na(rownames.force) && .row_names_info(frame) > 0L)) row.names(frame)
  out <- unlist(cols, use.names = FALSE)
  dim(out) <- dim(frame)
  dimnames(out) <- list(rn, names(frame))
  out
}

row.names <- function(x) UseMethod("row.names")
row.names.default <- function(x) if (!is.null(dim(x))) rownames(x)
row.names.data.frame <- function(x) as.character(attr(x, "row.names"))
`row.names<-` <- function(x, value) UseMethod("row.names<-")
`row.names<-.default` <- function(x, value) `rownames<-`(x, value)
`row.names<-.data.frame` <- function(x, value) {
  n <- .row_names_info(x, 2L)
  if (is.null(value)) {
    attr(x, "row.names") <- .set_row_names(n)
    return(x)
  }
  if (is.object(value) || !is.integer(value)) value <- as.character(value)
  if (n == 0L && length(value) > 0L && length(x) == 0L) {
    attr(x, "row.names") <- value
    return(x)
  }
  if (length(value) != n) stop("invalid 'row.names' length")
  if (anyDuplicated(value)) {
    nonuniq <- sort(unique(value[duplicated(value)]))
    warning(ngettext(length(nonuniq), sprintf("non-unique value when setting 'row.names': %s", sQuote(nonuniq[1L])),
                     sprintf("non-unique values when setting 'row.names': %s", paste(sQuote(nonuniq), collapse = ", "))),
            domain = NA, call. = FALSE)
    stop("duplicate 'row.names' are not allowed")
  }
  if (anyNA(value)) stop("missing values in 'row.names' are not allowed")
  attr(x, "row.names") <- value
  x
}
rownames <- function(x, do.NULL = TRUE, prefix = "row") {
  if (is.data.frame(x) && do.NULL) return(row.names(x))
  dn <- dimnames(x)
  if (!is.null(dn[[1L]])) dn[[1L]]
  else if (do.NULL) NULL
  else {
    nr <- NROW(x)
    if (nr > 0L) paste0(prefix, seq_len(nr)) else character()
  }
}
colnames <- function(x, do.NULL = TRUE, prefix = "col") {
  if (is.data.frame(x) && do.NULL) return(names(x))
  dn <- dimnames(x)
  if (length(dn) > 1L && !is.null(dn[[2L]])) dn[[2L]]
  else if (do.NULL) NULL
  else {
    nc <- NCOL(x)
    if (nc > 0L) paste0(prefix, seq_len(nc)) else character()
  }
}
`rownames<-` <- function(x, value) {
  if (is.data.frame(x)) {
    row.names(x) <- value
    return(x)
  }
  dn <- dimnames(x)
  if (is.null(dn)) {
    if (is.null(value)) return(x)
    if ((nd <- length(dim(x))) < 1L)
      stop("attempt to set 'rownames' on an object with no dimensions")
    dn <- vector("list", nd)
  }
  if (is.null(value)) dn[1L] <- list(NULL)
  else dn[[1L]] <- as.character(value)
  dimnames(x) <- if (all(vapply(dn, is.null, NA)) && is.null(names(dn))) NULL else dn
  x
}
`colnames<-` <- function(x, value) {
  if (is.data.frame(x)) {
    names(x) <- value
    return(x)
  }
  dn <- dimnames(x)
  if (is.null(dn)) {
    if (is.null(value)) return(x)
    if ((nd <- length(dim(x))) < 2L)
      stop("attempt to set 'colnames' on an object with less than two dimensions")
    dn <- vector("list", nd)
  }
  if (is.null(value)) dn[2L] <- list(NULL)
  else dn[[2L]] <- as.character(value)
  dimnames(x) <- if (all(vapply(dn, is.null, NA)) && is.null(names(dn))) NULL else dn
  x
}
`dimnames<-.data.frame` <- function(x, value) {
  if (!is.list(value) || length(value) != 2L) stop("invalid 'dimnames' given for data frame")
  row.names(x) <- value[[1L]]
  names(x) <- as.character(value[[2L]])
  x
}
provideDimnames <- function(x, sep = "", base = list(LETTERS), unique = TRUE) {
  dx <- dim(x)
  dnx <- dimnames(x)
  if (is.null(dnx)) dnx <- vector("list", length(dx))
  for (i in which(vapply(dnx, is.null, NA))) {
    b <- base[[1L + (i - 1L) %% length(base)]]
    nm <- rep_len(b, dx[i])
    dnx[[i]] <- if (unique) make.unique(nm, sep = sep) else nm
  }
  dimnames(x) <- dnx
  x
}
nrow <- function(x) dim(x)[1L]
ncol <- function(x) dim(x)[2L]
NROW <- function(x) if (length(d <- dim(x))) d[1L] else length(x)
NCOL <- function(x) if (length(d <- dim(x)) > 1L) d[2L] else 1L

I <- function(x) {
  cl <- oldClass(x)
  if (!("AsIs" %in% cl)) class(x) <- c("AsIs", cl)
  x
}
`[.AsIs` <- function(x, i, ...) {
  y <- NextMethod("[")
  class(y) <- oldClass(x)
  y
}

cbind.data.frame <- function(..., deparse.level = 1) {
  if (!identical(deparse.level, 1)) .NotYetUsed("deparse.level != 1")
  data.frame(..., check.names = FALSE)
}

t.data.frame <- function(x) {
  x <- as.matrix(x)
  dn <- dimnames(x)
  if (!is.null(dn)) t(x) else t(x)
}

unique.data.frame <- function(x, incomparables = FALSE, fromLast = FALSE, ...) {
  if (!isFALSE(incomparables)) stop("'incomparables != FALSE' of unique.data.frame is not implemented")
  x[!duplicated(x, fromLast = fromLast), , drop = FALSE]
}
.row_keys <- function(x) {
  if (length(x) == 0L) return(integer(.row_names_info(x, 2L)))
  keys <- NULL
  for (col in unclass(.plain_list(x))) {
    if (length(dim(col)) == 2L) {
      k <- do.call(paste, c(lapply(seq_len(ncol(col)), function(j) col[, j]), sep = "\r"))
    } else k <- if (is.factor(col)) as.integer(col) else col
    k <- match(k, unique(k))
    keys <- if (is.null(keys)) k else {
      both <- keys * (max(k) + 1) + k
      match(both, unique(both))
    }
  }
  keys
}
duplicated.data.frame <- function(x, incomparables = FALSE, fromLast = FALSE, ...) {
  if (!isFALSE(incomparables)) stop("'incomparables != FALSE' of duplicated.data.frame is not implemented")
  duplicated(.row_keys(x), fromLast = fromLast)
}
anyDuplicated.data.frame <- function(x, incomparables = FALSE, fromLast = FALSE, ...)
  anyDuplicated(.row_keys(x), fromLast = fromLast)
.array_keys <- function(x, MARGIN) {
  m <- aperm(x, c(MARGIN, seq_along(dim(x))[-MARGIN]))
  dim(m) <- c(prod(dim(x)[MARGIN]), length(x) / prod(dim(x)[MARGIN]))
  apply(m, 1L, function(r) paste(if (is.double(r)) format(r, digits = 17) else r, collapse = "\r"))
}
unique.matrix <- function(x, incomparables = FALSE, MARGIN = 1, fromLast = FALSE, ...) {
  if (!isFALSE(incomparables)) stop("'incomparables != FALSE' of unique.matrix is not implemented")
  keep <- !duplicated(.array_keys(x, MARGIN), fromLast = fromLast)
  if (MARGIN == 1L) x[keep, , drop = FALSE] else x[, keep, drop = FALSE]
}
unique.array <- unique.matrix
duplicated.matrix <- function(x, incomparables = FALSE, MARGIN = 1L, fromLast = FALSE, ...) {
  if (identical(MARGIN, 0L)) return(duplicated(as.vector(x), fromLast = fromLast))
  duplicated(.array_keys(x, MARGIN), fromLast = fromLast)
}
duplicated.array <- duplicated.matrix
anyDuplicated.matrix <- function(x, incomparables = FALSE, MARGIN = 1L, fromLast = FALSE, ...)
  anyDuplicated(.array_keys(x, MARGIN), fromLast = fromLast)
anyDuplicated.array <- anyDuplicated.matrix

is.na.data.frame <- function(x) {
  out <- vapply(unclass(.plain_list(x)), function(v) is.na(v), logical(.row_names_info(x, 2L)))
  if (!is.matrix(out)) out <- matrix(out, nrow = .row_names_info(x, 2L))
  dimnames(out) <- list(if (.row_names_info(x) > 0L) row.names(x), names(x))
  out
}
`is.na<-` <- function(x, value) UseMethod("is.na<-")
`is.na<-.default` <- function(x, value) {
  x[value] <- NA
  x
}

head <- function(x, ...) UseMethod("head")
tail <- function(x, ...) UseMethod("tail")
.head_count <- function(n, len) if (n < 0L) max(len + n, 0L) else min(n, len)
head.default <- function(x, n = 6L, ...) {
  if (!is.null(dim(x))) return(head.matrix(x, n, ...))
  x[seq_len(.head_count(n[1L], length(x)))]
}
.head_frame <- function(x, n, tail = FALSE, keepnums = TRUE) {
  d <- dim(x)
  n <- rep_len(c(n, rep(NA, length(d)))[seq_along(d)], length(d))
  sel <- lapply(seq_along(d), function(k) {
    if (is.na(n[k])) return(seq_len(d[k]))
    m <- .head_count(n[k], d[k])
    if (tail) seq.int(to = d[k], length.out = m) else seq_len(m)
  })
  call <- as.call(c(list(as.name("["), quote(x)), lapply(seq_along(d), function(k) if (is.na(n[k])) quote(expr = ) else sel[[k]]), list(drop = FALSE)))
  list(eval(call), sel)
}
head.data.frame <- function(x, n = 6L, ...) .head_frame(x, n)[[1L]]
head.matrix <- function(x, n = 6L, ...) .head_frame(x, n)[[1L]]
head.array <- head.matrix
head.function <- function(x, n = 6L, ...) head.matrix(as.matrix(deparse(x)), n = n)
tail.default <- function(x, n = 6L, keepnums = FALSE, addrownums, ...) {
  if (!is.null(dim(x))) return(tail.matrix(x, n, ...))
  len <- length(x)
  m <- .head_count(n[1L], len)
  x[seq.int(to = len, length.out = m)]
}
tail.data.frame <- function(x, n = 6L, keepnums = FALSE, addrownums, ...) .head_frame(x, n, TRUE)[[1L]]
tail.matrix <- function(x, n = 6L, keepnums = TRUE, addrownums, ...) {
  if (!missing(addrownums)) keepnums <- addrownums
  out <- .head_frame(x, n, TRUE)
  ans <- out[[1L]]
  if (keepnums && length(dim(x)) == 2L) {
    if (is.null(rownames(x)) && nrow(ans) && nrow(x) && !is.na(n[1L]))
      rownames(ans) <- format(paste0("[", out[[2L]][[1L]], ",]"), justify = "right")
    if (length(n) > 1L && !is.na(n[2L]) && is.null(colnames(x)) && ncol(ans))
      colnames(ans) <- format(paste0("[,", out[[2L]][[2L]], "]"), justify = "right")
  }
  ans
}
tail.array <- tail.matrix

subset <- function(x, ...) UseMethod("subset")
subset.default <- function(x, subset, ...) {
  if (!is.logical(subset)) stop("'subset' must be logical")
  x[subset & !is.na(subset)]
}
subset.data.frame <- function(x, subset, select, drop = FALSE, ...) {
  r <- if (missing(subset)) rep_len(TRUE, nrow(x)) else {
    r <- eval(substitute(subset), x, parent.frame())
    if (!is.logical(r)) stop("'subset' must be logical")
    r & !is.na(r)
  }
  vars <- if (missing(select)) rep_len(TRUE, ncol(x)) else {
    nl <- as.list(seq_along(x))
    names(nl) <- names(x)
    eval(substitute(select), nl, parent.frame())
  }
  x[r, vars, drop = drop]
}
subset.matrix <- function(x, subset, select, drop = FALSE, ...) {
  vars <- if (missing(select)) TRUE else {
    nl <- as.list(1L:ncol(x))
    names(nl) <- colnames(x)
    eval(substitute(select), nl, parent.frame())
  }
  if (missing(subset)) subset <- TRUE
  else if (!is.logical(subset)) stop("'subset' must be logical")
  x[subset & !is.na(subset), vars, drop = drop]
}
transform <- function(`_data`, ...) UseMethod("transform")
transform.data.frame <- function(`_data`, ...) {
  e <- eval(substitute(list(...)), `_data`, parent.frame())
  tags <- names(e)
  if (length(e) && is.null(tags)) stop("arguments must be named")
  at <- match(tags, names(`_data`))
  old <- !is.na(at)
  if (any(old)) {
    `_data`[at[old]] <- e[old]
    `_data` <- data.frame(`_data`, check.names = FALSE)
  }
  if (!all(old)) do.call("data.frame", c(list(`_data`), e[!old])) else `_data`
}
transform.default <- function(`_data`, ...) transform.data.frame(data.frame(`_data`), ...)
with <- function(data, expr, ...) UseMethod("with")
with.default <- function(data, expr, ...) eval(substitute(expr), data, enclos = parent.frame())
within <- function(data, expr, ...) UseMethod("within")
within.data.frame <- function(data, expr, ...) {
  parent <- parent.frame()
  e <- evalq(environment(), data, parent)
  eval(substitute(expr), e)
  vars <- as.list(e, all.names = TRUE)
  vars <- vars[!vapply(vars, is.null, NA)]
  nl <- names(vars)
  del <- setdiff(names(data), nl)
  old <- intersect(names(data), nl)
  new <- rev(setdiff(nl, names(data)))
  for (n in old) data[[n]] <- vars[[n]]
  for (n in new) data[[n]] <- vars[[n]]
  for (n in del) data[[n]] <- NULL
  data
}
within.list <- function(data, expr, keepAttrs = TRUE, ...) {
  parent <- parent.frame()
  e <- evalq(environment(), data, parent)
  eval(substitute(expr), e)
  vars <- as.list(e, all.names = TRUE)
  nl <- names(vars)
  del <- setdiff(names(data), nl)
  new <- rev(setdiff(nl, names(data)))
  for (n in c(intersect(names(data), nl), new)) data[[n]] <- vars[[n]]
  for (n in del) data[[n]] <- NULL
  data
}

expand.grid <- function(..., KEEP.OUT.ATTRS = TRUE, stringsAsFactors = TRUE) {
  args <- list(...)
  if (length(args) == 1L && is.list(a1 <- args[[1L]])) args <- a1
  nargs <- length(args)
  if (nargs == 0L) return(as.data.frame(list()))
  nmc <- paste0("Var", seq_len(nargs))
  nm <- names(args)
  if (is.null(nm)) nm <- nmc
  else nm[!nzchar(nm)] <- nmc[!nzchar(nm)]
  names(args) <- nm
  args <- args[seq_len(nargs)]
  d <- lengths(args)
  total <- prod(d)
  res <- vector("list", nargs)
  names(res) <- nm
  rep.fac <- 1L
  labels <- list()
  for (i in seq_len(nargs)) {
    x <- args[[i]]
    n <- length(x)
    if (KEEP.OUT.ATTRS)
      labels[[nm[i]]] <- paste0(nm[i], "=", if (is.numeric(x)) format(x) else x)
    if (stringsAsFactors && is.character(x)) x <- factor(x, levels = unique(x))
    res[[i]] <- x[rep(rep(seq_len(n), each = rep.fac), length.out = total)]
    rep.fac <- rep.fac * n
  }
  if (KEEP.OUT.ATTRS) attr(res, "out.attrs") <- list(dim = d, dimnames = labels)
  rn <- .set_row_names(as.integer(total))
  structure(res, class = "data.frame", row.names = rn)
}

Ops.data.frame <- function(e1, e2 = NULL) {
  unary <- nargs() == 1L
  FUN <- get(.Generic, mode = "function")
  lclass <- is.data.frame(e1)
  rclass <- !unary && is.data.frame(e2)
  value <- list()
  if (unary) {
    value <- lapply(unclass(.plain_list(e1)), FUN)
    template <- e1
  } else {
    if (lclass && rclass) {
      if (any(dim(e1) != dim(e2)))
        stop(gettextf("%s only defined for equally-sized data frames", sQuote(.Generic)), domain = NA)
      template <- e1
      p1 <- unclass(.plain_list(e1))
      p2 <- unclass(.plain_list(e2))
    } else {
      template <- if (lclass) e1 else e2
      other <- if (lclass) e2 else e1
      nr <- .row_names_info(template, 2L)
      nc <- length(template)
      split.other <- if (is.list(other)) rep_len(other, nc) else {
        if (length(dim(other)) == 2L && !identical(dim(other), c(nr, nc)))
          stop("dims do not match")
        if (length(other) <= 1L) rep_len(list(other), nc)
        else {
          all <- rep_len(as.vector(other), nr * nc)
          lapply(seq_len(nc), function(j) all[seq.int((j - 1L) * nr + 1L, length.out = nr)])
        }
      }
      if (lclass) {
        p1 <- unclass(.plain_list(e1))
        p2 <- split.other
      } else {
        p1 <- split.other
        p2 <- unclass(.plain_list(e2))
      }
    }
    for (j in seq_along(template)) value[[j]] <- FUN(p1[[j]], p2[[j]])
  }
  if (.Generic %in% c("+", "-", "*", "^", "%%", "%/%", "/")) {
    names(value) <- names(template)
    attr(value, "row.names") <- attr(template, "row.names")
    class(value) <- oldClass(template)
    value
  } else {
    value <- unlist(value, recursive = FALSE, use.names = FALSE)
    if (is.null(value)) value <- logical()
    dim(value) <- dim(template)
    rn <- if (.row_names_info(template) > 0L) row.names(template) else NULL
    dimnames(value) <- list(if (is.null(rn)) NULL else rn, names(template))
    value
  }
}
Math.data.frame <- function(x, ...) {
  ok <- vapply(unclass(.plain_list(x)), function(col) is.numeric(col) || is.logical(col) || is.complex(col), NA)
  if (!all(ok)) {
    vnames <- names(x)
    if (is.null(vnames)) vnames <- seq_along(x)
    stop("non-numeric-alike variable(s) in data frame: ", paste(vnames[!ok], collapse = ", "))
  }
  FUN <- get(.Generic, mode = "function")
  x[] <- lapply(X = x, FUN = FUN, ...)
  x
}
Summary.data.frame <- function(..., na.rm) {
  args <- lapply(list(...), function(x) {
    x <- as.matrix(x)
    if (!is.numeric(x) && !is.logical(x) && !is.complex(x))
      stop("only defined on a data frame with all numeric-alike variables")
    x
  })
  do.call(.Generic, c(args, na.rm = na.rm))
}
