//! Special functions: gamma, beta, error and Bessel functions and the incomplete integrals.
