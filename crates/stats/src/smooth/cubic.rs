//! Cubic regression splines in terms of their values at the knots: natural (`cr`), shrunk (`cs`) and
//! periodic (`cc`) (Wood 2017, section 5.3).

use super::basis::{Basis, BasisError, BuiltBasis, Shrinkage, shrink};
use crate::linear::Lu;
use crate::matrix::Matrix;

/// A cubic spline basis: the coefficients are the values at the knots.
#[derive(Clone, Debug)]
pub struct CubicSpline {
    /// Knots, increasing. A periodic spline has the same value at the first and the last.
    pub knots: Vec<f64>,
    /// Second derivatives at the knots from the values there.
    pub curvature: Matrix,
    /// Whether the spline is periodic.
    pub cyclic: bool,
}

/// What a cubic spline basis is made from.
#[derive(Clone, Debug, Default)]
pub struct CubicSpec<'a> {
    /// Number of knots, or nothing for the usual ten.
    pub dimension: Option<usize>,
    /// Whether the straight lines are penalised too, slightly.
    pub shrink: bool,
    /// Whether the spline is periodic.
    pub cyclic: bool,
    /// Knots in place of quantiles of the covariate.
    pub knots: Option<&'a [f64]>,
}

impl CubicSpline {
    /// Builds the basis for a covariate.
    pub fn build(x: &[f64], spec: &CubicSpec) -> Result<BuiltBasis, BasisError> {
        let least = if spec.cyclic { 4 } else { 3 };
        let k = spec.dimension.unwrap_or(10).max(least);
        let knots = match spec.knots {
            Some(given) if spec.cyclic && given.len() == 2 => {
                let widened: Vec<f64> = given.iter().chain(x).copied().collect();
                place_knots(&widened, k)?
            }
            Some(given) => {
                if given.len() != k {
                    return Err(BasisError::WrongKnots { given: given.len(), needed: k });
                }
                let mut knots = given.to_vec();
                knots.sort_by(f64::total_cmp);
                knots
            }
            None => place_knots(x, k)?,
        };
        let h: Vec<f64> = knots.windows(2).map(|w| w[1] - w[0]).collect();
        let (b, d) = if spec.cyclic { periodic_bands(&h) } else { natural_bands(&h) };
        let solved = Lu::new(&b).solve(&d, 0.0)?;
        let penalty = d.cross(&solved);
        let order = penalty.cols();
        let penalty = Matrix::from_fn(order, order, |i, j| 0.5 * (penalty[(i, j)] + penalty[(j, i)]));
        let curvature = if spec.cyclic {
            solved
        } else {
            // A natural spline is straight at its ends.
            Matrix::from_fn(
                order,
                order,
                |i, j| {
                    if i == 0 || i == order - 1 { 0.0 } else { solved[(i - 1, j)] }
                },
            )
        };
        let basis = CubicSpline { knots, curvature, cyclic: spec.cyclic };
        let design = basis.design(x);
        let null = if spec.cyclic { 1 } else { 2 };
        let mut built = BuiltBasis::new(Basis::Cubic(basis), design, vec![(penalty, order - null)], null);
        built.values_at_knots = true;
        if spec.shrink {
            built.penalties[0] = (shrink(&built.penalties[0].0, null, Shrinkage::Successive)?, order);
            built.null_dimension = 0;
        }
        Ok(built)
    }

    /// The basis functions at new values of the covariate: straight lines beyond the knots, or the period
    /// repeated.
    pub fn design(&self, x: &[f64]) -> Matrix {
        let order = self.curvature.cols();
        let mut design = Matrix::zeros(x.len(), order);
        let last = self.knots.len() - 1;
        let (low, high) = (self.knots[0], self.knots[last]);
        for (i, &value) in x.iter().enumerate() {
            let mut at = value;
            if self.cyclic {
                let period = high - low;
                if at > high {
                    at = low + (at - high) % period;
                } else if at < low {
                    at = high - (low - at) % period;
                }
            }
            let inside = at.clamp(low, high);
            let j = self.knots[1..last].partition_point(|&k| k < inside);
            let next = if self.cyclic && j + 1 == last { 0 } else { j + 1 };
            let h = self.knots[j + 1] - self.knots[j];
            let (up, down) = (inside - self.knots[j], self.knots[j + 1] - inside);
            let mut weights =
                [down / h, up / h, (down.powi(3) / h - h * down) / 6.0, (up.powi(3) / h - h * up) / 6.0];
            if at != inside {
                let out = at - inside;
                let slope_low = (-3.0 * down * down / h + h) / 6.0;
                let slope_high = (3.0 * up * up / h - h) / 6.0;
                weights[0] -= out / h;
                weights[1] += out / h;
                weights[2] += out * slope_low;
                weights[3] += out * slope_high;
            }
            design[(i, j)] += weights[0];
            design[(i, next)] += weights[1];
            for l in 0..order {
                design[(i, l)] +=
                    weights[2] * self.curvature[(j, l)] + weights[3] * self.curvature[(next, l)];
            }
        }
        design
    }
}

/// Knots at evenly spaced ranks of the distinct values, from the smallest to the largest.
pub(super) fn place_knots(x: &[f64], k: usize) -> Result<Vec<f64>, BasisError> {
    let mut values = x.to_vec();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let n = values.len();
    if n < k {
        return Err(BasisError::TooFewUnique { unique: n, dimension: k });
    }
    let step = (n - 1) as f64 / (k - 1) as f64;
    let mut knots: Vec<f64> = (0..k)
        .map(|i| {
            let rank = step * i as f64;
            let low = (rank.floor() as usize).min(n - 1);
            let share = rank - low as f64;
            let high = (low + 1).min(n - 1);
            values[low] * (1.0 - share) + share * values[high]
        })
        .collect();
    knots[k - 1] = values[n - 1];
    Ok(knots)
}

/// B and D of a natural spline: `B γ = D β` for the second derivatives γ at the inner knots.
fn natural_bands(h: &[f64]) -> (Matrix, Matrix) {
    let inner = h.len() - 1;
    let mut b = Matrix::zeros(inner, inner);
    let mut d = Matrix::zeros(inner, inner + 2);
    for i in 0..inner {
        b[(i, i)] = (h[i] + h[i + 1]) / 3.0;
        if i + 1 < inner {
            b[(i, i + 1)] = h[i + 1] / 6.0;
            b[(i + 1, i)] = h[i + 1] / 6.0;
        }
        d[(i, i)] = 1.0 / h[i];
        d[(i, i + 1)] = -1.0 / h[i] - 1.0 / h[i + 1];
        d[(i, i + 2)] = 1.0 / h[i + 1];
    }
    (b, d)
}

/// B and D of a periodic spline, over all knots but the last.
fn periodic_bands(h: &[f64]) -> (Matrix, Matrix) {
    let n = h.len();
    let (mut b, mut d) = (Matrix::zeros(n, n), Matrix::zeros(n, n));
    for i in 0..n {
        let before = (i + n - 1) % n;
        let after = (i + 1) % n;
        b[(i, i)] += (h[before] + h[i]) / 3.0;
        b[(i, after)] += h[i] / 6.0;
        b[(after, i)] += h[i] / 6.0;
        d[(i, i)] += -1.0 / h[before] - 1.0 / h[i];
        d[(i, after)] += 1.0 / h[i];
        d[(after, i)] += 1.0 / h[i];
    }
    (b, d)
}
