scale_fill_viridis <- function(..., alpha = 1, begin = 0, end = 1, direction = 1, discrete = FALSE, option = "D", aesthetics = "fill") {
  if (discrete) ggplot2::scale_fill_viridis_d(..., alpha = alpha, begin = begin, end = end, direction = direction, option = option)
  else ggplot2::scale_fill_viridis_c(..., alpha = alpha, begin = begin, end = end, direction = direction, option = option)
}
scale_color_viridis <- function(..., alpha = 1, begin = 0, end = 1, direction = 1, discrete = FALSE, option = "D", aesthetics = "color") {
  if (discrete) ggplot2::scale_colour_viridis_d(..., alpha = alpha, begin = begin, end = end, direction = direction, option = option)
  else ggplot2::scale_colour_viridis_c(..., alpha = alpha, begin = begin, end = end, direction = direction, option = option)
}
scale_colour_viridis <- scale_color_viridis
