# Functions on values, environments, functions and formulas that need no more than R itself.

zap <- function() structure(list(), class = "rlang_zap")
is_zap <- function(x) inherits(x, "rlang_zap")
print.rlang_zap <- function(x, ...) {
  cat("<zap>\n")
  invisible(x)
}
.S3method("print", "rlang_zap", print.rlang_zap)

na_lgl <- NA
na_int <- NA_integer_
na_dbl <- NA_real_
na_chr <- NA_character_
na_cpl <- NA_complex_

lgl <- function(...) as.logical(unlist(list2(...)))
int <- function(...) as.integer(unlist(list2(...)))
dbl <- function(...) as.double(unlist(list2(...)))
chr <- function(...) as.character(unlist(list2(...)))
cpl <- function(...) as.complex(unlist(list2(...)))
new_logical <- function(n, names = NULL) stats::setNames(rep(NA, n), names)
new_integer <- function(n, names = NULL) stats::setNames(rep(NA_integer_, n), names)
new_double <- function(n, names = NULL) stats::setNames(rep(NA_real_, n), names)
new_character <- function(n, names = NULL) stats::setNames(rep(NA_character_, n), names)
new_list <- function(n, names = NULL) stats::setNames(vector("list", n), names)
rep_along <- function(along, x) rep_len(x, length(along))
rep_named <- function(names, x) stats::setNames(rep_len(x, length(names)), names)
seq2_along <- function(from, x) seq2(from, length(x))
`%|%` <- function(x, y) {
  missing <- is.na(x)
  x[missing] <- if (length(y) == 1) y else y[missing]
  x
}
`%@%` <- function(x, name) attr(x, as.character(substitute(name)), exact = TRUE)

is_bare_double <- function(x, n = NULL) is.double(x) && !is.object(x) && (is.null(n) || length(x) == n)
is_bare_integer <- function(x, n = NULL) is.integer(x) && !is.object(x) && (is.null(n) || length(x) == n)
is_bare_logical <- function(x, n = NULL) is.logical(x) && !is.object(x) && (is.null(n) || length(x) == n)
is_bare_atomic <- function(x, n = NULL) is.atomic(x) && !is.object(x) && !is.null(x) && (is.null(n) || length(x) == n)
is_bare_vector <- function(x, n = NULL) {
  (is.atomic(x) && !is.null(x) || is.list(x)) && !is.object(x) && (is.null(n) || length(x) == n)
}
is_bare_string <- function(x, n = NULL) is_string(x) && !is.object(x)
is_bare_environment <- function(x) is.environment(x) && !is.object(x)
is_bare_formula <- function(x, scoped = NULL, lhs = NULL) is_formula(x, scoped, lhs) && identical(class(x), "formula")
is_scalar_integerish <- function(x, finite = NULL) is_integerish(x, n = 1L, finite = finite)
is_raw <- function(x, n = NULL) is.raw(x) && (is.null(n) || length(x) == n)
is_complex <- function(x, n = NULL, finite = NULL) is.complex(x) && (is.null(n) || length(x) == n)
is_primitive <- function(x) is.primitive(x)
is_lambda <- function(x) inherits(x, "rlang_lambda_function")
is_quosures <- function(x) inherits(x, "quosures")
is_syntactic_literal <- function(x) is.null(x) || is.atomic(x) && length(x) == 1
is_symbolic <- function(x) is.symbol(x) || is.call(x)
is_named2 <- function(x) length(x) == 0 || is_named(x)
is_error <- function(x) inherits(x, "error")
is_warning <- function(x) inherits(x, "warning")
is_message <- function(x) inherits(x, "message")
is_condition <- function(x) inherits(x, "condition")
is_interactive <- function() interactive()
is_chr_na <- function(x) identical(x, NA_character_)
is_dbl_na <- function(x) identical(x, NA_real_)
is_int_na <- function(x) identical(x, NA_integer_)
is_lgl_na <- function(x) identical(x, NA)
are_na <- function(x) is.na(x)
have_name <- function(x) {
  if (is.null(names(x))) rep(FALSE, length(x)) else !is.na(names(x)) & names(x) != ""
}
has_length <- function(x, n = NULL) if (is.null(n)) length(x) > 0 else length(x) == n
inherits_any <- function(x, class) any(class %in% class(x))
inherits_all <- function(x, class) {
  at <- match(class, base::class(x))
  !anyNA(at) && !is.unsorted(at)
}
inherits_only <- function(x, class) identical(base::class(x), class)

env <- function(...) {
  values <- list2(...)
  bare <- !have_name(values)
  parent <- if (any(bare)) values[[which(bare)[[1]]]] else parent.frame()
  list2env(values[!bare], new.env(parent = parent))
}
child_env <- function(.parent, ...) list2env(list2(...), new.env(parent = .parent))
new_environment <- function(data = list(), parent = empty_env()) list2env(as.list(data), new.env(parent = parent))
empty_env <- function() emptyenv()
base_env <- function() baseenv()
as_environment <- function(x, parent = NULL) {
  if (is.environment(x)) x else if (is.list(x)) list2env(x, new.env(parent = if (is.null(parent)) emptyenv() else parent))
  else as.environment(x)
}
env_get <- function(env = caller_env(), nm, default, inherit = FALSE, last = NULL) {
  if (exists(nm, envir = env, inherits = inherit)) return(get(nm, envir = env, inherits = inherit))
  if (missing(default)) abort(paste0("Can't find `", nm, "` in environment."))
  default
}
env_get_list <- function(env = caller_env(), nms, default, inherit = FALSE, last = NULL) {
  stats::setNames(lapply(nms, function(n) env_get(env, n, default, inherit)), nms)
}
env_has <- function(env = caller_env(), nms, inherit = FALSE) {
  vapply(stats::setNames(nms, nms), exists, NA, envir = env, inherits = inherit)
}
env_bind <- function(.env, ...) {
  values <- list2(...)
  for (n in names(values)) assign(n, values[[n]], envir = .env)
  invisible(.env)
}
env_poke <- function(env = caller_env(), nm, value, inherit = FALSE, create = !inherit) {
  assign(nm, value, envir = env)
  invisible(NULL)
}
env_unbind <- function(env = caller_env(), nms, inherit = FALSE) {
  rm(list = nms[nms %in% ls(env, all.names = TRUE)], envir = env)
  invisible(env)
}
env_names <- function(env) ls(env, all.names = TRUE, sorted = FALSE)
env_length <- function(env) length(ls(env, all.names = TRUE))
env_parent <- function(env = caller_env(), n = 1) {
  for (i in seq_len(n)) env <- parent.env(env)
  env
}
env_clone <- function(env, parent = parent.env(env)) list2env(as.list(env, all.names = TRUE), new.env(parent = parent))
get_env <- function(env, default = NULL) if (is.environment(env)) env else if (is.function(env)) environment(env) else environment(env)
set_env <- function(env, new_env = caller_env()) {
  environment(env) <- new_env
  env
}
ns_env <- function(x = caller_env()) if (is.character(x)) asNamespace(x) else topenv(x)

new_function <- function(args, body, env = caller_env()) {
  fn <- function() NULL
  formals(fn) <- args
  body(fn) <- body
  environment(fn) <- env
  fn
}
fn_body <- function(fn = caller_fn()) body(fn)
fn_env <- function(fn) environment(fn)
fn_fmls <- function(fn = caller_fn()) formals(args(fn))
fn_fmls_names <- function(fn = caller_fn()) names(formals(args(fn)))
fn_fmls_syms <- function(fn = caller_fn()) {
  nms <- fn_fmls_names(fn)
  out <- stats::setNames(syms(nms), nms)
  names(out)[nms == "..."] <- ""
  out
}
as_closure <- function(x, env = caller_env()) as_function(x, env)

new_formula <- function(lhs, rhs, env = caller_env()) {
  out <- if (is.null(lhs)) call("~", rhs) else call("~", lhs, rhs)
  structure(out, class = "formula", .Environment = env)
}
f_rhs <- function(f) f[[length(f)]]
f_lhs <- function(f) if (length(f) == 3) f[[2]] else NULL
f_env <- function(f) environment(f)
f_text <- function(x, width = 60L, nlines = Inf) expr_text(f_rhs(x), width, nlines)
f_name <- function(x) as_label(f_rhs(x))
f_label <- function(x) as_label(f_rhs(x))
`f_rhs<-` <- function(x, value) {
  x[[length(x)]] <- value
  x
}
`f_lhs<-` <- function(x, value) {
  if (length(x) == 3) x[[2]] <- value
  else x <- structure(call("~", value, x[[2]]), class = "formula", .Environment = environment(x))
  x
}

call_name <- function(call) {
  if (inherits(call, "quosure")) call <- quo_get_expr(call)
  head <- call[[1]]
  if (is.symbol(head)) as.character(head)
  else if (is.call(head) && as.character(head[[1]]) %in% c("::", ":::", "$")) as.character(head[[3]])
}
call_args <- function(call) {
  if (inherits(call, "quosure")) call <- quo_get_expr(call)
  as.list(call)[-1]
}
call_args_names <- function(call) names(call_args(call))
call_modify <- function(.call, ..., .homonyms = "keep", .standardise = NULL, .env = caller_env()) {
  new <- list2(...)
  for (i in seq_along(new)) {
    key <- names(new)[i]
    if (is.null(key) || key == "") .call[[length(.call) + 1]] <- new[[i]]
    else if (is_zap(new[[i]])) .call[[key]] <- NULL
    else .call[[key]] <- new[[i]]
  }
  .call
}
call_match <- function(call = NULL, fn = NULL, ..., defaults = FALSE, dots_env = NULL, dots_expand = TRUE) match.call(fn, call)
parse_exprs <- function(x) as.list(parse(text = x, keep.source = FALSE))
parse_quo <- function(x, env) new_quosure(parse_expr(x), env)
parse_quos <- function(x, env) structure(lapply(parse_exprs(x), new_quosure, env = env), class = c("quosures", "list"))
as_quosure <- function(x, env = caller_env()) {
  if (is_quosure(x)) x else if (inherits(x, "formula")) new_quosure(f_rhs(x), environment(x)) else new_quosure(x, env)
}
quo_set_env <- function(quo, env) new_quosure(quo_get_expr(quo), env)
quo_set_expr <- function(quo, expr) new_quosure(expr, quo_get_env(quo))
quo_label <- function(quo) as_label(quo)
quo_is_symbolic <- function(quo) is_symbolic(quo_get_expr(quo))
expr_deparse <- function(x, ..., width = 60L) deparse(x, width.cutoff = width)
expr_label <- function(expr) {
  if (is.character(expr)) encodeString(expr, quote = "\"") else if (is.atomic(expr)) format(expr) else paste0("`", as_label(expr), "`")
}
expr_name <- function(expr) as_label(expr)
data_sym <- function(x) call("$", quote(.data), as.symbol(x))
data_syms <- function(x) lapply(x, data_sym)
englue <- function(x, env = caller_env(), error_call = NULL, error_arg = "x") unclass(glue::glue(x, .envir = env, .open = "{{", .close = "}}"))
enquo0 <- function(arg) do.call(enquo, list(substitute(arg)), envir = parent.frame())
is_reference <- function(x, y) identical(x, y)
caller_fn <- function(n = 1) sys.function(-(n + 1))
current_call <- function() sys.call(-1)
caller_call <- function(n = 1) sys.call(-(n + 1))
current_fn <- function() sys.function(-1)

arg_match <- function(arg, values = NULL, ..., multiple = FALSE, error_arg = NULL, error_call = NULL) {
  name <- as.character(substitute(arg))
  if (is.null(values)) {
    values <- eval(formals(sys.function(sys.parent()))[[name]], parent.frame())
    if (identical(arg, values)) return(values[[1]])
  }
  .matched(arg, values, name, multiple, parent.frame())
}
arg_match0 <- function(arg, values, arg_nm = NULL, error_call = NULL) {
  name <- if (is.null(arg_nm)) paste(deparse(substitute(arg)), collapse = "") else arg_nm
  if (identical(arg, values)) return(values[[1]])
  .matched(arg, values, name, FALSE, parent.frame())
}
.matched <- function(arg, values, name, multiple, frame) {
  if (!is.character(arg) || length(arg) != 1 && !multiple) {
    abort(paste0("`", name, "` must be a string or character vector."), call = frame)
  }
  if (all(arg %in% values)) return(arg)
  quoted <- paste0("\"", values, "\"")
  n <- length(quoted)
  listed <- if (n == 1) quoted else if (n == 2) paste(quoted, collapse = " or ")
    else paste0(paste(quoted[-n], collapse = ", "), ", or ", quoted[n])
  distance <- utils::adist(arg[[1]], values)
  near <- min(distance) <= 2
  abort(c(paste0("`", name, "` must be one of ", listed, ", not \"", arg[[1]], "\"."),
          if (near) c(i = paste0("Did you mean \"", values[[which.min(distance)]], "\"?"))), call = frame)
}
check_installed <- function(pkg, reason = NULL, ...) {
  if (!is_installed(pkg)) abort(paste0("The package \"", pkg, "\" is required", if (is.null(reason)) "." else paste0(" ", reason, ".")))
  invisible(NULL)
}
check_required <- function(x, arg = NULL, call = NULL) {
  if (eval(call("missing", substitute(x)), parent.frame())) {
    abort(paste0("`", as.character(substitute(x)), "` is absent but must be supplied."), call = parent.frame())
  }
  invisible(TRUE)
}
check_dots_empty <- function(env = caller_env(), error = NULL, call = NULL, action = NULL) {
  if (eval(quote(...length()), env) > 0) abort("`...` must be empty.", call = env)
  invisible(NULL)
}
dots_n <- function(...) nargs()
missing_arg <- function() quote(expr = )
maybe_missing <- function(x, default = missing_arg()) if (missing(x)) default else x

catch_cnd <- function(expr, classes = "condition") {
  handlers <- stats::setNames(rep(list(function(cnd) cnd), length(classes)), classes)
  do.call(tryCatch, c(list(quote({ force(expr); NULL })), handlers))
}
try_fetch <- function(expr, ...) tryCatch(expr, ...)
cnd <- function(class, ..., message = "", call = NULL) {
  structure(list(message = message, call = call, ...), class = c(class, "condition"))
}
error_cnd <- function(class = NULL, ..., message = "", call = NULL, trace = NULL, parent = NULL) {
  structure(list(message = message, call = call, ...), class = c(class, "rlang_error", "error", "condition"))
}
warning_cnd <- function(class = NULL, ..., message = "", call = NULL) {
  structure(list(message = message, call = call, ...), class = c(class, "rlang_warning", "warning", "condition"))
}
message_cnd <- function(class = NULL, ..., message = "", call = NULL) {
  structure(list(message = message, call = call, ...), class = c(class, "rlang_message", "message", "condition"))
}
cnd_signal <- function(cnd, ...) {
  if (inherits(cnd, "error")) stop(cnd) else if (inherits(cnd, "warning")) warning(cnd)
  else if (inherits(cnd, "message")) message(cnd) else signalCondition(cnd)
}
cnd_inherits <- function(cnd, class) inherits(cnd, class)
cnd_muffle <- function(cnd) {
  if (inherits(cnd, "message")) invokeRestart("muffleMessage")
  if (inherits(cnd, "warning")) invokeRestart("muffleWarning")
  invisible(FALSE)
}
with_options <- function(.expr, ...) {
  old <- options(...)
  on.exit(options(old))
  .expr
}
peek_option <- function(name) getOption(name)
peek_options <- function(...) options(...)
with_env <- function(env, expr) eval(substitute(expr), env)
hash <- function(x) stop("`hash()` is not implemented")
squash <- function(x) {
  out <- list()
  for (i in seq_along(x)) out <- c(out, if (is.list(x[[i]])) squash(x[[i]]) else x[i])
  out
}
flatten <- function(x) do.call(c, lapply(x, as.list))
flatten_chr <- function(x) as.character(unlist(x))
flatten_int <- function(x) as.integer(unlist(x))
flatten_dbl <- function(x) as.double(unlist(x))
flatten_lgl <- function(x) as.logical(unlist(x))
prepend <- function(x, values, before = 1) append(x, values, after = before - 1)
string <- function(x, encoding = NULL) if (is.raw(x)) rawToChar(x) else x
`%<~%` <- function(lhs, rhs) stop("`%<~%` is not implemented")
