//! The radial functions of thin plate splines, and fast sums of them in one dimension.

use crate::matrix::Matrix;
use std::f64::consts::PI;

/// A linear map of vectors.
pub type Operator = Box<dyn FnMut(&[f64]) -> Vec<f64>>;

/// η(r) for derivatives of order m in d dimensions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RadialFunction {
    dimension: usize,
    order: usize,
    constant: f64,
}

impl RadialFunction {
    /// The function for `dimension` covariates and penalties of `order`.
    pub fn new(dimension: usize, order: usize) -> RadialFunction {
        let (d, m) = (dimension as i32, order as i32);
        let factorial = |n: i32| (1..=n).map(f64::from).product::<f64>();
        let constant = if d % 2 == 0 {
            let sign = if (m + 1 + d / 2) % 2 == 0 { 1.0 } else { -1.0 };
            sign / (2.0_f64.powi(2 * m - 1) * PI.powi(d / 2) * factorial(m - 1) * factorial(m - d / 2))
        } else {
            gamma_half(d - 2 * m) / (2.0_f64.powi(2 * m) * PI.powf(f64::from(d) / 2.0) * factorial(m - 1))
        };
        RadialFunction { dimension, order, constant }
    }

    fn power(&self) -> usize {
        2 * self.order - self.dimension
    }

    /// η at a squared distance.
    fn at_square(&self, square: f64) -> f64 {
        if square == 0.0 {
            return 0.0;
        }
        let power = self.power();
        if self.dimension.is_multiple_of(2) {
            self.constant * square.powi((power / 2) as i32) * 0.5 * square.ln()
        } else {
            self.constant * square.powi((power / 2) as i32) * square.sqrt()
        }
    }

    /// v ↦ E v, where E holds η between all pairs of knots.
    pub fn operator(&self, knots: &[Vec<f64>]) -> Operator {
        let n = knots[0].len();
        if self.dimension == 1 {
            let (function, x) = (*self, knots[0].clone());
            return Box::new(move |v| function.sweep(&x, &x, v));
        }
        let e = Matrix::from_fn(n, n, |i, j| self.at_square(square_distance(knots, i, knots, j)));
        Box::new(move |v| e.multiply_vector(v))
    }

    /// Σ_j η(x_i − knot_j) w_jc for every row i and column c of the weights (whose rows beyond the knots
    /// are left out).
    pub fn combine(&self, x: &[Vec<f64>], knots: &[Vec<f64>], weights: &Matrix) -> Matrix {
        let (n, unique, k) = (x[0].len(), knots[0].len(), weights.cols());
        let mut result = Matrix::zeros(n, k);
        if self.dimension == 1 {
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_by(|&i, &j| x[0][i].total_cmp(&x[0][j]));
            let sorted: Vec<f64> = order.iter().map(|&i| x[0][i]).collect();
            for j in 0..k {
                let values = self.sweep(&sorted, &knots[0], &weights.column(j)[..unique]);
                let column = result.column_mut(j);
                for (&i, value) in order.iter().zip(values) {
                    column[i] = value;
                }
            }
            return result;
        }
        let mut row = vec![0.0; unique];
        for i in 0..n {
            for (l, value) in row.iter_mut().enumerate() {
                *value = self.at_square(square_distance(x, i, knots, l));
            }
            for j in 0..k {
                result[(i, j)] = crate::matrix::dot(&row, &weights.column(j)[..unique]);
            }
        }
        result
    }

    /// Σ_j η(|x_i − knot_j|) w_j in one dimension, for increasing x and knots, in linear time: the moments
    /// Σ w (x − knot)^p of the knots on either side are carried from point to point by the binomial
    /// theorem, in which all distances are positive, so that nothing cancels.
    fn sweep(&self, x: &[f64], knots: &[f64], w: &[f64]) -> Vec<f64> {
        let power = self.power();
        let mut sums = vec![0.0; x.len()];
        let mut side = Moments::new(power);
        let mut next = 0;
        for (i, &point) in x.iter().enumerate() {
            while next < knots.len() && knots[next] <= point {
                side.add(knots[next], w[next]);
                next += 1;
            }
            sums[i] += side.at(point);
        }
        side = Moments::new(power);
        let mut next = knots.len();
        for (i, &point) in x.iter().enumerate().rev() {
            while next > 0 && knots[next - 1] > point {
                next -= 1;
                side.add(knots[next], w[next]);
            }
            sums[i] += side.at(point);
        }
        sums.iter().map(|s| s * self.constant).collect()
    }
}

/// Moments of the weights seen so far, about the place of the sweep.
struct Moments {
    place: f64,
    sums: Vec<f64>,
}

impl Moments {
    fn new(power: usize) -> Moments {
        Moments { place: f64::NAN, sums: vec![0.0; power + 1] }
    }

    fn move_to(&mut self, place: f64) {
        let step = (place - self.place).abs();
        if step > 0.0 {
            // (r + h)^p = Σ C(p, q) h^(p−q) r^q, from the highest power down.
            for p in (1..self.sums.len()).rev() {
                let mut value = self.sums[p];
                let mut term = 1.0;
                for q in (0..p).rev() {
                    term *= step * (q + 1) as f64 / (p - q) as f64;
                    value += term * self.sums[q];
                }
                self.sums[p] = value;
            }
        }
        self.place = place;
    }

    fn add(&mut self, knot: f64, weight: f64) {
        self.move_to(knot);
        self.sums[0] += weight;
    }

    fn at(&mut self, point: f64) -> f64 {
        if self.place.is_nan() {
            return 0.0;
        }
        self.move_to(point);
        self.sums[self.sums.len() - 1]
    }
}

/// Γ(n/2) for odd n, by Γ(x + 1) = x Γ(x) from Γ(½) = √π.
fn gamma_half(n: i32) -> f64 {
    let mut value = PI.sqrt();
    let mut at = 1;
    while at < n {
        value *= f64::from(at) / 2.0;
        at += 2;
    }
    while at > n {
        at -= 2;
        value /= f64::from(at) / 2.0;
    }
    value
}

fn square_distance(x: &[Vec<f64>], i: usize, knots: &[Vec<f64>], j: usize) -> f64 {
    x.iter().zip(knots).map(|(x, k)| (x[i] - k[j]) * (x[i] - k[j])).sum()
}
