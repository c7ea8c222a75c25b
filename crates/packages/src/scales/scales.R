percent <- function(x, accuracy = NULL, scale = 100, prefix = "", suffix = "%", big.mark = "", decimal.mark = ".", trim = TRUE, ...) {
  number(x, accuracy = accuracy, scale = scale, prefix = prefix, suffix = suffix, big.mark = big.mark, decimal.mark = decimal.mark, ...)
}
comma <- function(x, accuracy = NULL, scale = 1, prefix = "", suffix = "", big.mark = ",", decimal.mark = ".", trim = TRUE, ...) {
  number(x, accuracy = accuracy, scale = scale, prefix = prefix, suffix = suffix, big.mark = big.mark, decimal.mark = decimal.mark, ...)
}
dollar <- function(x, accuracy = NULL, scale = 1, prefix = "$", suffix = "", big.mark = ",", decimal.mark = ".", ...) {
  if (is.null(accuracy)) accuracy <- if (all(x == round(x, 0), na.rm = TRUE)) 1 else 0.01
  number(x, accuracy = accuracy, scale = scale, prefix = prefix, suffix = suffix, big.mark = big.mark, decimal.mark = decimal.mark, ...)
}
label_number <- function(accuracy = NULL, scale = 1, prefix = "", suffix = "", big.mark = " ", decimal.mark = ".", ...) {
  function(x) number(x, accuracy = accuracy, scale = scale, prefix = prefix, suffix = suffix, big.mark = big.mark, decimal.mark = decimal.mark, ...)
}
label_percent <- function(accuracy = NULL, scale = 100, prefix = "", suffix = "%", big.mark = "", decimal.mark = ".", ...) {
  function(x) percent(x, accuracy = accuracy, scale = scale, prefix = prefix, suffix = suffix, big.mark = big.mark, decimal.mark = decimal.mark, ...)
}
label_comma <- function(accuracy = NULL, scale = 1, prefix = "", suffix = "", big.mark = ",", decimal.mark = ".", ...) {
  function(x) comma(x, accuracy = accuracy, scale = scale, prefix = prefix, suffix = suffix, big.mark = big.mark, decimal.mark = decimal.mark, ...)
}
label_dollar <- function(accuracy = NULL, scale = 1, prefix = "$", suffix = "", big.mark = ",", decimal.mark = ".", ...) {
  function(x) dollar(x, accuracy = accuracy, scale = scale, prefix = prefix, suffix = suffix, big.mark = big.mark, decimal.mark = decimal.mark, ...)
}
percent_format <- label_percent
comma_format <- label_comma
dollar_format <- label_dollar
number_format <- label_number
label_scientific <- function(digits = 3, ...) function(x) scientific(x, digits = digits)
scientific <- function(x, digits = 3, prefix = "", suffix = "", ...) paste0(prefix, format(x, digits = digits, scientific = TRUE, trim = TRUE), suffix)
scientific_format <- label_scientific
pretty_breaks <- function(n = 5, ...) function(x) pretty(x, n, ...)
breaks_pretty <- pretty_breaks
extended_breaks <- function(n = 5, ...) function(x, n. = n) .extended(x, n.)
breaks_extended <- extended_breaks
breaks_width <- function(width, offset = 0) function(range) .width(range, width) + offset
log_breaks <- function(n = 5, base = 10) function(x, n. = n) .log_breaks(x, n., base)
breaks_log <- log_breaks
hue_pal <- function(h = c(0, 360) + 15, c = 100, l = 65, h.start = 0, direction = 1) function(n) .hue(n, h, c, l, h.start, direction)
pal_hue <- hue_pal
viridis_pal <- function(alpha = 1, begin = 0, end = 1, direction = 1, option = "D") {
  function(n) viridisLite::viridis(n, alpha, begin, end, direction, option)
}
pal_viridis <- viridis_pal
brewer_pal <- function(type = "seq", palette = 1, direction = 1) function(n) .brewer(n, type, palette, direction)
pal_brewer <- brewer_pal
grey_pal <- function(start = 0.2, end = 0.8) function(n) .grey(n, start, end)
pal_grey <- grey_pal
gradient_n_pal <- function(colours, values = NULL, space = "Lab") function(x) .ramp(x, colours, values)
pal_gradient_n <- gradient_n_pal
seq_gradient_pal <- function(low = "#132B43", high = "#56B1F7", space = "Lab") function(x) .ramp(x, c(low, high), NULL)
pal_seq_gradient <- seq_gradient_pal
div_gradient_pal <- function(low = "#2B6788", mid = "#CBCBCB", high = "#90503F", space = "Lab") function(x) .ramp(x, c(low, mid, high), NULL)
pal_div_gradient <- div_gradient_pal
manual_pal <- function(values, type = NULL) function(n) values[seq_len(n)]
pal_manual <- manual_pal
identity_pal <- function() function(x) x
pal_identity <- identity_pal
area_pal <- function(range = c(1, 6)) function(x) rescale(sqrt(x), range, c(0, 1))
pal_area <- area_pal
rescale_pal <- function(range = c(0.1, 1)) function(x) rescale(x, range, c(0, 1))
pal_rescale <- rescale_pal
shape_pal <- function(solid = TRUE) {
  function(n) (if (solid) c(16, 17, 15, 3, 7, 8) else c(1, 2, 0, 3, 7, 8))[seq_len(n)]
}
pal_shape <- shape_pal
