geom_density_ridges <- function(mapping = NULL, data = NULL, stat = "density_ridges", ...) {
  if (stat != "density_ridges") stop("`stat = \"", stat, "\"` of `geom_density_ridges()` is not implemented")
  ggplot2:::.ridges(FALSE, mapping, data, ...)
}
geom_density_ridges2 <- function(mapping = NULL, data = NULL, stat = "density_ridges", ...) {
  if (stat != "density_ridges") stop("`stat = \"", stat, "\"` of `geom_density_ridges2()` is not implemented")
  ggplot2:::.ridges(TRUE, mapping, data, ...)
}
theme_ridges <- function(font_size = 14, font_family = "", line_size = 0.5, grid = TRUE, center_axis_labels = FALSE) {
  lines <- if (grid) ggplot2::element_line(colour = "grey90", linewidth = line_size) else ggplot2::element_blank()
  just <- if (center_axis_labels) 0.5 else 1
  ggplot2::`%+replace%`(ggplot2::theme_grey(base_size = font_size), ggplot2::theme(
    panel.background = ggplot2::element_blank(), panel.grid.major = lines, panel.grid.minor = ggplot2::element_blank(),
    axis.ticks = ggplot2::element_blank(), legend.key = ggplot2::element_blank(), strip.background = ggplot2::element_blank(),
    axis.title.x = ggplot2::element_text(hjust = just), axis.title.y = ggplot2::element_text(angle = 90, hjust = just)))
}
