# Constants of base R, and functions of files that are short in R.

letters <- .constant("letters")
T <- TRUE
F <- FALSE
LETTERS <- .constant("LETTERS")
month.name <- .constant("month.name")
month.abb <- .constant("month.abb")
pi <- .constant("pi")
R.version <- .constant("R.version")
version <- R.version
R.version.string <- .constant("R.version.string")
dir <- list.files

write <- function(x, file = "data", ncolumns = if (is.character(x)) 1 else 5, append = FALSE, sep = " ") {
    x <- as.character(x)
    n <- length(x)
    ends <- rep(sep, n)
    ends[seq_len(n) %% ncolumns == 0L] <- "\n"
    if (n) ends[n] <- "\n"
    cat(paste0(x, ends), file = file, sep = "", append = append)
}
