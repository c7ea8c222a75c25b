//! Profile likelihood of a generalized linear model: one coefficient held at values around its estimate, the
//! others fitted again; the limits are where the signed root of the deviance meets a quantile.
//!
//! Venables and Ripley (2002), Modern Applied Statistics with S, section 7.2. The root is followed in steps of
//! a fifth of its largest value of interest, in units of the standard error, at most ten to either side.

use super::fit::Fit;
use super::generalized::error_text;
use super::predict_linear::design_of;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::NA_REAL;
use raglan_stats::distributions::{chi_squared, f, normal};
use raglan_stats::glm::{Family, GlmProblem, Start};
use raglan_stats::matrix::Matrix;

/// Steps to either side of the estimate.
const STEPS: usize = 9;

/// What the refits need.
pub(super) struct ProfileRequest {
    x: Matrix,
    y: Vec<f64>,
    weights: Vec<f64>,
    offset: Vec<f64>,
    family: Family,
    coefficients: Vec<f64>,
    errors: Vec<f64>,
    deviance: f64,
    dispersion: f64,
    df_residual: f64,
}

impl ProfileRequest {
    /// Collects it from a fit.
    pub fn of(args: &mut Args, fit: &Fit) -> Eval<Self> {
        let Some(g) = &fit.generalized else { return fail("only generalized linear models are profiled") };
        let x = design_of(args, &fit.value)?;
        let (unscaled, kept) = fit.unscaled_covariance()?;
        let dispersion = fit.dispersion();
        let error = |name: &String| {
            let at = kept.iter().position(|k| k == name);
            at.map_or(f64::NAN, |k| (unscaled[(k, k)] * dispersion).sqrt())
        };
        let offset = super::fit::numbers(&fit.value, "offset")?;
        Ok(Self {
            offset: if offset.is_empty() { vec![0.0; g.y.len()] } else { offset },
            y: g.y.clone(),
            weights: g.prior.clone(),
            family: g.family,
            coefficients: fit.coefficients.clone(),
            errors: fit.names.iter().map(error).collect(),
            deviance: g.deviance,
            dispersion,
            df_residual: fit.df_residual,
            x,
        })
    }

    /// The signed root with coefficient `at` held at `value`; `eta` is where the refit starts and ends.
    fn root(&self, at: usize, value: f64, eta: &mut Vec<f64>) -> Eval<f64> {
        let others: Vec<usize> =
            (0..self.x.cols()).filter(|&j| j != at && !self.coefficients[j].is_nan()).collect();
        let x = self.x.select_columns(&others);
        let offset: Vec<f64> =
            self.offset.iter().zip(self.x.column(at)).map(|(o, x)| o + x * value).collect();
        let problem = GlmProblem {
            weights: Some(&self.weights),
            offset: Some(&offset),
            start: Start::Eta(eta),
            ..GlmProblem::new(&x, &self.y, self.family)
        };
        let fit = problem.fit().or_else(|error| fail(error_text(error, &self.family)))?;
        *eta = fit.linear_predictors;
        let gain = (fit.deviance - self.deviance) / self.dispersion;
        if gain < -1e-3 {
            return fail("profiling has found a better solution, so original fit had not converged");
        }
        Ok(gain.max(0.0).sqrt())
    }
}

/// The limits for one coefficient.
pub(super) fn profile_limits(request: &ProfileRequest, at: usize, tails: &[f64; 2]) -> Eval<[f64; 2]> {
    let known = request.family.has_known_scale();
    let alpha = tails[0] / 2.0;
    let largest = match known {
        true => chi_squared::quantile(1.0 - alpha, 1.0, true, false).sqrt(),
        false => f::quantile(1.0 - alpha, 1.0, request.df_residual, true, false).sqrt(),
    };
    let estimate = request.coefficients[at];
    let step = largest / 5.0 * request.errors[at];
    let start: Vec<f64> = (0..request.y.len())
        .map(|i| {
            let sum: f64 = (0..request.x.cols())
                .filter(|&j| !request.coefficients[j].is_nan())
                .map(|j| request.x[(i, j)] * request.coefficients[j])
                .sum();
            sum + request.offset[i]
        })
        .collect();
    let mut points = vec![(estimate, 0.0)];
    for side in [-1.0, 1.0] {
        let mut eta = start.clone();
        for k in 1..=STEPS {
            let value = estimate + side * k as f64 * step;
            let root = request.root(at, value, &mut eta)?;
            points.push((value, side * root));
            if root >= largest {
                break;
            }
        }
    }
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let quantile = |p: f64| normal::quantile(p, 0.0, 1.0, true, false);
    Ok([crossing(&points, quantile(tails[0])), crossing(&points, quantile(tails[1]))])
}

/// Where a spline through the points, drawn as a polygon of three times as many, has height `level`.
fn crossing(points: &[(f64, f64)], level: f64) -> f64 {
    let spline = EndCubicSpline::through(points);
    let count = 3 * points.len();
    let (first, last) = (points[0].0, points[points.len() - 1].0);
    let grid: Vec<(f64, f64)> = (0..count)
        .map(|k| first + (last - first) * k as f64 / (count - 1) as f64)
        .map(|x| (x, spline.value(x)))
        .collect();
    let pair = grid
        .windows(2)
        .find(|w| (w[0].1 <= level && level <= w[1].1) || (w[1].1 <= level && level <= w[0].1));
    match pair {
        Some(w) if w[0].1 != w[1].1 => w[0].0 + (w[1].0 - w[0].0) * (level - w[0].1) / (w[1].1 - w[0].1),
        Some(w) => w[0].0,
        None => NA_REAL,
    }
}

/// An interpolating cubic spline whose third derivative at each end is that of the cubic through the four
/// points nearest to it (Forsythe, Malcolm and Moler 1977, chapter 4).
struct EndCubicSpline {
    points: Vec<(f64, f64)>,
    /// Second derivatives over six at the knots.
    bends: Vec<f64>,
}

impl EndCubicSpline {
    fn through(points: &[(f64, f64)]) -> Self {
        let n = points.len();
        if n < 3 {
            return Self { points: points.to_vec(), bends: vec![0.0; n] };
        }
        let h: Vec<f64> = points.windows(2).map(|w| w[1].0 - w[0].0).collect();
        let slope: Vec<f64> = points.windows(2).map(|w| (w[1].1 - w[0].1) / (w[1].0 - w[0].0)).collect();
        // Rows of the system for the bends: h[i-1] s[i-1] + 2 (h[i-1] + h[i]) s[i] + h[i] s[i+1].
        let mut matrix = Matrix::zeros(n, n);
        let mut right = vec![0.0; n];
        for i in 1..n - 1 {
            matrix[(i, i - 1)] = h[i - 1];
            matrix[(i, i)] = 2.0 * (h[i - 1] + h[i]);
            matrix[(i, i + 1)] = h[i];
            right[i] = slope[i] - slope[i - 1];
        }
        let third = |k: usize| {
            let second = |k: usize| (slope[k + 1] - slope[k]) / (points[k + 2].0 - points[k].0);
            (second(k + 1) - second(k)) / (points[k + 3].0 - points[k].0)
        };
        let (begin, end) = if n > 3 { (third(0), third(n - 4)) } else { (0.0, 0.0) };
        (matrix[(0, 0)], matrix[(0, 1)], right[0]) = (-h[0], h[0], h[0] * h[0] * begin);
        let last = h[n - 2];
        (matrix[(n - 1, n - 2)], matrix[(n - 1, n - 1)], right[n - 1]) = (-last, last, last * last * end);
        let bends = solve_tridiagonal(&matrix, right);
        Self { points: points.to_vec(), bends }
    }

    fn value(&self, x: f64) -> f64 {
        let inside = self.points.partition_point(|p| p.0 <= x).clamp(1, self.points.len() - 1) - 1;
        let ((x0, y0), (x1, y1)) = (self.points[inside], self.points[inside + 1]);
        let h = x1 - x0;
        let (a, b) = ((x1 - x) / h, (x - x0) / h);
        let (s0, s1) = (self.bends[inside], self.bends[inside + 1]);
        a * y0 + b * y1 + h * h * ((a * a * a - a) * s0 + (b * b * b - b) * s1)
    }
}

/// Gauss elimination where only neighbours of the diagonal are not zero.
fn solve_tridiagonal(matrix: &Matrix, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    let mut diagonal = matrix.diagonal();
    for i in 1..n {
        let factor = matrix[(i, i - 1)] / diagonal[i - 1];
        diagonal[i] -= factor * matrix[(i - 1, i)];
        right[i] -= factor * right[i - 1];
    }
    for i in (0..n).rev() {
        let above = if i + 1 < n { matrix[(i, i + 1)] * right[i + 1] } else { 0.0 };
        right[i] = (right[i] - above) / diagonal[i];
    }
    right
}
