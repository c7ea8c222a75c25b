//! Smoothing parameters of penalised least squares by generalised cross validation or unbiased risk
//! estimation: Newton's method on the logarithms, with exact derivatives (Wood 2004).

use super::penalty::Penalty;
use crate::linear::{LinearError, Svd, pivoted_cholesky, symmetric_eigen};
use crate::matrix::{Matrix, dot};

/// What is minimised over the smoothing parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PredictionError {
    /// n RSS / (n − γ tr A)².
    Gcv,
    /// RSS/n + 2γ σ² tr A / n − σ², for a known σ².
    Ubre(f64),
}

/// A penalised least squares problem reduced to the triangle R of the weighted model matrix.
#[derive(Clone, Debug)]
pub struct ReducedProblem<'a> {
    /// R, p × p.
    pub r: &'a Matrix,
    /// The first p elements of Qᵀy.
    pub qty: &'a [f64],
    /// Squared length of the rest of Qᵀy.
    pub rest: f64,
    /// Number of observations.
    pub n: f64,
    /// The penalties.
    pub penalties: &'a [Penalty],
    /// The weighted sum of the penalties whose smoothing parameters are given, p × p.
    pub fixed: Option<&'a Matrix>,
    /// γ, which makes each degree of freedom cost more.
    pub gamma: f64,
    /// The criterion.
    pub criterion: PredictionError,
}

/// How the search ended.
#[derive(Clone, Debug)]
pub struct PredictionErrorFit {
    /// Smoothing parameters.
    pub sp: Vec<f64>,
    /// The criterion there.
    pub score: f64,
    /// Coefficients.
    pub coefficients: Vec<f64>,
    /// tr A.
    pub edf: f64,
    /// Residual sum of squares.
    pub rss: f64,
    /// Numerical rank of the problem.
    pub rank: usize,
    /// Whether the rank is full.
    pub full_rank: bool,
    /// Whether the search converged rather than failing to step.
    pub converged: bool,
    /// Whether the last Hessian was positive definite.
    pub hessian_positive: bool,
    /// Evaluations with derivatives.
    pub iterations: usize,
    /// All evaluations.
    pub score_calls: usize,
    /// Root mean square of the gradient last computed.
    pub rms_gradient: f64,
    /// Root of the unscaled covariance: `P Pᵀ = (XᵀWX + S)⁻¹`.
    pub root: Matrix,
}

/// The problem at given smoothing parameters, in the singular basis of the augmented R.
struct Evaluation {
    p: Matrix,
    u: Matrix,
    b: Vec<f64>,
    rss: f64,
    trace: f64,
    score: f64,
    rank: usize,
}

/// Largest change of a log smoothing parameter in a Newton step.
const LARGEST_STEP: f64 = 5.0;
/// Largest change of a log smoothing parameter in a step of steepest descent.
const DESCENT_STEP: f64 = 1.0;
/// Change of one log smoothing parameter at a time tried after convergence, and how often.
const FINAL_STEP: f64 = 2.0;
const FINAL_STEPS: usize = 5;
const MOST_ITERATIONS: usize = 200;
const MOST_HALVINGS: usize = 15;

impl ReducedProblem<'_> {
    /// Searches from `start`; with no penalties to search over, evaluates once.
    pub fn minimise(&self, start: &[f64], tolerance: f64) -> Result<PredictionErrorFit, LinearError> {
        let mut rho: Vec<f64> = start.iter().map(|v| v.ln()).collect();
        let mut best = self.evaluate(&rho)?;
        let (mut iterations, mut calls) = (1, 1);
        let (mut converged, mut positive, mut rms) = (rho.is_empty(), true, 0.0);
        while !converged && iterations < MOST_ITERATIONS {
            let (gradient, hessian) = self.derivatives(&best, &rho);
            let length = dot(&gradient, &gradient).sqrt();
            rms = length / (gradient.len() as f64).sqrt();
            let (step, definite) = direction(&gradient, &hessian)?;
            positive = definite;
            let before = best.score;
            iterations += 1;
            let Some((next, evaluation, tried)) = self.search(&rho, &step, before)? else {
                calls += MOST_HALVINGS;
                break;
            };
            calls += tried;
            rho = next;
            best = evaluation;
            let settled = before - best.score < tolerance * (1.0 + best.score.abs())
                && length <= tolerance.cbrt() * (1.0 + best.score.abs());
            converged = settled && iterations > 3;
        }
        self.leave_plateau(&mut rho, &mut best)?;
        let coefficients = best.p.multiply_vector(&best.b);
        Ok(PredictionErrorFit {
            sp: rho.iter().map(|v| v.exp()).collect(),
            score: best.score,
            coefficients,
            edf: best.trace,
            rss: best.rss,
            rank: best.rank,
            full_rank: best.rank == self.r.cols(),
            converged,
            hessian_positive: positive,
            iterations,
            score_calls: calls,
            rms_gradient: rms,
            root: best.p,
        })
    }

    /// Moves each parameter on, by itself, as long as the score falls: a flat score means that the parameter
    /// belongs at infinity or at zero, where the search does not reach.
    fn leave_plateau(&self, rho: &mut Vec<f64>, best: &mut Evaluation) -> Result<(), LinearError> {
        for k in 0..rho.len() {
            for step in [FINAL_STEP, -FINAL_STEP] {
                for _ in 0..FINAL_STEPS {
                    let mut next = rho.clone();
                    next[k] += step;
                    let evaluation = self.evaluate(&next)?;
                    if evaluation.score >= best.score {
                        break;
                    }
                    *rho = next;
                    *best = evaluation;
                }
            }
        }
        Ok(())
    }

    /// The first of the step, its half, its quarter … that lowers the score.
    fn search(
        &self,
        rho: &[f64],
        step: &[f64],
        score: f64,
    ) -> Result<Option<(Vec<f64>, Evaluation, usize)>, LinearError> {
        let mut factor = 1.0;
        for tried in 1..=MOST_HALVINGS {
            let next: Vec<f64> = rho.iter().zip(step).map(|(r, s)| r + factor * s).collect();
            let evaluation = self.evaluate(&next)?;
            if evaluation.score < score {
                return Ok(Some((next, evaluation, tried)));
            }
            factor /= 2.0;
        }
        Ok(None)
    }

    /// Stacks R on a root of the total penalty. The root is a pivoted Cholesky factor of its numerical rank,
    /// which is what ends the search for a parameter at infinity: beyond the point where the small penalties
    /// are lost beside it the score rises.
    fn evaluate(&self, rho: &[f64]) -> Result<Evaluation, LinearError> {
        let p = self.r.cols();
        let mut total = Matrix::zeros(p, p);
        for (penalty, r) in self.penalties.iter().zip(rho) {
            penalty.add_to(&mut total, r.exp());
        }
        if let Some(fixed) = self.fixed {
            for (value, known) in total.data_mut().iter_mut().zip(fixed.data()) {
                *value += known;
            }
        }
        let (root, pivot, rank) = pivoted_cholesky(&total, -1.0);
        let mut augmented = Matrix::zeros(p + rank, p);
        for j in 0..p {
            for i in 0..=j {
                augmented[(i, j)] = self.r[(i, j)];
            }
            for i in 0..=j.min(rank.saturating_sub(1)) {
                if i < rank {
                    augmented[(p + i, pivot[j])] = root[(i, j)];
                }
            }
        }
        self.solve(&augmented)
    }

    fn solve(&self, augmented: &Matrix) -> Result<Evaluation, LinearError> {
        let p = self.r.cols();
        let svd = Svd::new(augmented)?;
        let threshold = svd.values.first().copied().unwrap_or(0.0) * f64::EPSILON.sqrt();
        let rank = svd.values.iter().take_while(|&&d| d > threshold).count();
        let u = Matrix::from_fn(p, rank, |i, j| svd.u[(i, j)]);
        let root = Matrix::from_fn(p, rank, |i, j| svd.vt[(j, i)] / svd.values[j]);
        let b = u.transpose_multiply_vector(self.qty);
        let fitted = u.multiply_vector(&b);
        let left: f64 = self.qty.iter().zip(&fitted).map(|(y, f)| (y - f) * (y - f)).sum();
        let rss = self.rest + left;
        let trace = dot(u.data(), u.data());
        let score = match self.criterion {
            PredictionError::Gcv => self.n * rss / (self.n - self.gamma * trace).powi(2),
            PredictionError::Ubre(scale) => {
                rss / self.n - 2.0 * scale * (self.n - self.gamma * trace) / self.n + scale
            }
        };
        Ok(Evaluation { p: root, u, b, rss, trace, score, rank })
    }

    /// Gradient and Hessian of the score in the log smoothing parameters. With `M_k = λ_k Pᵀ S_k P` and
    /// `K = UᵀU`, the coefficients in the singular basis change by −M_k b and tr A by −tr(M_k K).
    fn derivatives(&self, at: &Evaluation, rho: &[f64]) -> (Vec<f64>, Matrix) {
        let m = rho.len();
        let k = at.u.gram();
        let parts: Vec<Matrix> = self
            .penalties
            .iter()
            .zip(rho)
            .map(|(s, r)| {
                let half = s.root_times(&at.p);
                half.gram().map(|v| v * r.exp())
            })
            .collect();
        let kb = k.multiply_vector(&at.b);
        let misfit: Vec<f64> = at.b.iter().zip(&kb).map(|(b, f)| b - f).collect();
        let moved: Vec<Vec<f64>> = parts.iter().map(|part| part.multiply_vector(&at.b)).collect();
        let with_k: Vec<Matrix> = parts.iter().map(|part| part.multiply(&k)).collect();
        let trace1: Vec<f64> = with_k.iter().map(|w| -w.diagonal().iter().sum::<f64>()).collect();
        let rss1: Vec<f64> = moved.iter().map(|v| 2.0 * dot(&misfit, v)).collect();
        let mut rss2 = Matrix::zeros(m, m);
        let mut trace2 = Matrix::zeros(m, m);
        for i in 0..m {
            for j in 0..=i {
                let same = if i == j { 1.0 } else { 0.0 };
                // tr(M_i M_j K) = Σ (M_i)ᵀ ∘ (M_j K), M_i being symmetric.
                trace2[(i, j)] = 2.0 * dot(parts[i].data(), with_k[j].data()) + same * trace1[i];
                let twice = parts[i].multiply_vector(&moved[j]);
                let other = parts[j].multiply_vector(&moved[i]);
                let bent: f64 = (0..twice.len()).map(|l| misfit[l] * (twice[l] + other[l])).sum();
                let curve = dot(&moved[i], &k.multiply_vector(&moved[j]));
                rss2[(i, j)] = 2.0 * curve - 2.0 * bent + same * rss1[i];
                trace2[(j, i)] = trace2[(i, j)];
                rss2[(j, i)] = rss2[(i, j)];
            }
        }
        self.score_derivatives(at, &rss1, &rss2, &trace1, &trace2)
    }

    fn score_derivatives(
        &self,
        at: &Evaluation,
        rss1: &[f64],
        rss2: &Matrix,
        trace1: &[f64],
        trace2: &Matrix,
    ) -> (Vec<f64>, Matrix) {
        let (m, n, g) = (rss1.len(), self.n, self.gamma);
        match self.criterion {
            PredictionError::Gcv => {
                let d = n - g * at.trace;
                let gradient =
                    (0..m).map(|i| n * rss1[i] / (d * d) + 2.0 * n * g * at.rss * trace1[i] / d.powi(3));
                let hessian = Matrix::from_fn(m, m, |i, j| {
                    n * rss2[(i, j)] / (d * d)
                        + 2.0 * n * g * (rss1[i] * trace1[j] + rss1[j] * trace1[i] + at.rss * trace2[(i, j)])
                            / d.powi(3)
                        + 6.0 * n * g * g * at.rss * trace1[i] * trace1[j] / d.powi(4)
                });
                (gradient.collect(), hessian)
            }
            PredictionError::Ubre(scale) => {
                let cost = 2.0 * g * scale / n;
                let gradient = (0..m).map(|i| rss1[i] / n + cost * trace1[i]).collect();
                (gradient, Matrix::from_fn(m, m, |i, j| rss2[(i, j)] / n + cost * trace2[(i, j)]))
            }
        }
    }
}

/// Newton's step where the Hessian is positive definite, shortened so that no log smoothing parameter moves
/// by more than [`LARGEST_STEP`]; otherwise steepest descent with a largest move of [`DESCENT_STEP`].
fn direction(gradient: &[f64], hessian: &Matrix) -> Result<(Vec<f64>, bool), LinearError> {
    let eigen = symmetric_eigen(hessian)?;
    let definite = eigen.values.iter().all(|&v| v > 0.0);
    let mut step: Vec<f64> = if definite {
        let turned = eigen.vectors.transpose_multiply_vector(gradient);
        let scaled: Vec<f64> = turned.iter().zip(&eigen.values).map(|(t, v)| -t / v).collect();
        eigen.vectors.multiply_vector(&scaled)
    } else {
        gradient.iter().map(|g| -g).collect()
    };
    let largest = step.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
    let bound = if definite { LARGEST_STEP } else { DESCENT_STEP };
    if largest > bound || !definite && largest > 0.0 {
        for s in &mut step {
            *s *= bound / largest;
        }
    }
    Ok((step, definite))
}
