#!/usr/bin/env Rscript
# Records what R prints in the files of the Markdown suite:
#
#     Rscript tests/record.R tests/suite/base/vectors.md ...
#
# A suite file is a report: prose, `{r}` chunks that run in order in one session, and after a chunk that prints
# something a block with the info string `output` that holds it: text, messages, warnings and errors in order, in
# knitr's words, without its `## ` prefix. This tool runs every file in an R process of its own through knitr
# (error = TRUE, width 80, time zone UTC, strings sorted by code point), and rewrites the output blocks and the
# first line, which names the versions. Where the recorded packages are older than the ones raglan follows, the
# differences that have a rule are applied to the recorded text (`adapt` below); cases without a rule stay out of
# the suite. Nothing but this tool needs R.

# ---- The file: chunks and the output blocks that belong to them ----

# The last line of the fenced block that opens on line i.
block_end <- function(lines, i, path) {
  fence <- sub("^(`{3,}).*$", "\\1", lines[i])
  end <- which(grepl(paste0("^", fence, "`*\\s*$"), lines) & seq_along(lines) > i)
  if (length(end) == 0) stop(path, ": the block that opens on line ", i, " is never closed")
  end[1]
}

# Splits a file into pieces: list(kind = "prose" or "chunk", lines). Output blocks are dropped.
read_pieces <- function(path) {
  lines <- readLines(path, encoding = "UTF-8", warn = FALSE)
  if (length(lines) > 0 && grepl("^<!-- Recorded ", lines[1])) lines <- lines[-1]
  pieces <- list()
  prose <- character()
  i <- 1
  while (i <= length(lines)) {
    if (grepl("^`{3,}\\{r", lines[i])) {
      end <- block_end(lines, i, path)
      chunk <- list(kind = "chunk", lines = lines[i:end])
      pieces <- c(pieces, list(list(kind = "prose", lines = prose)), list(chunk))
      prose <- character()
      i <- end + 1
    } else if (grepl("^`{3,}output\\s*$", lines[i])) {
      i <- block_end(lines, i, path) + 1
    } else {
      prose <- c(prose, lines[i])
      i <- i + 1
    }
  }
  c(pieces, list(list(kind = "prose", lines = prose)))
}

trim_blank <- function(lines) {
  while (length(lines) > 0 && lines[1] == "") lines <- lines[-1]
  while (length(lines) > 0 && lines[length(lines)] == "") lines <- lines[-length(lines)]
  lines
}

output_block <- function(text) {
  body <- strsplit(sub("\n$", "", text), "\n", fixed = TRUE)[[1]]
  if (length(body) == 0) body <- ""
  runs <- regmatches(body, regexpr("^`{3,}", body))
  fence <- strrep("`", max(3, nchar(runs) + 1))
  c(paste0(fence, "output"), body, fence)
}

write_pieces <- function(path, pieces, outputs, versions) {
  out <- versions
  chunk <- 0
  for (piece in pieces) {
    lines <- piece$lines
    if (piece$kind == "prose") {
      lines <- trim_blank(lines)
      if (length(lines) > 0) out <- c(out, "", lines)
    } else {
      chunk <- chunk + 1
      out <- c(out, "", lines)
      if (nzchar(outputs[chunk])) out <- c(out, "", output_block(outputs[chunk]))
    }
  }
  con <- file(path, open = "wb")
  on.exit(close(con))
  writeLines(enc2utf8(out), con, sep = "\n", useBytes = TRUE)
}

# ---- Running ----

# What each chunk prints, as one string a chunk.
run_chunks <- function(chunks) {
  said <- character(length(chunks))
  add <- function(x, options) {
    n <- as.integer(options$suite.number)
    said[n] <<- paste0(said[n], adapt(paste(x, collapse = "")))
    ""
  }
  knitr::opts_chunk$set(error = TRUE, comment = NA, fig.path = paste0(tempfile("figure"), "/"), dev = "png")
  knitr::opts_knit$set(root.dir = tempdir())
  knitr::knit_hooks$set(
    source = function(x, options) "", output = add, message = add, warning = add, error = add,
    plot = function(x, options) "", chunk = function(x, options) ""
  )
  text <- character()
  for (i in seq_along(chunks)) {
    head <- sub("\\}\\s*$", sprintf(", suite.number=%d}", i), chunks[[i]][1])
    text <- c(text, head, chunks[[i]][-1], "")
  }
  knitr::knit(text = text, output = tempfile(fileext = ".md"), quiet = TRUE, envir = globalenv())
  said
}

# The packages of a file: those its chunks attach.
versions_line <- function(chunks) {
  code <- unlist(chunks)
  attached <- regmatches(code, regexpr("(?<=^library\\()[A-Za-z0-9.]+(?=\\))", code, perl = TRUE))
  attached <- setdiff(unique(attached), c("stats", "utils", "methods", "graphics", "grDevices", "datasets", "splines"))
  packages <- vapply(attached, function(p) paste(p, format(packageVersion(p))), "")
  paste0("<!-- Recorded with ", paste(c(paste0("R ", getRversion()), packages), collapse = ", "), ". -->")
}

record <- function(path) {
  pieces <- read_pieces(path)
  is_chunk <- vapply(pieces, function(p) p$kind == "chunk", NA)
  chunks <- lapply(pieces[is_chunk], function(p) p$lines)
  versions <- versions_line(chunks)
  outputs <- run_chunks(chunks)
  write_pieces(path, pieces, outputs, versions)
}

# ---- Rules from the recorded versions to the followed ones ----

adapt <- function(text) {
  text <- gsub("(Error|Warning) in eval\\(expr, envir(, enclos)?\\): ", "\\1: ", text)
  text <- sub("This is mgcv 1.8-41.", "This is mgcv 1.9-1.", text, fixed = TRUE)
  text <- adapt_verb_error(text)
  text <- adapt_join(text)
  text <- adapt_tibble_footer(text)
  text <- adapt_glm(text)
  adapt_mixed_anova(adapt_mixed_model(text))
}

# dplyr 1.1: an error in a verb names the argument in a bullet, then the group, then the cause; the verb's own
# machinery is not named. tidyselect 1.2.1: columns that are not there cannot be "selected".
adapt_verb_error <- function(text) {
  if (!grepl("^Error in ", text)) return(text)
  text <- sub("! Problem with the implicit `transmute\\(\\)` step\\.\n\u2716 ", "! ", text)
  text <- sub("! Problem while computing `(.*?)`\\.\n", "\u2139 In argument: `\\1`.\n", text)
  if (grepl("^Error in `filter", text)) text <- sub("In argument: `\\.\\.[0-9]+ = ", "In argument: `", text)
  text <- sub("\u2139 The error occurred in group ([0-9]+): (.*?)\\.\n", "\u2139 In group \\1: `\\2`.\n", text)
  text <- sub("(\u2716 .*? must be (?:of )?size .*?\n)(\u2139 In group .*?\n)", "\\2\\1", text, perl = TRUE)
  text <- sub("\u2716 (?:Input )?(`.*? must be (?:of )?size )", "Caused by error:\n! \\1", text, perl = TRUE)
  text <- sub("Caused by error in `mask\\$eval_[a-z_]*\\(\\)`:", "Caused by error:", text)
  if (grepl("^Error in `[A-Za-z_.]+\\(\\)`:", text)) text <- sub("Can't subset columns", "Can't select columns", text)
  sub("\u2139 use by = character()` to perform a cross-join.", "\u2139 Use `cross_join()` to perform a cross-join.",
    text, fixed = TRUE)
}

# dplyr 1.1: Joining with `by = join_by(a, b)`.
adapt_join <- function(text) {
  found <- regmatches(text, regexec("^Joining, by = (.*)\n$", text))[[1]]
  if (length(found) == 0) return(text)
  columns <- eval(parse(text = found[2]))
  paste0("Joining with `by = join_by(", paste(columns, collapse = ", "), ")`\n")
}

# pillar 1.9: one footer line for the rows, one for the columns, each with its own sign.
adapt_tibble_footer <- function(text) {
  lines <- strsplit(text, "\n", fixed = TRUE)[[1]]
  for (s in rev(grep("^# \u2026 with ", lines))) {
    end <- s
    while (end < length(lines) && grepl("^#   ", lines[end + 1])) end <- end + 1
    footer <- paste(c(lines[s], sub("^#   ", " ", lines[seq_len(end - s) + s])), collapse = "")
    if (grepl("abbreviated variable name", footer)) stop("a footer with abbreviated names has no rule: ", footer)
    lines <- c(lines[seq_len(s - 1)], footer_lines(sub("^# \u2026 with ", "", footer)), lines[-seq_len(end)])
    text <- paste0(paste(lines, collapse = "\n"), "\n")
  }
  text
}

footer_lines <- function(parts) {
  rows <- "^[0-9,]+ more rows?"
  new <- character()
  if (grepl(rows, parts)) {
    new <- paste0("# \u2139 ", regmatches(parts, regexpr(rows, parts)))
    parts <- sub("^(, )?(and )?", "", sub(rows, "", parts))
  }
  if (nzchar(parts)) {
    glued <- gsub("(\\S+) (<[^>]*>)", "\\1\u00a0\\2", parts)
    wrapped <- gsub("\u00a0", " ", strwrap(glued, width = 80 - 4 + 1), fixed = TRUE)
    new <- c(new, paste0(c("# \u2139 ", rep("#   ", length(wrapped) - 1)), wrapped))
  }
  new
}

# R 4.3: summary() of a glm says nothing about deviance residuals.
adapt_glm <- function(text) {
  gsub("\nDeviance Residuals: \n[^\n]*\n[^\n]*\n(?=\n)", "", text, perl = TRUE)
}

# lme4 1.1-37: the criterion is called -2*log(L), and the columns are as wide as that.
adapt_mixed_model <- function(text) {
  m <- regexec("\n( *AIC +BIC +logLik +deviance +df.resid ?)\n([^\n]*)\n", text)
  found <- regmatches(text, m)[[1]]
  if (length(found) == 0) return(text)
  values <- strsplit(trimws(found[3]), " +")[[1]]
  width <- max(9, nchar(values))
  row <- function(x) paste0(paste(formatC(x, width = width), collapse = " "), " ")
  new <- paste0("\n", row(c("AIC", "BIC", "logLik", "-2*log(L)", "df.resid")), "\n", row(values), "\n")
  sub(found[1], new, text, fixed = TRUE)
}

# The same name in the table of anova(): one column is wider by the length of it.
adapt_mixed_anova <- function(text) {
  lines <- strsplit(text, "\n", fixed = TRUE)[[1]]
  head <- grep("npar +AIC +BIC +logLik +deviance", lines)
  if (length(head) != 1) return(text)
  end <- regexpr("deviance", lines[head], fixed = TRUE) + 7
  column <- head:min(c(length(lines), grep("^---", lines) - 1))
  lines[column] <- paste0(substr(lines[column], 1, end - 8), " ", substring(lines[column], end - 7))
  lines[head] <- sub(" deviance", "-2*log(L)", lines[head], fixed = TRUE)
  paste0(paste(lines, collapse = "\n"), "\n")
}

# ---- The command ----

# The chunks run in the global environment, as rmarkdown::render() runs them, so this file's own functions live in
# another one in the process that records.
arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) == 2 && arguments[1] == "--one") {
  # pillar 1.9 writes column titles whole.
  options(width = 80, pillar.min_title_chars = Inf)
  record(arguments[2])
} else {
  me <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
  load <- sprintf("sys.source('%s', new.env(parent = parent.env(globalenv())))", me)
  environment <- c("TZ=UTC", "LC_ALL=C.UTF-8", "LANGUAGE=en", "R_ENABLE_JIT=0")
  failed <- 0
  for (path in arguments) {
    status <- system2("Rscript", c("--vanilla", "-e", shQuote(load), "--one", path), env = environment)
    if (status != 0) cat("not recorded:", path, "\n")
    failed <- failed + (status != 0)
  }
  quit(status = as.integer(failed > 0))
}
