//! P-splines: B-splines on evenly spaced knots with a difference penalty on neighbouring coefficients
//! (Eilers and Marx 1996).

use super::basis::{Basis, BasisError, BuiltBasis};
use crate::matrix::Matrix;

/// A B-spline basis on evenly spaced knots.
#[derive(Clone, Debug)]
pub struct PSpline {
    /// All knots, those outside the data included.
    pub knots: Vec<f64>,
    /// Degree of the polynomial pieces.
    pub degree: usize,
}

/// What a P-spline basis is made from.
#[derive(Clone, Debug)]
pub struct PSplineSpec<'a> {
    /// Number of basis functions, or nothing for the usual ten.
    pub dimension: Option<usize>,
    /// The degree of the spline less one (2 for a cubic), and the order of the differences penalised.
    pub order: [usize; 2],
    /// All knots, or the ends of the interval they cover.
    pub knots: Option<&'a [f64]>,
}

impl Default for PSplineSpec<'_> {
    fn default() -> Self {
        PSplineSpec { dimension: None, order: [2, 2], knots: None }
    }
}

/// How far beyond the data the inner knots reach, as a share of the range.
const MARGIN: f64 = 0.001;

impl PSpline {
    /// Builds the basis for a covariate.
    pub fn build(x: &[f64], spec: &PSplineSpec) -> Result<BuiltBasis, BasisError> {
        let [m1, m2] = spec.order;
        let k = spec.dimension.unwrap_or((m1 + 1).max(10));
        if k <= m1 + 1 || m2 >= k {
            return Err(BasisError::DimensionTooSmall { dimension: k });
        }
        let inner = k - m1;
        let full = inner + 2 * m1 + 2;
        let knots = match spec.knots {
            Some(given) if given.len() == full => {
                let mut knots = given.to_vec();
                knots.sort_by(f64::total_cmp);
                knots
            }
            Some(&[a, b]) => {
                let margin = (b - a).abs() * MARGIN;
                spread(a.min(b) - margin, a.max(b) + margin, inner, m1 + 1)
            }
            Some(given) => return Err(BasisError::WrongKnots { given: given.len(), needed: full }),
            None => {
                let low = x.iter().fold(f64::INFINITY, |a, &b| a.min(b));
                let high = x.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
                let margin = (high - low) * MARGIN;
                spread(low - margin, high + margin, inner, m1 + 1)
            }
        };
        let basis = PSpline { knots, degree: m1 + 1 };
        let design = basis.design(x);
        let penalty = difference_penalty(k, m2);
        Ok(BuiltBasis::new(Basis::PSpline(basis), design, vec![(penalty, k - m2)], m2))
    }

    /// The basis functions at new values of the covariate; beyond the inner knots they go on as straight
    /// lines.
    pub fn design(&self, x: &[f64]) -> Matrix {
        let k = self.knots.len() - self.degree - 1;
        let (low, high) = (self.knots[self.degree], self.knots[k]);
        let mut design = Matrix::zeros(x.len(), k);
        for (i, &value) in x.iter().enumerate() {
            let inside = value.clamp(low, high);
            let (first, values) = self.functions(inside, self.degree);
            for (l, v) in values.iter().enumerate() {
                design[(i, first + l)] += v;
            }
            if value != inside {
                for (j, slope) in self.slopes(inside).into_iter().enumerate() {
                    design[(i, j)] += slope * (value - inside);
                }
            }
        }
        design
    }

    /// The functions of the given degree that are not zero at `x`, by the recursion of de Boor, and the index
    /// of the first.
    fn functions(&self, x: f64, degree: usize) -> (usize, Vec<f64>) {
        let t = &self.knots;
        let k = t.len() - self.degree - 1;
        let interval = t[..=k].partition_point(|&knot| knot <= x).clamp(self.degree + 1, k) - 1;
        let mut values = vec![1.0];
        for d in 1..=degree {
            let mut next = vec![0.0; d + 1];
            for (l, &value) in values.iter().enumerate() {
                let left = interval + 1 + l - d;
                let right = interval + 1 + l;
                let share = value / (t[right] - t[left]);
                next[l] += share * (t[right] - x);
                next[l + 1] += share * (x - t[left]);
            }
            values = next;
        }
        (interval - degree, values)
    }

    fn slopes(&self, x: f64) -> Vec<f64> {
        let t = &self.knots;
        let d = self.degree;
        let mut slopes = vec![0.0; t.len() - d - 1];
        let (first, values) = self.functions(x, d - 1);
        for (l, value) in values.iter().enumerate() {
            let j = first + l;
            let change = d as f64 * value / (t[j + d] - t[j]);
            slopes[j - 1] -= change;
            if j < slopes.len() {
                slopes[j] += change;
            }
        }
        slopes
    }
}

/// `inner` evenly spaced knots from `low` to `high`, with `outer` more on either side.
fn spread(low: f64, high: f64, inner: usize, outer: usize) -> Vec<f64> {
    let step = (high - low) / (inner - 1) as f64;
    let (start, end) = (low - step * outer as f64, high + step * outer as f64);
    let n = inner + 2 * outer;
    (0..n).map(|i| start + (end - start) * i as f64 / (n - 1) as f64).collect()
}

/// DᵀD for differences of order m of k coefficients.
fn difference_penalty(k: usize, m: usize) -> Matrix {
    let mut d = Matrix::identity(k);
    for _ in 0..m {
        let rows = d.rows() - 1;
        d = Matrix::from_fn(rows, k, |i, j| d[(i + 1, j)] - d[(i, j)]);
    }
    d.gram()
}
