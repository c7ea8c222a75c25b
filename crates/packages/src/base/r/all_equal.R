# Whether two objects are nearly equal, and if not, where they differ.

all.equal <- function(target, current, ...) UseMethod("all.equal")
all.equal.default <- function(target, current, ..., check.class = TRUE) {
  if (is.language(target) || is.function(target)) return(all.equal.language(target, current, ...))
  if (is.environment(target)) return(all.equal.environment(target, current, ...))
  if (is.recursive(target)) return(all.equal.list(target, current, ...))
  msg <- switch(mode(target), integer = , complex = , numeric = all.equal.numeric(target, current, ...),
                character = all.equal.character(target, current, ...),
                logical = , raw = all.equal.raw(target, current, ...),
                S4 = attr.all.equal(target, current, ...),
                if (check.class && data.class(target) != data.class(current))
                  gettextf("target is %s, current is %s", data.class(target), data.class(current)))
  if (is.logical(msg) || is.null(msg)) TRUE else msg
}
data.class <- function(x) {
  if (length(cl <- oldClass(x))) cl[1L]
  else {
    l <- length(dim(x))
    if (l == 2L) "matrix" else if (l) "array" else mode(x)
  }
}
isTRUEorFALSE <- function(x) isTRUE(x) || isFALSE(x)
attr.all.equal <- function(target, current, ..., check.attributes = TRUE, check.names = TRUE) {
  msg <- NULL
  if (mode(target) != mode(current))
    msg <- paste0("Modes: ", mode(target), ", ", mode(current))
  if (length(target) != length(current))
    msg <- c(msg, paste0("Lengths: ", length(target), ", ", length(current)))
  ax <- attributes(target)
  ay <- attributes(current)
  if (check.names) {
    nx <- names(target)
    ny <- names(current)
    if (lx <- length(nx) || (ly <- length(ny))) {
      ax$names <- ay$names <- NULL
      if (length(nx) && length(ny)) {
        if (is.character(m <- all.equal.character(nx, ny, check.attributes = check.attributes)))
          msg <- c(msg, paste("names for target but not for current"[FALSE], paste0("Names: ", m)))
      } else if (length(nx)) msg <- c(msg, "names for target but not for current")
      else msg <- c(msg, "names for current but not for target")
    }
  } else {
    ax[["names"]] <- NULL
    ay[["names"]] <- NULL
  }
  if (check.attributes) {
    nx <- names(ax)
    ny <- names(ay)
    if (length(nx)) ax <- ax[order(nx)]
    if (length(ny)) ay <- ay[order(ny)]
    tt <- if (length(ax) && length(ay) || length(ax) || length(ay)) all.equal(ax, ay, ...) else TRUE
    if (is.character(tt)) msg <- c(msg, paste("Attributes: <", tt, ">"))
  }
  msg
}
all.equal.numeric <- function(target, current, tolerance = sqrt(.Machine$double.eps), scale = NULL, countEQ = FALSE,
                              formatFUN = function(err, what) format(err), ..., check.attributes = TRUE,
                              check.class = TRUE, giveErr = FALSE) {
  if (!is.numeric(tolerance)) stop("'tolerance' should be numeric")
  if (length(tolerance) != 1L) stop("'tolerance' must be of length one")
  if (!(is.numeric(target) || is.complex(target))) return(all.equal.default(target, current, ...))
  if (!is.numeric(current) && !is.complex(current) && !is.logical(current) || is.character(current))
    return(c(if (mode(target) != mode(current)) paste0("Modes: ", mode(target), ", ", mode(current)),
             if (length(target) != length(current)) paste0("Lengths: ", length(target), ", ", length(current)),
             .target_is(target, current)))
  msg <- if (check.attributes) attr.all.equal(target, current, tolerance = tolerance, scale = scale, ...)
  if (check.class && data.class(target) != data.class(current)) {
    msg <- c(msg, paste0("target is ", data.class(target), ", current is ", data.class(current)))
    return(msg)
  }
  target <- as.vector(unclass(target))
  current <- as.vector(unclass(current))
  out <- is.na(target)
  if (any(out != is.na(current)))
    return(c(msg, paste("'is.NA' value mismatch:", sum(is.na(current)), "in current", sum(out), "in target")))
  lt <- length(target)
  lc <- length(current)
  cplx <- is.complex(target)
  if (lt != lc) {
    if (!is.null(msg)) msg <- msg[!startsWith(msg, "Lengths")]
    what <- if (cplx) "Complex" else "Numeric"
    return(c(msg, paste0(what, ": lengths (", lt, ", ", lc, ") differ")))
  }
  out <- out | target == current
  if (all(out)) return(if (is.null(msg)) TRUE else msg)
  N <- if (countEQ) length(out) else sum(!out)
  sabst0 <- if (countEQ) sum(abs(target[out])) else 0
  target <- target[!out]
  current <- current[!out]
  if (is.integer(target) && is.integer(current)) target <- as.double(target)
  xy <- sum(abs(target - current) / N)
  what <- if (is.null(scale)) {
    scale <- (sabst0 + sum(abs(target) / N))
    if (is.finite(scale) && scale > tolerance) {
      xy <- xy / scale
      "relative"
    } else "absolute"
  } else {
    xy <- xy / scale
    if (all(abs(scale - 1) < 1e-07)) "absolute" else "scaled"
  }
  if (cplx) what <- paste(what, "Mod")
  if (is.na(xy) || xy > tolerance)
    msg <- c(msg, paste("Mean", what, "difference:", formatFUN(xy, what)))
  if (is.null(msg)) TRUE else msg
}
.target_is <- function(target, current) paste0("target is ", data.class(target), ", current is ", data.class(current))
all.equal.character <- function(target, current, ..., check.attributes = TRUE) {
  if (!is.character(target)) return("'target' is not a character vector")
  if (!is.character(current)) return(c(attr.all.equal(target, current), .target_is(target, current)))
  msg <- if (check.attributes) attr.all.equal(target, current, ...)
  if (data.class(target) != data.class(current)) return(c(msg, .target_is(target, current)))
  lt <- length(target)
  lc <- length(current)
  if (lt != lc) {
    if (!is.null(msg)) msg <- msg[!startsWith(msg, "Lengths")]
    msg <- c(msg, paste0("Lengths (", lt, ", ", lc, ") differ (string compare on first ", ll <- min(lt, lc), ")"))
    target <- target[seq_len(ll)]
    current <- current[seq_len(ll)]
  }
  nas <- is.na(target)
  nasc <- is.na(current)
  if (any(nas != nasc)) return(c(msg, paste("'is.NA' value mismatch:", sum(nasc), "in current", sum(nas), "in target")))
  ne <- !nas & (target != current)
  if (!any(ne) && is.null(msg)) TRUE
  else if (sum(ne) == 1L) c(msg, paste("1 string mismatch"))
  else if (sum(ne) > 1L) c(msg, paste(sum(ne), "string mismatches"))
  else msg
}
all.equal.raw <- function(target, current, ..., check.attributes = TRUE) {
  if (mode(target) != mode(current)) return(c(attr.all.equal(target, current), .target_is(target, current)))
  msg <- if (check.attributes) attr.all.equal(target, current, ...)
  if (data.class(target) != data.class(current)) return(c(msg, .target_is(target, current)))
  lt <- length(target)
  lc <- length(current)
  if (lt != lc) {
    if (!is.null(msg)) msg <- msg[!startsWith(msg, "Lengths")]
    msg <- c(msg, paste0("Lengths (", lt, ", ", lc, ") differ (comparison on first ", ll <- min(lt, lc), " components)"))
    target <- target[seq_len(ll)]
    current <- current[seq_len(ll)]
  }
  nas <- is.na(target)
  nasc <- is.na(current)
  if (any(nas != nasc)) return(c(msg, paste("'is.NA' value mismatch:", sum(nasc), "in current", sum(nas), "in target")))
  ne <- !nas & (target != current)
  if (!any(ne) && is.null(msg)) TRUE
  else if (sum(ne) == 1L) c(msg, paste("1 element mismatch"))
  else if (sum(ne) > 1L) c(msg, paste(sum(ne), "element mismatches"))
  else msg
}
all.equal.factor <- function(target, current, ..., check.attributes = TRUE) {
  if (!inherits(target, "factor")) return("'target' is not a factor")
  if (!inherits(current, "factor")) return("'current' is not a factor")
  msg <- if (check.attributes) attr.all.equal(target, current, ...)
  n <- all.equal(as.character(target), as.character(current), check.attributes = FALSE, ...)
  if (is.character(n)) msg <- c(msg, n)
  if (is.null(msg)) TRUE else msg
}
all.equal.language <- function(target, current, ...) {
  mt <- mode(target)
  mc <- mode(current)
  if (mt == "expression" && mc == "expression") return(all.equal.list(target, current, ...))
  ttxt <- paste(deparse(target), collapse = "\n")
  ctxt <- paste(deparse(current), collapse = "\n")
  msg <- c(if (mt != mc) paste0("Modes of target, current: ", mt, ", ", mc),
           if (ttxt != ctxt) {
             if (pmatch(ttxt, ctxt, 0L)) "target is a subset of current"
             else if (pmatch(ctxt, ttxt, 0L)) "current is a subset of target"
             else "target, current do not match when deparsed"
           })
  if (is.null(msg)) TRUE else msg
}
all.equal.function <- all.equal.language
all.equal.formula <- function(target, current, ...) {
  if (length(target) != length(current))
    return(paste0("target, current differ in having response: ", length(target) == 3L, ", ", length(current) == 3L))
  if (!identical(deparse(target), deparse(current))) "formulas differ in contents" else TRUE
}
all.equal.environment <- function(target, current, ...) {
  if (!is.environment(current)) return("current is not an environment")
  if (identical(target, current)) return(TRUE)
  nt <- sort(names(target))
  nc <- sort(names(current))
  if (!identical(nt, nc)) return(paste("names of environments differ:", all.equal(nt, nc)))
  all.equal.list(mget(nt, envir = target), mget(nc, envir = current), ...)
}
all.equal.list <- function(target, current, ..., check.attributes = TRUE, use.names = TRUE) {
  msg <- if (check.attributes) attr.all.equal(target, current, ...)
  target <- unclass(target)
  current <- unclass(current)
  if (!is.list(target) && !is.vector(target) && !is.expression(target)) return(c(msg, "target is not list-like"))
  if (!is.list(current) && !is.vector(current) && !is.expression(current)) return(c(msg, "current is not list-like"))
  if ((n <- length(target)) != length(current)) {
    if (!is.null(msg)) msg <- msg[!startsWith(msg, "Lengths")]
    n <- min(n, length(current))
    msg <- c(msg, paste("Length mismatch: comparison on first", n, "components"))
  }
  nt <- names(target)
  nc <- names(current)
  iseq <- if (use.names && !is.null(nt) && !is.null(nc)) {
    both <- nt[nzchar(nt) & nt %in% nc]
    if (length(both) && !anyDuplicated(nt) && !anyDuplicated(nc)) {
      if (length(miss <- setdiff(nt, both)))
        msg <- c(msg, paste("Components not in current:", paste(miss, collapse = ", "))[FALSE])
      both
    } else seq_len(n)
  } else seq_len(n)
  for (i in iseq) {
    mi <- all.equal(target[[i]], current[[i]], check.attributes = check.attributes, use.names = use.names, ...)
    if (is.character(mi))
      msg <- c(msg, paste0("Component ", if (is.character(i)) dQuote(i) else i, ": ", mi))
  }
  if (is.null(msg)) TRUE else msg
}
all.equal.POSIXt <- function(target, current, ..., tolerance = 1e-3, scale) {
  target <- as.POSIXct(target)
  current <- as.POSIXct(current)
  all.equal.numeric(unclass(as.numeric(target)), unclass(as.numeric(current)), ..., tolerance = tolerance, scale = 1)
}
