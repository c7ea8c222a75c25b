//! Densities, cumulative probabilities and quantiles, one file a family.
