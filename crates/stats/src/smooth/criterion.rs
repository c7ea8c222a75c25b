//! Smoothing parameter criteria with exact gradients and Hessians, by implicit differentiation of the
//! penalised fit (Wood 2008, 2011).

use super::inner::{Inner, InnerError, InnerProblem};
use super::reparametrisation::inverse_root;
use crate::glm::weighted_gram;
use crate::matrix::{Matrix, dot};

/// What is minimised over the log smoothing parameters (and, for likelihoods with an unknown scale, over
/// the log scale).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OuterCriterion {
    /// Restricted marginal likelihood.
    Reml,
    /// Marginal likelihood.
    Ml,
    /// n D / (n − γ tr A)².
    Gcv,
    /// D/n + 2γ φ tr A / n − φ, for known φ.
    Ubre,
}

/// The criterion at one point.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// Its value.
    pub score: f64,
    /// Its gradient in the free parameters.
    pub gradient: Vec<f64>,
    /// Its Hessian in the free parameters.
    pub hessian: Matrix,
    /// The fit.
    pub inner: Inner,
    /// Derivatives of the coefficients in the free log smoothing parameters.
    pub beta1: Vec<Vec<f64>>,
    /// An estimate of the scale from the residuals, known or not.
    pub scale_estimate: f64,
}

/// A criterion to be minimised.
#[derive(Clone, Debug)]
pub struct Outer<'a> {
    /// The penalised fit.
    pub problem: InnerProblem<'a>,
    /// The criterion.
    pub criterion: OuterCriterion,
    /// Numbers of trials of binomial responses.
    pub trials: Vec<f64>,
    /// The cost of a degree of freedom, for the prediction error criteria.
    pub gamma: f64,
    /// The scale, or nothing when it is unknown.
    pub scale: Option<f64>,
    /// Log smoothing parameters that are given, one an entry; the others are free.
    pub given: Vec<Option<f64>>,
    /// Coefficients left out because nothing determines them; they count as unpenalised.
    pub left_out: usize,
}

/// Derivatives of the fit in all log smoothing parameters.
struct Moved {
    beta1: Vec<Vec<f64>>,
    eta1: Vec<Vec<f64>>,
    /// Derivatives of the weights: first, and second by pair (k, l ≤ k).
    weight1: Vec<Vec<f64>>,
    weight2: Vec<Vec<Vec<f64>>>,
    /// Second derivatives of the coefficients by pair.
    beta2: Vec<Vec<Vec<f64>>>,
}

/// A value with gradient and Hessian in all log smoothing parameters.
struct Expansion {
    value: f64,
    gradient: Vec<f64>,
    hessian: Matrix,
}

impl Outer<'_> {
    /// Whether the log scale is a parameter.
    pub fn scale_is_free(&self) -> bool {
        self.scale.is_none() && matches!(self.criterion, OuterCriterion::Reml | OuterCriterion::Ml)
    }

    /// Indices of the free smoothing parameters.
    pub fn free(&self) -> Vec<usize> {
        (0..self.given.len()).filter(|&k| self.given[k].is_none()).collect()
    }

    /// All log smoothing parameters from the free ones.
    pub fn all_rho(&self, theta: &[f64]) -> Vec<f64> {
        let mut free = theta.iter();
        self.given
            .iter()
            .map(|g| g.unwrap_or_else(|| *free.next().expect("one value a free parameter")))
            .collect()
    }

    /// Evaluates criterion and derivatives at the free parameters.
    pub fn evaluate(&self, theta: &[f64], from: Option<&[f64]>) -> Result<Evaluation, InnerError> {
        let rho = self.all_rho(theta);
        let inner = self.problem.fit(&rho, from)?;
        let moved = self.moved(&inner, &rho);
        match self.criterion {
            OuterCriterion::Reml | OuterCriterion::Ml => self.likelihood(theta, &rho, inner, moved),
            OuterCriterion::Gcv | OuterCriterion::Ubre => self.prediction_error(&rho, inner, moved),
        }
    }

    /// Effective degrees of freedom are defined by Fisher weights, likelihoods by Newton weights.
    fn uses_fisher(&self) -> bool {
        matches!(self.criterion, OuterCriterion::Gcv | OuterCriterion::Ubre)
    }

    /// λ_k S_k v over all coefficients.
    fn penalise(&self, k: usize, rho: &[f64], v: &[f64]) -> Vec<f64> {
        let penalty = &self.problem.basis.penalties[k];
        let mut result = vec![0.0; v.len()];
        let lambda = rho[k].exp();
        for (i, value) in penalty.times(v).iter().enumerate() {
            result[penalty.first + i] = lambda * value;
        }
        result
    }

    /// dβ/dρ_k = −λ_k H⁻¹S_kβ and, from differentiating that again,
    /// d²β/dρ_kdρ_l = δ_kl dβ/dρ_k − H⁻¹(Xᵀ(w′ η_k η_l) + λ_kS_kβ_l + λ_lS_lβ_k).
    fn moved(&self, inner: &Inner, rho: &[f64]) -> Moved {
        let m = rho.len();
        let solve = |v: &[f64]| inner.root.multiply_vector(&inner.root.transpose_multiply_vector(v));
        let beta1: Vec<Vec<f64>> =
            (0..m).map(|k| solve(&self.penalise(k, rho, &inner.beta)).iter().map(|v| -v).collect()).collect();
        let mut moved =
            Moved { beta1, eta1: Vec::new(), weight1: Vec::new(), weight2: Vec::new(), beta2: Vec::new() };
        if inner.working.is_empty() {
            return moved;
        }
        let x = &self.problem.x;
        moved.eta1 = moved.beta1.iter().map(|b| x.multiply_vector(b)).collect();
        let expected = inner.fisher || self.uses_fisher();
        let slopes: Vec<[f64; 2]> = inner
            .working
            .iter()
            .map(|w| if expected { [w.fisher1, w.fisher2] } else { [w.weight1, w.weight2] })
            .collect();
        let exact: Vec<f64> = inner.working.iter().map(|w| w.weight1).collect();
        moved.weight1 =
            moved.eta1.iter().map(|e| e.iter().zip(&slopes).map(|(e, s)| e * s[0]).collect()).collect();
        for k in 0..m {
            let (mut weights, mut betas) = (Vec::new(), Vec::new());
            for l in 0..=k {
                let curve: Vec<f64> =
                    (0..exact.len()).map(|i| exact[i] * moved.eta1[k][i] * moved.eta1[l][i]).collect();
                let mut right = x.transpose_multiply_vector(&curve);
                let crossed = self.penalise(k, rho, &moved.beta1[l]);
                let other = self.penalise(l, rho, &moved.beta1[k]);
                for (i, r) in right.iter_mut().enumerate() {
                    *r += crossed[i] + other[i];
                }
                let mut beta2: Vec<f64> = solve(&right).iter().map(|v| -v).collect();
                if k == l {
                    for (b, first) in beta2.iter_mut().zip(&moved.beta1[k]) {
                        *b += first;
                    }
                }
                let eta2 = x.multiply_vector(&beta2);
                let second = (0..exact.len())
                    .map(|i| slopes[i][1] * moved.eta1[k][i] * moved.eta1[l][i] + slopes[i][0] * eta2[i])
                    .collect();
                weights.push(second);
                betas.push(beta2);
            }
            moved.weight2.push(weights);
            moved.beta2.push(betas);
        }
        moved
    }

    /// D + βᵀSβ, whose gradient is λ_kβᵀS_kβ because β minimises it.
    fn penalised_deviance(&self, inner: &Inner, moved: &Moved, rho: &[f64]) -> Expansion {
        let m = rho.len();
        let penalised: Vec<Vec<f64>> = (0..m).map(|k| self.penalise(k, rho, &inner.beta)).collect();
        let gradient: Vec<f64> = penalised.iter().map(|s| dot(s, &inner.beta)).collect();
        let hessian = Matrix::from_fn(m, m, |k, l| {
            let cross = 2.0 * dot(&penalised[k.max(l)], &moved.beta1[k.min(l)]);
            if k == l { gradient[k] + cross } else { cross }
        });
        Expansion { value: inner.deviance + inner.penalty, gradient, hessian }
    }

    /// log|XᵀWX + S|, over all coefficients or over the penalised ones.
    fn log_hessian(&self, inner: &Inner, moved: &Moved, rho: &[f64]) -> Result<Expansion, InnerError> {
        let problem = &self.problem;
        let (x, root, value, columns);
        if self.criterion == OuterCriterion::Reml {
            (root, value) = (inner.root.clone(), inner.log_determinant);
            columns = (0..problem.x.cols()).collect::<Vec<_>>();
        } else {
            columns = (0..problem.x.cols()).filter(|&j| problem.basis.penalised[j]).collect();
            let h = match (&inner.h, &problem.reduced) {
                (Some(h), _) => h.clone(),
                (None, reduced) => {
                    let mut h = reduced.as_ref().map_or(Matrix::zeros(0, 0), |r| r.r.gram());
                    for (penalty, r) in problem.basis.penalties.iter().zip(rho) {
                        penalty.add_to(&mut h, r.exp());
                    }
                    h
                }
            };
            (root, value) = inverse_root(&h.select_columns(&columns).select_rows(&columns))?;
        }
        let m = rho.len();
        // Rows of the root over all coefficients, zero where a coefficient is left out.
        let mut wide = Matrix::zeros(problem.x.cols(), root.cols());
        for (i, &j) in columns.iter().enumerate() {
            for l in 0..root.cols() {
                wide[(j, l)] = root[(i, l)];
            }
        }
        let penalty_parts: Vec<Matrix> = (0..m)
            .map(|k| problem.basis.penalties[k].root_times(&wide).gram().map(|v| v * rho[k].exp()))
            .collect();
        let mut parts = penalty_parts.clone();
        let mut leverage = Vec::new();
        if !inner.working.is_empty() {
            x = problem.x.multiply(&wide);
            leverage = row_squares(&x);
            for (part, w) in parts.iter_mut().zip(&moved.weight1) {
                let data = weighted_gram(&x, w);
                for (target, v) in part.data_mut().iter_mut().zip(data.data()) {
                    *target += v;
                }
            }
        }
        let trace = |a: &Matrix| a.diagonal().iter().sum::<f64>();
        let gradient = parts.iter().map(trace).collect();
        let hessian = symmetric(m, |k, l| {
            let mut value = -dot(parts[k].data(), parts[l].data());
            if !leverage.is_empty() {
                value += dot(&moved.weight2[k][l], &leverage);
            }
            if k == l { value + trace(&penalty_parts[k]) } else { value }
        });
        Ok(Expansion { value, gradient, hessian })
    }

    /// Laplace approximate (restricted) marginal likelihood, negative log.
    fn likelihood(
        &self,
        theta: &[f64],
        rho: &[f64],
        inner: Inner,
        moved: Moved,
    ) -> Result<Evaluation, InnerError> {
        let problem = &self.problem;
        let free = self.free();
        let tau = theta.get(free.len()).copied();
        let phi = self.scale.unwrap_or_else(|| tau.map_or(1.0, f64::exp));
        let fit = self.penalised_deviance(&inner, &moved, rho);
        let data = self.log_hessian(&inner, &moved, rho)?;
        let (prior, prior1, prior2) = problem.basis.log_determinant(rho)?;
        let saturated = problem.family.saturated(problem.y, &self.trials, problem.weights, phi);
        let constant = match self.criterion {
            OuterCriterion::Reml => (problem.basis.unpenalised() + self.left_out) as f64,
            _ => 0.0,
        };
        let score = fit.value / (2.0 * phi) - saturated[0] + (data.value - prior) / 2.0
            - constant / 2.0 * (2.0 * std::f64::consts::PI * phi).ln();
        let m = free.len();
        let size = m + usize::from(self.scale_is_free());
        let mut gradient: Vec<f64> = free
            .iter()
            .map(|&k| fit.gradient[k] / (2.0 * phi) + (data.gradient[k] - prior1[k]) / 2.0)
            .collect();
        let mut hessian = Matrix::zeros(size, size);
        for (i, &k) in free.iter().enumerate() {
            for (j, &l) in free.iter().enumerate() {
                hessian[(i, j)] =
                    fit.hessian[(k, l)] / (2.0 * phi) + (data.hessian[(k, l)] - prior2[(k, l)]) / 2.0;
            }
        }
        if self.scale_is_free() {
            gradient.push(-fit.value / (2.0 * phi) - phi * saturated[1] - constant / 2.0);
            hessian[(m, m)] = fit.value / (2.0 * phi) - phi * saturated[1] - phi * phi * saturated[2];
            for (i, &k) in free.iter().enumerate() {
                hessian[(i, m)] = -fit.gradient[k] / (2.0 * phi);
                hessian[(m, i)] = hessian[(i, m)];
            }
        }
        let trace = self.trace(&inner, rho);
        let scale_estimate = self.scale_estimate(&inner, trace);
        let beta1 = free.iter().map(|&k| moved.beta1[k].clone()).collect();
        Ok(Evaluation { score, gradient, hessian, inner, beta1, scale_estimate })
    }

    /// tr A = p − Σ_k tr(H⁻¹λ_kS_k).
    fn trace(&self, inner: &Inner, rho: &[f64]) -> f64 {
        let lost = self.problem.basis.penalties.iter().zip(rho).map(|(s, r)| {
            let half = s.root_times(&inner.root);
            r.exp() * dot(half.data(), half.data())
        });
        self.problem.x.cols() as f64 - lost.sum::<f64>()
    }

    /// Pearson's estimate of the scale, corrected for the asymmetry of the responses (Fletcher 2012).
    fn scale_estimate(&self, inner: &Inner, trace: f64) -> f64 {
        let problem = &self.problem;
        let n = problem.y.len() as f64;
        if inner.working.is_empty() {
            return inner.deviance / (n - trace);
        }
        super::scale::fletcher(&problem.family, problem.y, &inner.mu, problem.weights, trace)
    }

    /// The prediction error criteria: D and tr A = tr(H⁻¹XᵀWX) with their derivatives.
    fn prediction_error(&self, rho: &[f64], inner: Inner, moved: Moved) -> Result<Evaluation, InnerError> {
        let m = rho.len();
        let problem = &self.problem;
        let deviance = self.deviance(&inner, &moved, rho);
        let root = problem.fisher_root(&inner, rho)?;
        let xp = problem.x.multiply(&root);
        let weights: Vec<f64> = inner.working.iter().map(|w| w.fisher).collect();
        let k_matrix = weighted_gram(&xp, &weights);
        let penalty_parts: Vec<Matrix> = (0..m)
            .map(|k| problem.basis.penalties[k].root_times(&root).gram().map(|v| v * rho[k].exp()))
            .collect();
        let data_parts: Vec<Matrix> = moved.weight1.iter().map(|w| weighted_gram(&xp, w)).collect();
        let parts: Vec<Matrix> = penalty_parts
            .iter()
            .zip(&data_parts)
            .map(|(a, b)| Matrix::from_fn(a.rows(), a.cols(), |i, j| a[(i, j)] + b[(i, j)]))
            .collect();
        let leverage = row_squares(&xp);
        let half = xp.multiply(&k_matrix);
        let inner_leverage: Vec<f64> = {
            let mut sums = vec![0.0; xp.rows()];
            for j in 0..xp.cols() {
                for ((s, a), b) in sums.iter_mut().zip(half.column(j)).zip(xp.column(j)) {
                    *s += a * b;
                }
            }
            sums
        };
        let with_k: Vec<Matrix> = parts.iter().map(|t| t.multiply(&k_matrix)).collect();
        let trace = k_matrix.diagonal().iter().sum::<f64>();
        let trace1: Vec<f64> = (0..m)
            .map(|k| dot(&moved.weight1[k], &leverage) - dot(parts[k].data(), k_matrix.data()))
            .collect();
        let trace2 = symmetric(m, |k, l| {
            let second = &moved.weight2[k][l];
            let mut value = 2.0 * dot(parts[k].data(), with_k[l].data())
                - dot(parts[k].data(), data_parts[l].data())
                - dot(parts[l].data(), data_parts[k].data())
                + dot(second, &leverage)
                - dot(second, &inner_leverage);
            if k == l {
                value -= dot(penalty_parts[k].data(), k_matrix.data());
            }
            value
        });
        let n = problem.y.len() as f64;
        let (score, gradient, hessian) = self.combine(n, &deviance, trace, &trace1, &trace2);
        let free = self.free();
        let scale_estimate = self.scale_estimate(&inner, trace);
        Ok(Evaluation {
            score,
            gradient: free.iter().map(|&k| gradient[k]).collect(),
            hessian: hessian.select_columns(&free).select_rows(&free),
            inner,
            beta1: free.iter().map(|&k| moved.beta1[k].clone()).collect(),
            scale_estimate,
        })
    }

    /// D, with D_k = −2βᵀSβ_k and D_kl = 2β_lᵀXᵀWXβ_k − 2βᵀSβ_kl, W being the Newton weights.
    fn deviance(&self, inner: &Inner, moved: &Moved, rho: &[f64]) -> Expansion {
        let m = rho.len();
        let mut penalised = vec![0.0; inner.beta.len()];
        for k in 0..m {
            for (total, part) in penalised.iter_mut().zip(self.penalise(k, rho, &inner.beta)) {
                *total += part;
            }
        }
        let gradient = (0..m).map(|k| -2.0 * dot(&penalised, &moved.beta1[k])).collect();
        let hessian = symmetric(m, |k, l| {
            let curve: f64 = (0..inner.working.len())
                .map(|i| inner.working[i].weight * moved.eta1[k][i] * moved.eta1[l][i])
                .sum();
            2.0 * curve - 2.0 * dot(&penalised, &moved.beta2[k][l])
        });
        Expansion { value: inner.deviance, gradient, hessian }
    }

    fn combine(
        &self,
        n: f64,
        deviance: &Expansion,
        trace: f64,
        trace1: &[f64],
        trace2: &Matrix,
    ) -> (f64, Vec<f64>, Matrix) {
        let m = trace1.len();
        let g = self.gamma;
        match self.criterion {
            OuterCriterion::Ubre => {
                let scale = self.scale.unwrap_or(1.0);
                let cost = 2.0 * g * scale / n;
                let score = deviance.value / n - 2.0 * scale * (n - g * trace) / n + scale;
                let gradient = (0..m).map(|k| deviance.gradient[k] / n + cost * trace1[k]).collect();
                let hessian =
                    Matrix::from_fn(m, m, |k, l| deviance.hessian[(k, l)] / n + cost * trace2[(k, l)]);
                (score, gradient, hessian)
            }
            _ => {
                let d = n - g * trace;
                let score = n * deviance.value / (d * d);
                let gradient = (0..m)
                    .map(|k| {
                        n * deviance.gradient[k] / (d * d)
                            + 2.0 * n * g * deviance.value * trace1[k] / d.powi(3)
                    })
                    .collect();
                let hessian = Matrix::from_fn(m, m, |k, l| {
                    let crossed = deviance.gradient[k] * trace1[l] + deviance.gradient[l] * trace1[k];
                    n * deviance.hessian[(k, l)] / (d * d)
                        + 2.0 * n * g * (crossed + deviance.value * trace2[(k, l)]) / d.powi(3)
                        + 6.0 * n * g * g * deviance.value * trace1[k] * trace1[l] / d.powi(4)
                });
                (score, gradient, hessian)
            }
        }
    }
}

/// A symmetric matrix from its entries (k, l ≤ k).
fn symmetric(m: usize, mut entry: impl FnMut(usize, usize) -> f64) -> Matrix {
    let mut result = Matrix::zeros(m, m);
    for k in 0..m {
        for l in 0..=k {
            result[(k, l)] = entry(k, l);
            result[(l, k)] = result[(k, l)];
        }
    }
    result
}

fn row_squares(x: &Matrix) -> Vec<f64> {
    let mut sums = vec![0.0; x.rows()];
    for j in 0..x.cols() {
        for (s, v) in sums.iter_mut().zip(x.column(j)) {
            *s += v * v;
        }
    }
    sums
}
