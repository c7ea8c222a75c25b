# Derivatives of expressions.

.minus <- function(e) is.call(e) && length(e) == 2L && identical(e[[1L]], quote(`-`))
.is_number <- function(e, value) is.numeric(e) && length(e) == 1L && e == value
# Sums, products and powers with zeros and ones left out and signs drawn in front.
.plus_of <- function(a, b) {
  if (.is_number(a, 0)) return(b)
  if (.is_number(b, 0)) return(a)
  if (.minus(a)) return(.less_of(b, a[[2L]]))
  if (.minus(b)) call("-", a, b[[2L]]) else call("+", a, b)
}
.less_of <- function(a, b) {
  if (.is_number(b, 0)) return(a)
  if (.is_number(a, 0)) return(.negative(b))
  if (.minus(a)) return(.negative(.plus_of(a[[2L]], b)))
  if (.minus(b)) call("+", a, b[[2L]]) else call("-", a, b)
}
.negative <- function(a) {
  if (.is_number(a, 0)) return(0)
  if (.minus(a)) a[[2L]] else call("-", a)
}
.times <- function(a, b) {
  if (.is_number(a, 0) || .is_number(b, 0)) return(0)
  if (.is_number(a, 1)) return(b)
  if (.is_number(b, 1)) return(a)
  if (.minus(a)) return(.negative(.times(a[[2L]], b)))
  if (.minus(b)) .negative(.times(a, b[[2L]])) else call("*", a, b)
}
.over <- function(a, b) {
  if (.is_number(a, 0)) return(0)
  if (.is_number(b, 1)) return(a)
  if (.minus(a)) return(.negative(.over(a[[2L]], b)))
  if (.minus(b)) .negative(.over(a, b[[2L]])) else call("/", a, b)
}
.power <- function(a, b) {
  if (.is_number(b, 1)) return(a)
  if (.is_number(b, 0)) 1 else call("^", a, b)
}
# What stands before the derivative of the argument, by function.
.outer <- list(
  exp = function(e) call("exp", e), sin = function(e) call("cos", e),
  sinh = function(e) call("cosh", e), cosh = function(e) call("sinh", e), pnorm = function(e) call("dnorm", e),
  gamma = function(e) call("*", call("gamma", e), call("digamma", e)), lgamma = function(e) call("digamma", e),
  digamma = function(e) call("trigamma", e)
)
.derivative <- function(e, v) {
  if (is.numeric(e) || is.complex(e) || is.logical(e)) return(0)
  if (is.symbol(e)) return(if (identical(as.character(e), v)) 1 else 0)
  if (!is.call(e)) stop("invalid expression", call. = FALSE)
  f <- as.character(e[[1L]])[1L]
  a <- e[[2L]]
  b <- if (length(e) > 2L) e[[3L]]
  da <- .derivative(a, v)
  if (f == "(") return(da)
  if (f == "+") return(if (is.null(b)) .plus_of(da, 0) else .plus_of(da, .derivative(b, v)))
  if (f == "-") return(if (is.null(b)) .negative(da) else .less_of(da, .derivative(b, v)))
  if (f == "*") return(.plus_of(.times(da, b), .times(a, .derivative(b, v))))
  if (f == "/") {
    db <- .derivative(b, v)
    return(.less_of(.over(da, b), .over(.times(a, db), .power(b, 2))))
  }
  if (f == "^") {
    if (is.numeric(b)) return(.times(b, .times(da, .power(a, b - 1))))
    first <- .times(.power(a, .less_of(b, 1)), .times(b, da))
    second <- .times(.power(a, b), .times(call("log", a), .derivative(b, v)))
    return(.plus_of(first, second))
  }
  if (!is.null(b)) stop("only single-argument calls to ", f, "() are supported", call. = FALSE)
  simple <- .outer[[f]]
  if (!is.null(simple)) return(.times(simple(a), da))
  switch(f,
    sqrt = .derivative(call("^", a, 0.5), v),
    log = .over(da, a),
    log1p = .over(da, call("+", 1, a)), expm1 = .times(call("exp", a), da),
    log2 = .over(da, call("*", a, quote(log(2)))), log10 = .over(da, call("*", a, quote(log(10)))),
    cos = .negative(.times(call("sin", a), da)), tan = .over(da, call("^", call("cos", a), 2)),
    asin = .over(da, call("sqrt", call("-", 1, .power(a, 2)))),
    acos = .negative(.over(da, call("sqrt", call("-", 1, .power(a, 2))))),
    atan = .over(da, call("+", 1, .power(a, 2))),
    dnorm = .negative(.times(call("*", a, call("dnorm", a)), da)),
    stop(gettextf("Function '%s' is not in the derivatives table", f), call. = FALSE))
}
D <- function(expr, name) {
  if (is.expression(expr)) expr <- expr[[1L]]
  if (!is.character(name) || length(name) < 1L) stop("variable must be a character string")
  if (length(name) > 1L) warning("only the first element is used as variable name")
  known <- c("(", "+", "-", "*", "/", "^", names(.outer), "sqrt", "log", "log1p", "expm1", "log2", "log10", "cos",
    "tan", "asin", "acos", "atan", "dnorm")
  calls <- setdiff(all.names(expr), all.vars(expr))
  odd <- setdiff(calls, known)
  if (length(odd)) stop(gettextf("Function '%s' is not in the derivatives table", odd[1L]))
  .derivative(expr, name[1L])
}
