# Writes the data sets of R's package datasets as text for raglan: one line per set, its name, a tab and an
# R expression that makes it. Run `Rscript export.R | gzip -9n > datasets.txt.gz` in this folder.

number <- function(x) {
  short <- formatC(x, digits = 15, format = "g", width = 1)
  exact <- formatC(x, digits = 17, format = "g", width = 1)
  out <- ifelse(!is.na(x) & as.numeric(short) == x, short, exact)
  out[is.na(x)] <- "NA"
  sub("e([+-])0+", "e\\1", out)
}
vector <- function(items) if (length(items) == 1L) items else paste0("c(", paste(items, collapse = ","), ")")
plain <- function(x) {
  attributes(x) <- NULL
  n <- length(x)
  switch(typeof(x),
    integer = if (n > 2L && !anyNA(x) && all(diff(x) == 1L)) paste0(x[1], ":", x[n])
      else vector(ifelse(is.na(x), "NA_integer_", paste0(x, "L"))),
    double = if (n && all(is.na(x))) vector(rep("NA_real_", n)) else vector(number(x)),
    logical = vector(as.character(x)),
    character = vector(ifelse(is.na(x), "NA_character_", vapply(x, deparse, ""))),
    stop("no form for ", typeof(x)))
}
text <- function(x) {
  if (is.null(x)) return("NULL")
  if (is.environment(x)) return("emptyenv()")
  if (is.language(x)) {
    bare <- x
    attributes(bare) <- NULL
    body <- paste0("quote(", paste(deparse(bare, width.cutoff = 500L), collapse = " "), ")")
  } else if (is.list(x)) {
    items <- vapply(unclass(x), text, "")
    body <- paste0("list(", paste(items, collapse = ","), ")")
  } else body <- plain(x)
  kept <- attributes(x)
  if (is.data.frame(x) && .row_names_info(x) < 0L) kept$row.names <- c(NA_integer_, -nrow(x))
  if (!length(kept)) return(body)
  labels <- ifelse(make.names(names(kept)) == names(kept), names(kept), paste0("`", names(kept), "`"))
  paste0("structure(", body, ",", paste0(labels, "=", vapply(kept, text, ""), collapse = ","), ")")
}
package <- as.environment("package:datasets")
for (name in ls(package)) cat(name, "\t", text(get(name, package)), "\n", sep = "")
