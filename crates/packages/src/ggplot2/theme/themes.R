theme_grey <- function(base_size = 11, base_family = "", base_line_size = base_size / 22, base_rect_size = base_size / 22) {
  half_line <- base_size / 2
  theme(
    line = element_line(colour = "black", linewidth = base_line_size, linetype = 1, lineend = "butt"),
    rect = element_rect(fill = "white", colour = "black", linewidth = base_rect_size, linetype = 1),
    text = element_text(family = base_family, face = "plain", colour = "black", size = base_size,
      lineheight = 0.9, hjust = 0.5, vjust = 0.5, angle = 0, margin = margin(), debug = FALSE),
    axis.line = element_blank(),
    axis.text = element_text(size = rel(0.8), colour = "grey30"),
    axis.text.x = element_text(margin = margin(t = 0.8 * half_line / 2), vjust = 1),
    axis.text.x.top = element_text(margin = margin(b = 0.8 * half_line / 2), vjust = 0),
    axis.text.y = element_text(margin = margin(r = 0.8 * half_line / 2), hjust = 1),
    axis.text.y.right = element_text(margin = margin(l = 0.8 * half_line / 2), hjust = 0),
    axis.ticks = element_line(colour = "grey20"),
    axis.ticks.length = unit(half_line / 2, "pt"),
    axis.title.x = element_text(margin = margin(t = half_line / 2), vjust = 1),
    axis.title.x.top = element_text(margin = margin(b = half_line / 2), vjust = 0),
    axis.title.y = element_text(angle = 90, margin = margin(r = half_line / 2), vjust = 1),
    axis.title.y.right = element_text(angle = -90, margin = margin(l = half_line / 2), vjust = 1),
    legend.background = element_rect(colour = NA),
    legend.spacing = unit(2 * half_line, "pt"),
    legend.margin = margin(half_line, half_line, half_line, half_line),
    legend.key = element_rect(fill = "grey95", colour = NA),
    legend.key.size = unit(1.2, "lines"),
    legend.text = element_text(size = rel(0.8)),
    legend.title = element_text(hjust = 0),
    legend.position = "right",
    legend.justification = "center",
    legend.box.margin = margin(0, 0, 0, 0),
    legend.box.background = element_blank(),
    legend.box.spacing = unit(2 * half_line, "pt"),
    panel.background = element_rect(fill = "grey92", colour = NA),
    panel.border = element_blank(),
    panel.grid = element_line(colour = "white"),
    panel.grid.minor = element_line(linewidth = rel(0.5)),
    panel.spacing = unit(half_line, "pt"),
    panel.ontop = FALSE,
    strip.background = element_rect(fill = "grey85", colour = NA),
    strip.clip = "inherit",
    strip.text = element_text(colour = "grey10", size = rel(0.8),
      margin = margin(0.8 * half_line, 0.8 * half_line, 0.8 * half_line, 0.8 * half_line)),
    strip.text.y = element_text(angle = -90),
    strip.text.y.left = element_text(angle = 90),
    strip.placement = "inside",
    strip.switch.pad.grid = unit(half_line / 2, "pt"),
    strip.switch.pad.wrap = unit(half_line / 2, "pt"),
    plot.background = element_rect(colour = "white"),
    plot.title = element_text(size = rel(1.2), hjust = 0, vjust = 1, margin = margin(b = half_line)),
    plot.title.position = "panel",
    plot.subtitle = element_text(hjust = 0, vjust = 1, margin = margin(b = half_line)),
    plot.caption = element_text(size = rel(0.8), hjust = 1, vjust = 1, margin = margin(t = half_line)),
    plot.caption.position = "panel",
    plot.tag = element_text(size = rel(1.2), hjust = 0.5, vjust = 0.5),
    plot.tag.position = "topleft",
    plot.margin = margin(half_line, half_line, half_line, half_line),
    complete = TRUE
  )
}
theme_gray <- theme_grey

theme_bw <- function(base_size = 11, base_family = "", base_line_size = base_size / 22, base_rect_size = base_size / 22) {
  theme_grey(base_size, base_family, base_line_size, base_rect_size) %+replace% theme(
    panel.background = element_rect(fill = "white", colour = NA),
    panel.border = element_rect(fill = NA, colour = "grey20"),
    panel.grid = element_line(colour = "grey92"),
    panel.grid.minor = element_line(linewidth = rel(0.5)),
    strip.background = element_rect(fill = "grey85", colour = "grey20"),
    legend.key = element_rect(fill = "white", colour = NA),
    complete = TRUE
  )
}

theme_linedraw <- function(base_size = 11, base_family = "", base_line_size = base_size / 22, base_rect_size = base_size / 22) {
  half_line <- base_size / 2
  theme_bw(base_size, base_family, base_line_size, base_rect_size) %+replace% theme(
    axis.text = element_text(colour = "black", size = rel(0.8)),
    axis.ticks = element_line(colour = "black", linewidth = rel(0.5)),
    panel.border = element_rect(fill = NA, colour = "black", linewidth = rel(1)),
    panel.grid = element_line(colour = "black"),
    panel.grid.major = element_line(linewidth = rel(0.1)),
    panel.grid.minor = element_line(linewidth = rel(0.05)),
    strip.background = element_rect(fill = "black"),
    strip.text = element_text(colour = "white", size = rel(0.8),
      margin = margin(0.8 * half_line, 0.8 * half_line, 0.8 * half_line, 0.8 * half_line)),
    complete = TRUE
  )
}

theme_light <- function(base_size = 11, base_family = "", base_line_size = base_size / 22, base_rect_size = base_size / 22) {
  half_line <- base_size / 2
  theme_grey(base_size, base_family, base_line_size, base_rect_size) %+replace% theme(
    panel.background = element_rect(fill = "white", colour = NA),
    panel.border = element_rect(fill = NA, colour = "grey70", linewidth = rel(1)),
    panel.grid = element_line(colour = "grey87"),
    panel.grid.major = element_line(linewidth = rel(0.5)),
    panel.grid.minor = element_line(linewidth = rel(0.25)),
    axis.ticks = element_line(colour = "grey70", linewidth = rel(0.5)),
    legend.key = element_rect(fill = "white", colour = NA),
    strip.background = element_rect(fill = "grey70", colour = NA),
    strip.text = element_text(colour = "white", size = rel(0.8),
      margin = margin(0.8 * half_line, 0.8 * half_line, 0.8 * half_line, 0.8 * half_line)),
    complete = TRUE
  )
}

theme_dark <- function(base_size = 11, base_family = "", base_line_size = base_size / 22, base_rect_size = base_size / 22) {
  half_line <- base_size / 2
  theme_grey(base_size, base_family, base_line_size, base_rect_size) %+replace% theme(
    panel.background = element_rect(fill = "grey50", colour = NA),
    panel.grid = element_line(colour = "grey42"),
    panel.grid.major = element_line(linewidth = rel(0.5)),
    panel.grid.minor = element_line(linewidth = rel(0.25)),
    axis.ticks = element_line(colour = "grey20", linewidth = rel(0.5)),
    legend.key = element_rect(fill = "grey42", colour = NA),
    strip.background = element_rect(fill = "grey15", colour = NA),
    strip.text = element_text(colour = "grey90", size = rel(0.8),
      margin = margin(0.8 * half_line, 0.8 * half_line, 0.8 * half_line, 0.8 * half_line)),
    complete = TRUE
  )
}

theme_minimal <- function(base_size = 11, base_family = "", base_line_size = base_size / 22, base_rect_size = base_size / 22) {
  theme_bw(base_size, base_family, base_line_size, base_rect_size) %+replace% theme(
    axis.ticks = element_blank(),
    legend.background = element_blank(),
    legend.key = element_blank(),
    panel.background = element_blank(),
    panel.border = element_blank(),
    strip.background = element_blank(),
    plot.background = element_blank(),
    complete = TRUE
  )
}

theme_classic <- function(base_size = 11, base_family = "", base_line_size = base_size / 22, base_rect_size = base_size / 22) {
  theme_bw(base_size, base_family, base_line_size, base_rect_size) %+replace% theme(
    panel.border = element_blank(),
    panel.grid.major = element_blank(),
    panel.grid.minor = element_blank(),
    axis.line = element_line(colour = "black", linewidth = rel(1)),
    legend.key = element_blank(),
    strip.background = element_rect(fill = "white", colour = "black", linewidth = rel(2)),
    complete = TRUE
  )
}

theme_void <- function(base_size = 11, base_family = "", base_line_size = base_size / 22, base_rect_size = base_size / 22) {
  half_line <- base_size / 2
  theme(
    line = element_blank(),
    rect = element_blank(),
    text = element_text(family = base_family, face = "plain", colour = "black", size = base_size,
      lineheight = 0.9, hjust = 0.5, vjust = 0.5, angle = 0, margin = margin(), debug = FALSE),
    axis.text = element_blank(),
    axis.title = element_blank(),
    axis.ticks.length = unit(0, "pt"),
    legend.box = NULL,
    legend.key.size = unit(1.2, "lines"),
    legend.position = "right",
    legend.text = element_text(size = rel(0.8)),
    legend.title = element_text(hjust = 0),
    strip.clip = "inherit",
    strip.text = element_text(size = rel(0.8)),
    strip.switch.pad.grid = unit(half_line / 2, "pt"),
    strip.switch.pad.wrap = unit(half_line / 2, "pt"),
    panel.ontop = FALSE,
    panel.spacing = unit(half_line, "pt"),
    plot.margin = unit(c(0, 0, 0, 0), "lines"),
    plot.title = element_text(size = rel(1.2), hjust = 0, vjust = 1, margin = margin(t = half_line)),
    plot.title.position = "panel",
    plot.subtitle = element_text(hjust = 0, vjust = 1, margin = margin(t = half_line)),
    plot.caption = element_text(size = rel(0.8), hjust = 1, vjust = 1, margin = margin(t = half_line)),
    plot.caption.position = "panel",
    plot.tag = element_text(size = rel(1.2), hjust = 0.5, vjust = 0.5),
    plot.tag.position = "topleft",
    complete = TRUE
  )
}
