# Uniform random moves within a width and height, drawn with a seed of their own when there is one.
.uniform_within <- function(seed, n, width, height) {
  draw <- function() {
    x <- if (width == 0) NULL else runif(n, -width, width)
    y <- if (height == 0) NULL else runif(n, -height, height)
    list(x = x, y = y)
  }
  if (is.null(seed)) return(draw())
  old <- get0(".Random.seed", globalenv(), inherits = FALSE)
  set.seed(seed)
  on.exit(if (is.null(old)) rm(".Random.seed", envir = globalenv()) else assign(".Random.seed", old, envir = globalenv()))
  draw()
}
