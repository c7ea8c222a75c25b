# What `gam.check()` says of convergence and basis dimensions.

gam.check <- function(b, old.style = FALSE, type = c("deviance", "pearson", "response"), k.sample = 5000,
                      k.rep = 200, rep = 0, level = 0.9, rl.col = 2, rep.col = "gray80", ...) {
  match.arg(type)
  if (!isFALSE(old.style)) stop("argument 'old.style' of `gam.check` is not implemented")
  if (rep != 0) stop("argument 'rep' of `gam.check` is not implemented")
  .gam.quantile.draws(b)
  warning("the plots of `gam.check` are not implemented", call. = FALSE)
  cat("\nMethod:", b$method, "  Optimizer:", b$optimizer)
  if (is.null(b$outer.info) && length(b$sp) == 0L) {
    cat("\nModel required no smoothing parameter selection")
  } else if (is.null(b$outer.info)) {
    found <- b$mgcv.conv
    if (found$fully.converged) cat("\nSmoothing parameter selection converged after", found$iter, "iteration")
    else cat("\nSmoothing parameter selection failed to converge after", found$iter, "iteration")
    cat(if (found$iter > 1) "s.\n" else ".\n")
    cat("The RMS", b$method, "score gradient at convergence was", found$rms.grad, ".\n")
    cat(if (found$hess.pos.def) "The Hessian was positive definite.\n" else "The Hessian was not positive definite.\n")
  } else {
    found <- b$outer.info
    cat("\n", found$conv, " after ", found$iter, " iteration", if (found$iter > 1) "s.\n" else ".\n", sep = "")
    cat("Gradient range [", min(found$grad), ",", max(found$grad), "]\n", sep = "")
    cat("(score ", b$gcv.ubre, " & scale ", b$sig2, ").\n", sep = "")
    values <- found$hess.eigenvalues
    cat(if (min(values) > 0) "Hessian positive definite, " else "Hessian not positive definite, ",
        "eigenvalue range [", min(values), ",", max(values), "].\n", sep = "")
  }
  cat("Model rank = ", b$rank, "/", length(b$coefficients), "\n\n")
  table <- k.check(b, subsample = k.sample, n.rep = k.rep)
  if (!is.null(table)) {
    cat("Basis dimension (k) checking results. Low p-value (k-index<1) may\n")
    cat("indicate that k is too low, especially if edf is close to k'.\n\n")
    printCoefmat(table, digits = 3)
  }
  invisible(NULL)
}
