# Simulates the attention summaries that the reports in this repository read.
#
#     Rscript simulate.R [FOLDER]
#
# writes 36 gzip-compressed CSV files, one per model and training seed, into FOLDER (default: the working
# folder). Each row is one attention head at one checkpoint: how much attention the head pays, on average, from
# a token to the token before it, relative to itself (mean_prev_self_ratio), to all tokens
# (mean_prev_all_ratio), as a share (prev_fraction), in raw weight (mean_1back), and how much to the first token
# (mean_first). Nothing here was measured; the design (models, layers, heads, seeds, checkpoints) and the rough
# shape of the curves follow a published comparison of language models trained from nine random seeds.
#
# The text of the CSV files is the same wherever this runs: every file starts from its own seed of R's default
# generator, all numbers are rounded to five significant digits, and no step depends on the locale. The files are
# compressed at level 9; another version of zlib may pack the same text into other bytes.

models <- data.frame(
  model = c("pythia-14m", "pythia-70m", "pythia-160m", "pythia-410m"),
  n_params = c(14067712, 70426624, 162322944, 405334016),
  n_layers = c(6, 6, 12, 24),
  n_heads = c(4, 8, 12, 16),
  carriers = c(2, 4, 8, 16),           # heads that become previous-token heads
  height = c(3.6, 4.1, 5.9, 7.4),      # how far the strongest of them rises
  onset = c(3.35, 3.05, 2.85, 2.65),   # log10(step) at half height
  steepness = c(3.0, 3.8, 4.6, 5.6),   # per power of ten of training steps
  depth = c(0.62, 0.55, 0.45, 0.36),   # where in the stack the carriers gather
  stringsAsFactors = FALSE
)
steps <- c(0, 2^(0:9), 1000, 10000, 50000, 100000, 143000)

sigmoid <- function(x) 1 / (1 + exp(-x))

# The traits of every head of one model trained from one seed: the carriers of previous-token attention are drawn
# anew for each seed, near a preferred depth, and each seed has its own onset and overall strength.
draw_heads <- function(m) {
  heads <- data.frame(
    Layer = rep(seq_len(m$n_layers), each = m$n_heads),
    Head = rep(seq_len(m$n_heads), times = m$n_layers)
  )
  n <- nrow(heads)
  relative <- (heads$Layer - 0.5) / m$n_layers
  centre <- m$depth + rnorm(1, sd = 0.06)
  chance <- exp(-((relative - centre) / 0.16)^2 / 2) + 0.02
  carriers <- sample(n, m$carriers, prob = chance)
  strength <- m$height * exp(rnorm(1, sd = 0.1))
  heads$rise <- rnorm(n, mean = -0.02, sd = 0.12) + 0.12 * runif(n)^6 * m$height
  heads$rise[carriers] <- strength * exp(-0.35 * (seq_len(m$carriers) - 1)) * exp(rnorm(m$carriers, sd = 0.12))
  heads$rise <- pmax(heads$rise, -0.6)
  heads$onset <- m$onset + rnorm(1, sd = 0.1) + rnorm(n, sd = 0.15)
  heads$steepness <- m$steepness * exp(rnorm(n, sd = 0.15))
  heads$start <- 0.768 + rnorm(n, sd = 0.016)
  heads$sink <- (0.03 + 0.5 * runif(n) * relative) * log10(m$n_params / 5e6) / 1.9
  heads$sink[carriers] <- 0.05 * runif(m$carriers)
  heads
}

# Five significant digits, as R, C and everyone else writes them.
digits <- function(x) sprintf("%.5g", x)

# The rows of one checkpoint.
checkpoint <- function(m, seed, heads, step) {
  n <- nrow(heads)
  time <- log10(step + 1)
  grown <- sigmoid(heads$steepness * (time - heads$onset))
  noise <- 0.002 + 0.02 * grown
  ratio <- pmax(heads$start * exp(rnorm(n, sd = noise)) + heads$rise * grown, 0.01)
  back <- 0.205 * ratio / (1 + 0.26 * ratio) * exp(rnorm(n, sd = noise))
  all <- 22.6 * back * exp(rnorm(n, sd = noise))
  share <- 0.0557 * back * exp(rnorm(n, sd = noise))
  first <- (0.166 + heads$sink * sigmoid(3 * (time - 3.2))) * exp(rnorm(n, sd = noise))
  paste(
    paste0("EleutherAI/", m$model), sprintf("%d", step + 1), sprintf("step%d", step),
    sprintf("%d", heads$Layer), sprintf("%d", heads$Head), seed, paste0("seed", seed),
    sprintf("%d", m$n_params), sprintf("%d", m$n_layers),
    digits(ratio), digits(all), digits(share), digits(back), digits(first),
    sep = ","
  )
}

header <- paste(
  "mpath", "step_modded", "revision", "Layer", "Head", "seed", "seed_name", "n_params", "n_layers",
  "mean_prev_self_ratio", "mean_prev_all_ratio", "prev_fraction", "mean_1back", "mean_first",
  sep = ","
)

write_simulation <- function(folder) {
  for (i in seq_len(nrow(models))) {
    m <- models[i, ]
    for (seed in 1:9) {
      set.seed(1000 * i + seed)
      heads <- draw_heads(m)
      lines <- header
      for (step in steps) {
        lines <- c(lines, checkpoint(m, seed, heads, step))
      }
      name <- paste0("natural_stories-", m$model, "-seed", seed, "_summary.csv.gz")
      file <- gzfile(file.path(folder, name), open = "wb", compression = 9)
      writeLines(lines, file, sep = "\n")
      close(file)
    }
  }
}

arguments <- commandArgs(trailingOnly = TRUE)
write_simulation(if (length(arguments) > 0) arguments[1] else ".")
