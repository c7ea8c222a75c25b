# Operators as functions with names, for use in pipes.
add <- function(e1, e2) e1 + e2
subtract <- function(e1, e2) e1 - e2
multiply_by <- function(e1, e2) e1 * e2
divide_by <- function(e1, e2) e1 / e2
raise_to_power <- function(e1, e2) e1^e2
mod <- function(e1, e2) e1 %% e2
equals <- function(e1, e2) e1 == e2
is_greater_than <- function(e1, e2) e1 > e2
is_less_than <- function(e1, e2) e1 < e2
and <- function(e1, e2) e1 & e2
or <- function(e1, e2) e1 | e2
not <- function(x) !x
extract <- function(x, ...) x[...]
extract2 <- function(x, ...) x[[...]]
use_series <- function(x, name) eval(call("$", x, substitute(name)))
set_colnames <- function(x, value) {
  colnames(x) <- value
  x
}
set_rownames <- function(x, value) {
  rownames(x) <- value
  x
}
set_names <- function(x, value) {
  names(x) <- value
  x
}
