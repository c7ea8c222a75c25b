# Dense symmetric matrices as mixed models return them: matrices with a class, so that all arithmetic works.

expand <- function(x, ...) {
  stop("unable to find an inherited method for function 'expand' for signature 'x = \"", class(x)[1L], "\"'")
}
pack <- function(...) stop("`Matrix::pack` is not implemented")
unpack <- function(x, ...) {
  stop("unable to find an inherited method for function 'unpack' for signature 'x = \"", class(x)[1L], "\"'")
}
Matrix <- function(...) stop("`Matrix` is not implemented")
sparseMatrix <- function(...) stop("`sparseMatrix` is not implemented")
Diagonal <- function(...) stop("`Diagonal` is not implemented")

.symmetric <- function(x) {
  structure(x, class = structure("dpoMatrix", package = "Matrix"))
}
.plain <- function(x) {
  attr(x, "class") <- NULL
  x
}
.S3method("print", "dpoMatrix", function(x, ...) {
  cat(nrow(x), "x", ncol(x), "Matrix of class \"dpoMatrix\"\n")
  print(.plain(x), ...)
  invisible(x)
})
.S3method("solve", "dpoMatrix", function(a, b, ...) {
  if (missing(b)) .symmetric(solve(.plain(a))) else solve(.plain(a), b, ...)
})
.S3method("as.matrix", "dpoMatrix", function(x, ...) .plain(x))
.S3method("as.data.frame", "dpoMatrix", function(x, ...) as.data.frame(.plain(x), ...))
.S3method("[", "dpoMatrix", function(x, ...) .plain(x)[...])
.S3method("Ops", "dpoMatrix", function(e1, e2) {
  if (inherits(e1, "dpoMatrix")) e1 <- .plain(e1)
  if (!missing(e2) && inherits(e2, "dpoMatrix")) e2 <- .plain(e2)
  get(.Generic)(e1, e2)
})
.S3method("Math", "dpoMatrix", function(x, ...) {
  out <- get(.Generic)(.plain(x), ...)
  if (.Generic %in% c("round", "signif")) .symmetric(out) else out
})
