# What vectors, factors, matrices and data frames are like, in a few numbers.

summary <- function(object, ...) UseMethod("summary")

summary.default <- function(object, ..., digits) {
    if (is.factor(object)) return(summary.factor(object, ...))
    if (is.numeric(object)) {
        missing_ones <- is.na(object)
        known <- object[!missing_ones]
        fives <- stats::quantile(known, names = FALSE)
        value <- c(fives[1L:3L], mean(known), fives[4L:5L])
        if (!missing(digits)) value <- signif(value, digits)
        names(value) <- c("Min.", "1st Qu.", "Median", "Mean", "3rd Qu.", "Max.")
        if (any(missing_ones)) value <- c(value, "NA's" = sum(missing_ones))
        class(value) <- c("summaryDefault", "table")
        return(value)
    }
    if (is.logical(object)) {
        value <- c(Mode = "logical")
        if (any(!object, na.rm = TRUE)) value <- c(value, "FALSE" = as.character(sum(!object, na.rm = TRUE)))
        if (any(object, na.rm = TRUE)) value <- c(value, "TRUE" = as.character(sum(object, na.rm = TRUE)))
        if (anyNA(object)) value <- c(value, "NA's" = as.character(sum(is.na(object))))
        class(value) <- c("summaryDefault", "table")
        return(value)
    }
    if (is.list(object)) {
        n <- length(object)
        if (!n) {
            value <- c(Length = "0", Class = class(object)[1L], Mode = mode(object))
            class(value) <- c("summaryDefault", "table")
            return(value)
        }
        kind <- vapply(object, function(x) if (is.object(x)) class(x)[1L] else "-none-", "")
        cells <- c(as.character(lengths(object)), kind, vapply(object, mode, ""))
        rows <- names(object)
        if (is.null(rows)) rows <- rep("", n)
        value <- array(cells, c(n, 3L), list(rows, c("Length", "Class", "Mode")))
        class(value) <- "table"
        return(value)
    }
    value <- c(Length = as.character(length(object)), Class = class(object)[1L], Mode = mode(object))
    class(value) <- c("summaryDefault", "table")
    value
}

summary.factor <- function(object, maxsum = 100L, ...) {
    counts <- tabulate(as.integer(object), length(levels(object)))
    names(counts) <- levels(object)
    gone <- sum(is.na(object))
    room <- maxsum - (gone > 0L)
    if (length(counts) > room) {
        order <- order(counts, decreasing = TRUE)
        kept <- order[seq_len(room - 1L)]
        counts <- c(counts[kept], "(Other)" = sum(counts[order[room:length(counts)]]))
    }
    if (gone > 0L) c(counts, "NA's" = gone) else counts
}

summary.Date <- function(object, digits = 12L, ...) {
    value <- summary.default(as.vector(unclass(object)), digits = digits, ...)
    gone <- match("NA's", names(value))
    if (!is.na(gone)) {
        count <- as.vector(unclass(value))[gone]
        value <- value[-gone]
    }
    out <- structure(as.vector(unclass(value)), names = names(value), class = c("summaryDefault", "table", "Date"))
    if (!is.na(gone)) attr(out, "NAs") <- count
    out
}

format.summaryDefault <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
    if (is.character(x)) return(unclass(x))
    if (inherits(x, "Date")) {
        text <- format.Date(x)
        names(text) <- names(x)
        gone <- attr(x, "NAs")
        return(if (is.null(gone)) text else c(text, "NA's" = as.character(gone)))
    }
    values <- unclass(x)
    gone <- match("NA's", names(values))
    shown <- if (is.na(gone)) values else values[-gone]
    finite <- is.finite(shown)
    shown[finite] <- zapsmall(shown[finite])
    text <- format(shown, digits = digits, ...)
    if (is.na(gone)) text else c(text, "NA's" = as.character(values[[gone]]))
}

print.summaryDefault <- function(x, digits = max(3L, getOption("digits") - 3L), quote = FALSE, ...) {
    text <- format.summaryDefault(x, digits = digits)
    if (inherits(x, "Date")) print.default(text, quote = TRUE, ...)
    else print.table(text, digits = digits, quote = quote, right = TRUE, ...)
    invisible(x)
}

`[.summaryDefault` <- function(x, ...) {
    out <- unclass(x)[...]
    class(out) <- class(x)
    out
}

summary.data.frame <- function(object, maxsum = 7L, digits, ...) {
    n <- length(object)
    if (!n) {
        value <- table(character())
        return(value)
    }
    texts <- vector("list", n)
    heads <- character(n)
    for (i in seq_len(n)) {
        column <- object[[i]]
        part <- if (is.factor(column)) summary.factor(column, maxsum = maxsum) else summary(column)
        names <- names(part)
        values <- if (missing(digits)) format(part) else format(part, digits = digits)
        if (inherits(part, "summaryDefault") && is.numeric(part) && length(values) == 7L)
            values <- c(format(values[1L:6L]), values[7L])
        labels <- format(if (is.null(names(values))) names else names(values))
        texts[[i]] <- paste0(labels, ":", format(as.vector(values)), "  ")
        pad <- floor(nchar(labels[1L], "w") - nchar(names(object)[i], "w") / 2)
        heads[i] <- paste0(strrep(" ", max(0, pad)), names(object)[i])
    }
    rows <- max(lengths(texts))
    cells <- unlist(lapply(texts, function(x) c(x, rep(NA_character_, rows - length(x)))))
    structure(cells, dim = c(rows, n), dimnames = list(rep("", rows), heads), class = "table")
}

summary.matrix <- function(object, ...) summary.data.frame(as.data.frame(object), ...)
