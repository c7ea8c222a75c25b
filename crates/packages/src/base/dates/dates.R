# Dates (days since 1970-01-01) and times (seconds since then), on the calendar written in Rust.

.as_date <- function(x) structure(x, class = "Date")
.as_time <- function(x, tz = NULL) structure(x, class = c("POSIXct", "POSIXt"), tzone = tz)

as.Date <- function(x, ...) UseMethod("as.Date")

as.Date.default <- function(x, ...) {
    if (inherits(x, "Date")) return(x)
    if (is.null(x)) return(.as_date(numeric()))
    if (is.logical(x) && all(is.na(x))) return(.as_date(as.numeric(x)))
    stop(gettextf("do not know how to convert '%s' to class %s", deparse(substitute(x)), dQuote("Date")),
         domain = NA)
}

as.Date.numeric <- function(x, origin, ...) {
    if (missing(origin)) .as_date(x) else as.Date(origin, ...) + x
}

as.Date.factor <- function(x, ...) as.Date(as.character(x), ...)

as.Date.character <- function(x, format, tryFormats = c("%Y-%m-%d", "%Y/%m/%d"), optional = FALSE, ...) {
    if (missing(format)) {
        known <- x[!is.na(x) & nzchar(x)]
        format <- NULL
        if (!length(known)) {
            format <- tryFormats[1L]
        } else {
            for (candidate in tryFormats) {
                if (!is.na(.time_read(known[1L], candidate, "UTC"))) {
                    format <- candidate
                    break
                }
            }
        }
        if (is.null(format)) {
            if (optional) return(.as_date(rep(NA_real_, length(x))))
            stop("character string is not in a standard unambiguous format")
        }
    }
    days <- floor(.time_read(x, format, "UTC") / 86400)
    if (!is.null(names(x))) names(days) <- names(x)
    .as_date(days)
}

as.Date.POSIXct <- function(x, tz = "UTC", ...) {
    days <- floor(as.vector(unclass(x)) / 86400)
    if (!is.null(names(x))) names(days) <- names(x)
    .as_date(days)
}

as.Date.POSIXlt <- function(x, ...) .as_date(floor(.time_joined(unclass(x)) / 86400))

format.Date <- function(x, format = "%Y-%m-%d", ...) {
    if (is.null(format) || identical(format, "")) format <- "%Y-%m-%d"
    text <- .time_text(as.vector(unclass(x)) * 86400, format, "UTC")
    if (!is.null(names(x))) names(text) <- names(x)
    if (!is.null(dim(x))) {
        dim(text) <- dim(x)
        dimnames(text) <- dimnames(x)
    }
    text
}

as.character.Date <- function(x, ...) {
    text <- format.Date(x, ...)
    names(text) <- NULL
    text
}

weekdays <- function(x, abbreviate) UseMethod("weekdays")
weekdays.Date <- function(x, abbreviate = FALSE) format(x, if (abbreviate) "%a" else "%A")
weekdays.POSIXt <- function(x, abbreviate = FALSE) format(x, if (abbreviate) "%a" else "%A")
months <- function(x, abbreviate) UseMethod("months")
months.Date <- function(x, abbreviate = FALSE) format(x, if (abbreviate) "%b" else "%B")
months.POSIXt <- function(x, abbreviate = FALSE) format(x, if (abbreviate) "%b" else "%B")
quarters <- function(x, abbreviate) UseMethod("quarters")
quarters.Date <- function(x, ...) paste0("Q", (as.integer(format(x, "%m")) - 1L) %/% 3L + 1L)
quarters.POSIXt <- function(x, ...) paste0("Q", (as.integer(format(x, "%m")) - 1L) %/% 3L + 1L)
julian <- function(x, ...) UseMethod("julian")
julian.Date <- function(x, origin = as.Date("1970-01-01"), ...) {
    structure(as.vector(unclass(x)) - as.vector(unclass(origin)), origin = origin)
}
julian.POSIXt <- function(x, origin = as.POSIXct("1970-01-01", tz = "GMT"), ...) {
    structure(difftime(as.POSIXct(x), origin, units = "days"), origin = origin)
}

`+.Date` <- function(e1, e2) {
    if (nargs() == 1L) return(e1)
    if (inherits(e1, "Date") && inherits(e2, "Date")) stop("binary + is not defined for \"Date\" objects")
    a <- if (inherits(e1, "Date")) unclass(e1) else .days_of(e1)
    b <- if (inherits(e2, "Date")) unclass(e2) else .days_of(e2)
    .as_date(a + b)
}

# A number of days, from a difference in any unit.
.days_of <- function(x) {
    if (!inherits(x, "difftime")) return(unclass(x))
    scale <- switch(attr(x, "units"), secs = 1 / 86400, mins = 1 / 1440, hours = 1 / 24, days = 1, weeks = 7)
    as.vector(unclass(x)) * scale
}

# A number of seconds, likewise.
.seconds_of <- function(x) {
    if (!inherits(x, "difftime")) return(unclass(x))
    scale <- switch(attr(x, "units"), secs = 1, mins = 60, hours = 3600, days = 86400, weeks = 604800)
    as.vector(unclass(x)) * scale
}

`-.Date` <- function(e1, e2) {
    if (!inherits(e1, "Date")) stop("can only subtract from \"Date\" objects")
    if (nargs() == 1L) stop("unary - is not defined for \"Date\" objects")
    if (inherits(e2, "Date")) return(difftime(e1, e2, units = "days"))
    .as_date(unclass(e1) - .days_of(e2))
}

.compare_times <- function(generic, e1, e2, convert) {
    if (is.character(e1)) e1 <- convert(e1)
    if (is.character(e2)) e2 <- convert(e2)
    get(generic, envir = baseenv(), mode = "function")(as.vector(unclass(e1)), as.vector(unclass(e2)))
}

Ops.Date <- function(e1, e2) {
    if (nargs() == 1L) stop(gettextf("unary %s not defined for \"Date\" objects", .Generic), domain = NA)
    if (!(.Generic %in% c("==", "!=", "<", "<=", ">", ">=")))
        stop(gettextf("%s not defined for \"Date\" objects", .Generic), domain = NA)
    if (inherits(e1, "POSIXt")) e1 <- as.Date(e1)
    if (inherits(e2, "POSIXt")) e2 <- as.Date(e2)
    .compare_times(.Generic, e1, e2, as.Date)
}

Math.Date <- function(x, ...) stop(gettextf("%s not defined for \"Date\" objects", .Generic), domain = NA)

Summary.Date <- function(..., na.rm) {
    if (!(.Generic %in% c("max", "min", "range")))
        stop(gettextf("%s not defined for \"Date\" objects", .Generic), domain = NA)
    values <- unlist(lapply(list(...), function(x) as.vector(unclass(as.Date(x)))))
    .as_date(get(.Generic, envir = baseenv(), mode = "function")(values, na.rm = na.rm))
}

`[.Date` <- function(x, ..., drop = TRUE) .as_date(NextMethod("["))
`[[.Date` <- function(x, ..., drop = TRUE) .as_date(NextMethod("[["))
`[<-.Date` <- function(x, ..., value) {
    if (!length(value)) return(x)
    value <- unclass(as.Date(value))
    class <- oldClass(x)
    x <- unclass(x)
    x[...] <- value
    class(x) <- class
    x
}
`length<-.Date` <- function(x, value) .as_date(NextMethod())
c.Date <- function(..., recursive = FALSE) {
    .as_date(unlist(lapply(list(...), function(x) unclass(as.Date(x)))))
}
rep.Date <- function(x, ...) .as_date(NextMethod())
as.list.Date <- function(x, ...) lapply(unclass(x), .as_date)
unique.Date <- function(x, incomparables = FALSE, ...) .as_date(unique(as.vector(unclass(x))))
mean.Date <- function(x, ...) .as_date(mean(unclass(x), ...))
is.numeric.Date <- function(x) FALSE
xtfrm.Date <- function(x) as.numeric(x)
diff.Date <- function(x, lag = 1L, differences = 1L, ...) {
    out <- diff(as.vector(unclass(x)), lag = lag, differences = differences)
    structure(out, units = "days", class = "difftime")
}
as.data.frame.Date <- function(x, ...) as.data.frame.vector(x, ...)
as.data.frame.POSIXct <- function(x, ...) as.data.frame.vector(x, ...)
as.data.frame.difftime <- function(x, ...) as.data.frame.vector(x, ...)

trunc.Date <- function(x, units = c("secs", "mins", "hours", "days", "months", "years"), ...) {
    units <- match.arg(units)
    if (units == "months") return(as.Date(format(x, "%Y-%m-01")))
    if (units == "years") return(as.Date(format(x, "%Y-01-01")))
    .as_date(trunc(unclass(x)))
}
round.Date <- function(x, ...) .as_date(round(unclass(x)))

# A step like "2 weeks" as number and unit.
.step <- function(by) {
    parts <- strsplit(by, " ", fixed = TRUE)[[1L]]
    if (length(parts) > 2L || length(parts) < 1L) stop("invalid 'by' string")
    unit <- sub("s$", "", parts[length(parts)])
    units <- c("sec", "min", "hour", "day", "week", "month", "year", "DSTday", "quarter")
    if (!(unit %in% units)) stop("invalid string for 'by'")
    list(number = if (length(parts) == 2L) as.integer(parts[1L]) else 1L, unit = unit)
}

# Steps of months from a time in parts, the day of the month carried over.
.month_steps <- function(from, months, joined) {
    parts <- unclass(from)
    parts$mon <- parts$mon + months
    joined(parts)
}

seq.Date <- function(from, to, by, length.out = NULL, along.with = NULL, ...) {
    if (!missing(along.with)) length.out <- length(along.with)
    if (missing(by)) {
        if (missing(to) || is.null(length.out)) {
            if (missing(to)) stop("exactly two of 'to', 'by' and 'length.out' / 'along.with' must be specified")
            by <- "day"
        } else {
            return(.as_date(seq.int(as.vector(unclass(from)), as.vector(unclass(to)), length.out = length.out)))
        }
    }
    step <- 1
    unit <- "day"
    if (inherits(by, "difftime")) {
        step <- .days_of(by)
    } else if (is.character(by)) {
        parsed <- .step(by)
        step <- parsed$number
        unit <- parsed$unit
        if (unit == "week") { step <- step * 7; unit <- "day" }
        if (unit == "DSTday") unit <- "day"
        if (unit == "quarter") { step <- step * 3; unit <- "month" }
        if (unit == "year") { step <- step * 12; unit <- "month" }
    } else {
        step <- by
    }
    start <- as.vector(unclass(from))
    if (unit == "day") {
        days <- if (missing(to)) seq.int(start, by = step, length.out = length.out)
                else seq.int(start, as.vector(unclass(to)), by = step)
        return(.as_date(days))
    }
    parts <- .time_parts(start * 86400, "UTC")
    if (missing(to)) {
        months <- seq.int(0, by = step, length.out = length.out)
    } else {
        end <- .time_parts(as.vector(unclass(to)) * 86400, "UTC")
        months <- seq.int(0, 12 * (end$year - parts$year) + end$mon - parts$mon, by = step)
    }
    out <- .month_steps(parts, months, .time_joined) / 86400
    if (!missing(to)) {
        last <- as.vector(unclass(to))
        out <- if (step > 0) out[out <= last] else out[out >= last]
    }
    .as_date(out)
}

cut.Date <- function(x, breaks, labels = NULL, start.on.monday = TRUE, right = FALSE, ...) {
    if (is.character(breaks) && length(breaks) == 1L) {
        step <- .step(breaks)
        start <- min(x, na.rm = TRUE)
        unit <- step$unit
        if (unit == "week") {
            day <- as.integer(format(start, "%w"))
            start <- start - if (start.on.monday) (day + 6L) %% 7L else day
        } else if (unit %in% c("month", "quarter")) {
            start <- trunc(start, "months")
            if (unit == "quarter") {
                month <- as.integer(format(start, "%m")) - 1L
                start <- seq(start, by = paste(-(month %% 3L), "month"), length.out = 2L)[2L]
            }
        } else if (unit == "year") {
            start <- trunc(start, "years")
        } else if (unit != "day" && unit != "DSTday") {
            stop("invalid specification of 'breaks'")
        }
        last <- max(x, na.rm = TRUE)
        days <- c(day = 1, DSTday = 1, week = 7, month = 31, quarter = 93, year = 366)[[unit]] * step$number
        breaks <- seq(start, last + days, breaks)
        keep <- seq_len(1L + max(which(breaks <= last)))
        breaks <- breaks[keep]
        result <- cut(unclass(x), unclass(breaks), labels = labels, right = right, ...)
    } else if (is.numeric(breaks) && length(breaks) == 1L) {
        result <- cut(unclass(x), breaks, labels = labels, right = right, ...)
    } else {
        breaks <- sort(as.Date(breaks))
        result <- cut(unclass(x), unclass(breaks), labels = labels, right = right, ...)
    }
    if (is.null(labels)) {
        levels(result) <- as.character(
            if (is.numeric(breaks)) x[!duplicated(result)] else breaks[-length(breaks)])
    }
    result
}

ISOdatetime <- function(year, month, day, hour, min, sec, tz = "") {
    if (min(lengths(list(year, month, day, hour, min, sec))) == 0L) return(.POSIXct(numeric(), tz = tz))
    text <- paste(year, month, day, hour, min, sec, sep = "-")
    as.POSIXct(text, format = "%Y-%m-%d-%H-%M-%OS", tz = tz)
}
ISOdate <- function(year, month, day, hour = 12, min = 0, sec = 0, tz = "GMT") {
    ISOdatetime(year, month, day, hour, min, sec, tz = tz)
}
.POSIXct <- function(xx, tz = NULL, cl = c("POSIXct", "POSIXt")) {
    class(xx) <- cl
    attr(xx, "tzone") <- tz
    xx
}
.Date <- function(xx, cl = "Date") {
    class(xx) <- cl
    xx
}

as.POSIXct <- function(x, tz = "", ...) UseMethod("as.POSIXct")
as.POSIXct.default <- function(x, tz = "", ...) {
    if (inherits(x, "POSIXct")) return(if (missing(tz)) x else .POSIXct(as.vector(unclass(x)), tz))
    if (is.null(x)) return(.POSIXct(numeric(), tz))
    if (is.factor(x)) x <- as.character(x)
    if (is.character(x) || (is.logical(x) && all(is.na(x)))) return(as.POSIXct(as.POSIXlt(x, tz, ...), tz, ...))
    stop(gettextf("do not know how to convert '%s' to class %s", deparse(substitute(x)), dQuote("POSIXct")),
         domain = NA)
}
as.POSIXct.numeric <- function(x, tz = "", origin, ...) {
    if (missing(origin)) .POSIXct(x, tz) else .POSIXct(as.vector(unclass(as.POSIXct(origin, tz = "GMT"))) + x, tz)
}
as.POSIXct.Date <- function(x, tz = "UTC", ...) .POSIXct(as.vector(unclass(x)) * 86400, tz)
as.POSIXct.POSIXlt <- function(x, tz = "", ...) {
    if (missing(tz) && !is.null(attr(x, "tzone"))) tz <- attr(x, "tzone")[1L]
    .POSIXct(.time_joined(unclass(x)), tz)
}

as.POSIXlt <- function(x, tz = "", ...) UseMethod("as.POSIXlt")
as.POSIXlt.default <- function(x, tz = "", optional = FALSE, ...) {
    if (inherits(x, "POSIXlt")) return(if (missing(tz)) x else as.POSIXlt(as.POSIXct(x), tz))
    if (is.null(x)) return(as.POSIXlt(character(), tz))
    if (is.logical(x) && all(is.na(x))) return(as.POSIXlt(.POSIXct(as.numeric(x), tz), tz))
    stop(gettextf("do not know how to convert '%s' to class %s", deparse(substitute(x)), dQuote("POSIXlt")),
         domain = NA)
}
as.POSIXlt.POSIXct <- function(x, tz = "", ...) {
    if (missing(tz) && !is.null(attr(x, "tzone"))) tz <- attr(x, "tzone")[1L]
    .time_parts(as.vector(unclass(x)), tz)
}
as.POSIXlt.Date <- function(x, ...) .time_parts(as.vector(unclass(x)) * 86400, "UTC")
as.POSIXlt.numeric <- function(x, tz = "", origin, ...) as.POSIXlt(as.POSIXct(x, tz, origin, ...), tz)
as.POSIXlt.factor <- function(x, ...) as.POSIXlt(as.character(x), ...)
as.POSIXlt.character <- function(x, tz = "", format,
                                 tryFormats = c("%Y-%m-%d %H:%M:%OS", "%Y/%m/%d %H:%M:%OS", "%Y-%m-%d %H:%M",
                                                "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d"),
                                 optional = FALSE, ...) {
    x <- unclass(x)
    if (!missing(format)) return(strptime(x, format, tz = tz))
    known <- x[!is.na(x) & nzchar(x)]
    if (!length(known)) return(strptime(x, tryFormats[1L], tz = tz))
    for (candidate in tryFormats) {
        if (all(!is.na(.time_read(known, candidate, tz)))) return(strptime(x, candidate, tz = tz))
    }
    if (optional) return(as.POSIXlt.character(rep(NA_character_, length(x)), tz = tz))
    stop("character string is not in a standard unambiguous format")
}

strptime <- function(x, format, tz = "") {
    out <- .time_parts(.time_read(as.character(x), format, tz), tz)
    attr(out, "tzone") <- if (identical(tz, "")) "UTC" else tz
    out
}
strftime <- function(x, format = "", tz = "", usetz = FALSE, ...) {
    format(if (missing(tz)) as.POSIXlt(x) else as.POSIXlt(x, tz = tz), format = format, usetz = usetz, ...)
}

# The shortest specification that shows all of the times.
.time_format <- function(seconds, digits) {
    known <- seconds[is.finite(seconds)]
    if (!length(known) || all(known %% 86400 == 0)) return("%Y-%m-%d")
    if (is.null(digits)) digits <- 0L
    n <- if (digits > 0L) .time_digits(known, digits) else 0L
    if (n > 0L) return(paste0("%Y-%m-%d %H:%M:%OS", n))
    if (all(floor(known) %% 60 == 0)) "%Y-%m-%d %H:%M" else "%Y-%m-%d %H:%M:%S"
}

format.POSIXct <- function(x, format = "", tz = "", usetz = FALSE, ...) {
    if (missing(tz) && !is.null(attr(x, "tzone"))) tz <- attr(x, "tzone")[1L]
    .format_time(as.vector(unclass(x)), names(x), format, tz, usetz, ...)
}
format.POSIXlt <- function(x, format = "", usetz = FALSE, digits = getOption("digits.secs"), ...) {
    tz <- attr(x, "tzone")
    .format_time(.time_joined(unclass(x)), names(unclass(x)$year), format, if (is.null(tz)) "" else tz[1L], usetz,
                 digits = digits)
}
.format_time <- function(seconds, names, format, tz, usetz, digits = getOption("digits.secs"), ...) {
    if (is.null(format) || identical(format, "")) format <- .time_format(seconds, digits)
    text <- .time_text(seconds, format, tz)
    if (usetz) {
        zone <- .time_text(seconds, "%Z", tz)
        text <- ifelse(is.na(text), text, paste(text, zone))
    }
    if (!is.null(names)) names(text) <- names
    text
}
as.character.POSIXt <- function(x, ...) {
    text <- format(x, ...)
    names(text) <- NULL
    text
}

`+.POSIXt` <- function(e1, e2) {
    if (nargs() == 1L) return(e1)
    if (inherits(e1, "POSIXt") && inherits(e2, "POSIXt")) stop("binary '+' is not defined for \"POSIXt\" objects")
    if (inherits(e1, "POSIXlt")) e1 <- as.POSIXct(e1)
    if (inherits(e2, "POSIXlt")) e2 <- as.POSIXct(e2)
    tz <- if (inherits(e1, "POSIXct")) attr(e1, "tzone") else attr(e2, "tzone")
    .POSIXct(as.vector(.seconds_of(e1)) + as.vector(.seconds_of(e2)), tz)
}
`-.POSIXt` <- function(e1, e2) {
    if (!inherits(e1, "POSIXt")) stop("can only subtract from \"POSIXt\" objects")
    if (nargs() == 1L) stop("unary '-' is not defined for \"POSIXt\" objects")
    if (inherits(e2, "POSIXt")) return(difftime(e1, e2))
    e1 <- as.POSIXct(e1)
    .POSIXct(as.vector(unclass(e1)) - as.vector(.seconds_of(e2)), attr(e1, "tzone"))
}
Ops.POSIXt <- function(e1, e2) {
    if (nargs() == 1L) stop(gettextf("unary '%s' not defined for \"POSIXt\" objects", .Generic), domain = NA)
    if (!(.Generic %in% c("==", "!=", "<", "<=", ">", ">=")))
        stop(gettextf("'%s' not defined for \"POSIXt\" objects", .Generic), domain = NA)
    if (inherits(e1, "POSIXlt") || inherits(e1, "Date")) e1 <- as.POSIXct(e1)
    if (inherits(e2, "POSIXlt") || inherits(e2, "Date")) e2 <- as.POSIXct(e2)
    .compare_times(.Generic, e1, e2, as.POSIXct)
}
Math.POSIXt <- function(x, ...) stop(gettextf("'%s' not defined for \"POSIXt\" objects", .Generic), domain = NA)
Summary.POSIXct <- function(..., na.rm) {
    if (!(.Generic %in% c("max", "min", "range")))
        stop(gettextf("'%s' not defined for \"POSIXt\" objects", .Generic), domain = NA)
    given <- list(...)
    values <- unlist(lapply(given, function(x) as.vector(unclass(as.POSIXct(x)))))
    .POSIXct(get(.Generic, envir = baseenv(), mode = "function")(values, na.rm = na.rm), attr(given[[1L]], "tzone"))
}
`[.POSIXct` <- function(x, ..., drop = TRUE) .POSIXct(NextMethod("["), attr(x, "tzone"), oldClass(x))
`[[.POSIXct` <- function(x, ..., drop = TRUE) .POSIXct(NextMethod("[["), attr(x, "tzone"), oldClass(x))
`[<-.POSIXct` <- function(x, ..., value) {
    if (!length(value)) return(x)
    value <- unclass(as.POSIXct(value))
    class <- oldClass(x)
    tz <- attr(x, "tzone")
    x <- unclass(x)
    x[...] <- value
    .POSIXct(x, tz, class)
}
c.POSIXct <- function(..., recursive = FALSE) {
    given <- list(...)
    zones <- lapply(given, attr, "tzone")
    tz <- if (length(unique(zones)) == 1L) zones[[1L]] else NULL
    .POSIXct(unlist(lapply(given, function(x) unclass(as.POSIXct(x)))), tz)
}
rep.POSIXct <- function(x, ...) .POSIXct(NextMethod(), attr(x, "tzone"), oldClass(x))
as.list.POSIXct <- function(x, ...) {
    tz <- attr(x, "tzone")
    lapply(as.vector(unclass(x)), .POSIXct, tz)
}
unique.POSIXct <- function(x, incomparables = FALSE, ...) .POSIXct(unique(as.vector(unclass(x))), attr(x, "tzone"))
mean.POSIXct <- function(x, ...) .POSIXct(mean(unclass(x), ...), attr(x, "tzone"))
is.numeric.POSIXt <- function(x) FALSE
xtfrm.POSIXct <- function(x) as.numeric(x)
diff.POSIXt <- function(x, lag = 1L, differences = 1L, ...) {
    x <- as.POSIXct(x)
    n <- length(x)
    for (k in seq_len(differences)) {
        n <- length(x)
        if (lag >= n) return(structure(numeric(), class = "difftime", units = "secs"))
        x <- x[(1L + lag):n] - x[1L:(n - lag)]
    }
    x
}
length.POSIXlt <- function(x) length(unclass(x)$year)
as.numeric.POSIXlt <- function(x, ...) as.vector(unclass(as.POSIXct(x)))
as.double.POSIXlt <- function(x, ...) as.vector(unclass(as.POSIXct(x)))
`[.POSIXlt` <- function(x, i, ..., drop = TRUE) as.POSIXlt(as.POSIXct(x)[i])
Summary.POSIXlt <- function(..., na.rm) {
    given <- lapply(list(...), as.POSIXct)
    as.POSIXlt(do.call(.Generic, c(given, na.rm = na.rm)))
}
is.na.POSIXlt <- function(x) is.na(as.POSIXct(x))

trunc.POSIXt <- function(x, units = c("secs", "mins", "hours", "days", "months", "years"), ...) {
    units <- match.arg(units)
    tz <- attr(x, "tzone")
    seconds <- as.vector(unclass(as.POSIXct(x)))
    size <- c(secs = 1, mins = 60, hours = 3600, days = 86400)
    if (units %in% names(size)) {
        seconds <- floor(seconds / size[[units]]) * size[[units]]
    } else {
        spec <- if (units == "months") "%Y-%m-01" else "%Y-01-01"
        seconds <- .time_read(.time_text(seconds, spec, ""), "%Y-%m-%d", "")
    }
    .time_parts(seconds, if (is.null(tz)) "" else tz[1L])
}
round.POSIXt <- function(x, digits = c("secs", "mins", "hours", "days", "months", "years")) {
    units <- if (is.numeric(digits) && digits == 0) "secs" else match.arg(digits)
    half <- c(secs = 0.5, mins = 30, hours = 1800, days = 43200)
    if (!(units %in% names(half))) stop("rounding to months and years is not implemented")
    trunc.POSIXt(as.POSIXct(x) + half[[units]], units = units)
}

seq.POSIXt <- function(from, to, by, length.out = NULL, along.with = NULL, ...) {
    if (!missing(along.with)) length.out <- length(along.with)
    from <- as.POSIXct(from)
    tz <- attr(from, "tzone")
    start <- as.vector(unclass(from))
    if (!missing(to)) end <- as.vector(unclass(as.POSIXct(to)))
    if (missing(by)) return(.POSIXct(seq.int(start, end, length.out = length.out), tz))
    months <- NULL
    if (inherits(by, "difftime")) {
        step <- .seconds_of(by)
    } else if (is.character(by)) {
        parsed <- .step(by)
        sizes <- c(sec = 1, min = 60, hour = 3600, day = 86400, week = 604800, DSTday = 86400)
        if (parsed$unit %in% names(sizes)) step <- parsed$number * sizes[[parsed$unit]]
        else months <- parsed$number * c(month = 1, quarter = 3, year = 12)[[parsed$unit]]
    } else {
        step <- by
    }
    if (is.null(months)) {
        out <- if (missing(to)) seq.int(start, by = step, length.out = length.out)
               else seq.int(start, end, by = step)
        return(.POSIXct(out, tz))
    }
    parts <- .time_parts(start, "UTC")
    if (missing(to)) {
        steps <- seq.int(0, by = months, length.out = length.out)
    } else {
        last <- .time_parts(end, "UTC")
        steps <- seq.int(0, 12 * (last$year - parts$year) + last$mon - parts$mon, by = months)
    }
    out <- .month_steps(parts, steps, .time_joined)
    if (!missing(to)) out <- out[out <= end]
    .POSIXct(out, tz)
}

difftime <- function(time1, time2, tz, units = c("auto", "secs", "mins", "hours", "days", "weeks")) {
    units <- match.arg(units)
    a <- as.vector(unclass(if (missing(tz)) as.POSIXct(time1) else as.POSIXct(time1, tz = tz)))
    b <- as.vector(unclass(if (missing(tz)) as.POSIXct(time2) else as.POSIXct(time2, tz = tz)))
    .difftime_of(a - b, units)
}

# Seconds as a difference in a unit, the largest that is not too large when it is "auto".
.difftime_of <- function(z, units) {
    if (units == "auto") {
        known <- z[!is.na(z)]
        least <- if (length(known)) min(abs(known)) else NA
        units <- if (is.na(least) || least < 60) "secs" else if (least < 3600) "mins"
                 else if (least < 86400) "hours" else "days"
    }
    size <- c(secs = 1, mins = 60, hours = 3600, days = 86400, weeks = 604800)
    structure(z / size[[units]], class = "difftime", units = units)
}
.difftime <- function(xx, units, cl = "difftime") {
    class(xx) <- cl
    attr(xx, "units") <- units
    xx
}
as.difftime <- function(tim, format = "%X", units = "auto", tz = "UTC") {
    if (units == "auto" && is.numeric(tim)) stop("need explicit units for numeric conversion")
    if (is.character(tim)) {
        if (format == "%X") format <- "%H:%M:%S"
        day <- .time_read("2000-01-01", "%Y-%m-%d", tz)
        z <- .time_read(paste("2000-01-01", tim), paste("%Y-%m-%d", format), tz) - day
        return(.difftime_of(z, units))
    }
    if (!(units %in% c("secs", "mins", "hours", "days", "weeks"))) stop("invalid units specified")
    .difftime(tim, units)
}
units <- function(x) UseMethod("units")
units.difftime <- function(x) attr(x, "units")
`units<-` <- function(x, value) UseMethod("units<-")
`units<-.difftime` <- function(x, value) {
    if (attr(x, "units") == value) return(x)
    size <- c(secs = 1, mins = 60, hours = 3600, days = 86400, weeks = 604800)
    .difftime(as.vector(unclass(x)) * size[[attr(x, "units")]] / size[[value]], value)
}
format.difftime <- function(x, ...) paste(format(as.vector(unclass(x)), ...), attr(x, "units"))
as.double.difftime <- function(x, units = "auto", ...) {
    if (units != "auto") units(x) <- units
    as.vector(unclass(x))
}
as.numeric.difftime <- as.double.difftime
`[.difftime` <- function(x, ..., drop = TRUE) .difftime(NextMethod("["), attr(x, "units"))
c.difftime <- function(..., recursive = FALSE, units = NULL) {
    given <- list(...)
    if (is.null(units)) {
        found <- Filter(function(x) inherits(x, "difftime"), given)
        units <- if (length(found)) attr(found[[1L]], "units") else "days"
    }
    convert <- function(x) {
        if (inherits(x, "difftime")) units(x) <- units
        as.vector(unclass(x))
    }
    .difftime(unlist(lapply(given, convert)), units)
}
rep.difftime <- function(x, ...) .difftime(NextMethod(), attr(x, "units"))
Ops.difftime <- function(e1, e2) {
    f <- get(.Generic, envir = baseenv(), mode = "function")
    if (nargs() == 1L) {
        if (.Generic %in% c("+", "-")) return(.difftime(f(as.vector(unclass(e1))), attr(e1, "units")))
        stop(gettextf("unary '%s' not defined for \"difftime\" objects", .Generic), domain = NA)
    }
    both <- inherits(e1, "difftime") && inherits(e2, "difftime")
    unit <- if (inherits(e1, "difftime")) attr(e1, "units") else attr(e2, "units")
    if (both && attr(e1, "units") != attr(e2, "units")) {
        order <- c("secs", "mins", "hours", "days", "weeks")
        unit <- order[min(match(c(attr(e1, "units"), attr(e2, "units")), order))]
        units(e1) <- unit
        units(e2) <- unit
    }
    out <- f(as.vector(unclass(e1)), as.vector(unclass(e2)))
    if (.Generic %in% c("+", "-")) .difftime(out, unit) else out
}
`*.difftime` <- function(e1, e2) {
    if (inherits(e1, "difftime") && inherits(e2, "difftime"))
        stop("both arguments of * cannot be \"difftime\" objects")
    unit <- if (inherits(e1, "difftime")) attr(e1, "units") else attr(e2, "units")
    .difftime(as.vector(unclass(e1)) * as.vector(unclass(e2)), unit)
}
`/.difftime` <- function(e1, e2) {
    if (inherits(e2, "difftime")) {
        if (!inherits(e1, "difftime")) stop("second argument of / cannot be a \"difftime\" object")
        return(.seconds_of(e1) / .seconds_of(e2))
    }
    .difftime(as.vector(unclass(e1)) / as.vector(unclass(e2)), attr(e1, "units"))
}
Math.difftime <- function(x, ...) {
    if (!(.Generic %in% c("abs", "sign", "floor", "ceiling", "trunc", "round", "signif")))
        stop(gettextf("'%s' not defined for \"difftime\" objects", .Generic), domain = NA)
    .difftime(get(.Generic, envir = baseenv(), mode = "function")(as.vector(unclass(x)), ...), attr(x, "units"))
}
mean.difftime <- function(x, ...) .difftime(mean(as.vector(unclass(x)), ...), attr(x, "units"))
Summary.difftime <- function(..., na.rm) {
    if (!(.Generic %in% c("max", "min", "sum", "range")))
        stop(gettextf("'%s' not defined for \"difftime\" objects", .Generic), domain = NA)
    all <- c.difftime(...)
    .difftime(get(.Generic, envir = baseenv(), mode = "function")(as.vector(unclass(all)), na.rm = na.rm),
              attr(all, "units"))
}
