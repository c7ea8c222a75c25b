//! The quadratic model of BOBYQA and the matrix H that keeps it interpolating (Powell 2009, sections 2 to 4).
//!
//! The model around `base + best` has gradient `gradient` and second derivative matrix
//! `explicit + Σ_k weights[k] · x_k x_kᵀ`, x_k being the interpolation points. H, the inverse of the matrix
//! of the interpolation equations, is kept as its last columns (`lagrange`) and a factor Z with Z Zᵀ the
//! leading block (`factor`).

use super::rectangle::Rectangle;

/// The model with its interpolation points, all relative to a moving origin.
pub(super) struct Model {
    /// Number of variables.
    pub n: usize,
    /// Number of interpolation points.
    pub m: usize,
    /// The origin.
    pub base: Vec<f64>,
    /// Interpolation points, one a row.
    pub points: Rectangle,
    /// Function values at the points.
    pub values: Vec<f64>,
    /// The best point, relative to the origin.
    pub best: Vec<f64>,
    /// Its index.
    pub best_index: usize,
    /// Its squared length.
    pub best_square: f64,
    /// Gradient of the model at the best point.
    pub gradient: Vec<f64>,
    /// Explicit second derivatives, upper triangle by column.
    pub explicit: Vec<f64>,
    /// Weights of the points in the implicit second derivatives.
    pub weights: Vec<f64>,
    /// Last n columns of H: m + n rows.
    pub lagrange: Rectangle,
    /// Factor of the leading m × m block of H.
    pub factor: Rectangle,
    /// Lower bounds, relative to the origin.
    pub lower: Vec<f64>,
    /// Upper bounds, relative to the origin.
    pub upper: Vec<f64>,
}

/// Place of entry (i, j), i ≤ j, in the packed upper triangle.
pub(super) fn packed(i: usize, j: usize) -> usize {
    j * (j + 1) / 2 + i
}

pub(super) fn square(x: f64) -> f64 {
    x * x
}

/// What the Lagrange functions say about a step from the best point.
pub(super) struct Prediction {
    /// Values of the Lagrange functions at the new point, then the last n entries of Hw.
    pub lagrange: Vec<f64>,
    /// The parameter beta of the updating formula.
    pub beta: f64,
    /// Inner products of the step with the points.
    pub inner: Vec<f64>,
}

impl Model {
    /// A model of zeros around `start`.
    pub fn new(start: &[f64], m: usize, lower: Vec<f64>, upper: Vec<f64>) -> Model {
        let n = start.len();
        Model {
            n,
            m,
            base: start.to_vec(),
            points: Rectangle::zeros(m, n),
            values: vec![0.0; m],
            best: vec![0.0; n],
            best_index: 0,
            best_square: 0.0,
            gradient: vec![0.0; n],
            explicit: vec![0.0; n * (n + 1) / 2],
            weights: vec![0.0; m],
            lagrange: Rectangle::zeros(m + n, n),
            factor: Rectangle::zeros(m, m - n - 1),
            lower,
            upper,
        }
    }

    /// Number of columns of the factor.
    pub fn rank(&self) -> usize {
        self.m - self.n - 1
    }

    /// Takes the point of the best index as the best point.
    pub fn adopt_best(&mut self) {
        self.best.copy_from_slice(self.points.row(self.best_index));
        self.best_square = self.best.iter().map(|v| v * v).sum();
    }

    /// Moves the gradient from the origin to the best point.
    pub fn move_gradient(&mut self, with_weights: bool) {
        let step = self.best.clone();
        self.advance_gradient(&step, with_weights);
    }

    /// Adds the second derivative matrix times `step` to the gradient.
    pub fn advance_gradient(&mut self, step: &[f64], with_weights: bool) {
        for j in 0..self.n {
            for i in 0..=j {
                let h = self.explicit[packed(i, j)];
                if i < j {
                    self.gradient[j] += h * step[i];
                }
                self.gradient[i] += h * step[j];
            }
        }
        if with_weights {
            for k in 0..self.m {
                let inner: f64 = self.points.row(k).iter().zip(step).map(|(x, s)| x * s).sum();
                let scale = self.weights[k] * inner;
                for (g, x) in self.gradient.iter_mut().zip(self.points.row(k)) {
                    *g += scale * x;
                }
            }
        }
    }

    /// The second derivative matrix times a vector.
    pub fn curvature_times(&self, s: &[f64]) -> Vec<f64> {
        let mut product = vec![0.0; self.n];
        for j in 0..self.n {
            for i in 0..=j {
                let h = self.explicit[packed(i, j)];
                if i < j {
                    product[j] += h * s[i];
                }
                product[i] += h * s[j];
            }
        }
        for k in (0..self.m).filter(|&k| self.weights[k] != 0.0) {
            let inner: f64 = self.points.row(k).iter().zip(s).map(|(x, s)| x * s).sum();
            let scale = self.weights[k] * inner;
            for (p, x) in product.iter_mut().zip(self.points.row(k)) {
                *p += scale * x;
            }
        }
        product
    }

    /// The change of the model over a step from the best point, given the step's products with the points.
    pub fn change(&self, step: &[f64], inner: &[f64]) -> f64 {
        let mut change = 0.0;
        for j in 0..self.n {
            change += step[j] * self.gradient[j];
            for i in 0..=j {
                let product = step[i] * step[j];
                change += self.explicit[packed(i, j)] * if i == j { 0.5 * product } else { product };
            }
        }
        for (weight, inner) in self.weights.iter().zip(inner) {
            change += 0.5 * weight * square(*inner);
        }
        change
    }

    /// The values of the Lagrange functions after a step from the best point (equation 4.11 of Powell 2006).
    pub fn predict(&self, step: &[f64]) -> Prediction {
        let (n, m) = (self.n, self.m);
        let (mut w, mut inner, mut lagrange) = (vec![0.0; m], vec![0.0; m], vec![0.0; m + n]);
        for k in 0..m {
            let (mut along, mut at_best, mut sum) = (0.0, 0.0, 0.0);
            let (point, row) = (self.points.row(k), self.lagrange.row(k));
            for j in 0..n {
                along += point[j] * step[j];
                at_best += point[j] * self.best[j];
                sum += row[j] * step[j];
            }
            w[k] = along * (0.5 * along + at_best);
            lagrange[k] = sum;
            inner[k] = along;
        }
        let mut beta = 0.0;
        for j in 0..self.rank() {
            let sum: f64 = (0..m).map(|k| self.factor[(k, j)] * w[k]).sum();
            beta -= sum * sum;
            for k in 0..m {
                lagrange[k] += sum * self.factor[(k, j)];
            }
        }
        let (mut length, mut both, mut cross) = (0.0, 0.0, 0.0);
        for j in 0..n {
            length += square(step[j]);
            let mut sum: f64 = (0..m).map(|k| w[k] * self.lagrange[(k, j)]).sum();
            both += sum * step[j];
            for i in 0..n {
                sum += self.lagrange[(m + j, i)] * step[i];
            }
            lagrange[m + j] = sum;
            both += sum * step[j];
            cross += step[j] * self.best[j];
        }
        beta = cross * cross + length * (self.best_square + cross + cross + 0.5 * length) + beta - both;
        lagrange[self.best_index] += 1.0;
        Prediction { lagrange, beta, inner }
    }

    /// Updates H for moving point `t`. `prediction.lagrange[t]` is reduced by one on the way.
    pub fn update_inverse(&mut self, prediction: &mut Prediction, denominator: f64, t: usize) {
        let (n, m) = (self.n, self.m);
        let largest = self.factor.largest();
        let negligible = 1e-20 * largest;
        for j in 1..self.rank() {
            if self.factor[(t, j)].abs() > negligible {
                let (a, b) = (self.factor[(t, 0)], self.factor[(t, j)]);
                let length = (a * a + b * b).sqrt();
                let (a, b) = (a / length, b / length);
                for i in 0..m {
                    let (first, other) = (self.factor[(i, 0)], self.factor[(i, j)]);
                    self.factor[(i, j)] = a * other - b * first;
                    self.factor[(i, 0)] = a * first + b * other;
                }
            }
            self.factor[(t, j)] = 0.0;
        }
        let head = self.factor[(t, 0)];
        let mut w: Vec<f64> = (0..m).map(|i| head * self.factor[(i, 0)]).collect();
        w.resize(m + n, 0.0);
        let alpha = w[t];
        let lagrange = &mut prediction.lagrange;
        let tau = lagrange[t];
        lagrange[t] -= 1.0;
        let root = denominator.sqrt();
        let (a, b) = (tau / root, head / root);
        for i in 0..m {
            self.factor[(i, 0)] = a * self.factor[(i, 0)] - b * lagrange[i];
        }
        for j in 0..n {
            let last = m + j;
            w[last] = self.lagrange[(t, j)];
            let a = (alpha * lagrange[last] - tau * w[last]) / denominator;
            let b = (-prediction.beta * w[last] - tau * lagrange[last]) / denominator;
            for i in 0..=last {
                let value = self.lagrange[(i, j)] + a * lagrange[i] + b * w[i];
                self.lagrange[(i, j)] = value;
                if i >= m {
                    self.lagrange[(last, i - m)] = value;
                }
            }
        }
    }

    /// Moves point `t` to `position`, where the model was wrong by `error`, H having been updated already.
    /// False when the numbers have degenerated.
    pub fn replace_point(&mut self, t: usize, position: &[f64], value: f64, error: f64) -> bool {
        let (n, m) = (self.n, self.m);
        let weight = std::mem::take(&mut self.weights[t]);
        for i in 0..n {
            let scale = weight * self.points[(t, i)];
            for j in 0..=i {
                self.explicit[packed(j, i)] += scale * self.points[(t, j)];
            }
        }
        for j in 0..self.rank() {
            let scale = error * self.factor[(t, j)];
            for k in 0..m {
                self.weights[k] += scale * self.factor[(k, j)];
            }
        }
        self.values[t] = value;
        self.points.row_mut(t).copy_from_slice(position);
        let mut change = self.lagrange.row(t).to_vec();
        for k in 0..m {
            let mut sum = 0.0;
            for j in 0..self.rank() {
                sum += self.factor[(t, j)] * self.factor[(k, j)];
            }
            if sum.is_infinite() {
                return false;
            }
            let inner: f64 = self.points.row(k).iter().zip(&self.best).map(|(x, b)| x * b).sum();
            let scale = sum * inner;
            for (c, x) in change.iter_mut().zip(self.points.row(k)) {
                *c += scale * x;
            }
        }
        for (g, c) in self.gradient.iter_mut().zip(&change) {
            *g += error * c;
        }
        true
    }

    /// Moves the origin to the best point; `position` is kept in place. Far origins cost digits.
    pub fn shift_origin(&mut self, position: &mut [f64]) {
        let (n, m) = (self.n, self.m);
        let quarter = self.best_square * 0.25;
        let mut total = 0.0;
        let mut product = vec![0.0; m];
        for k in 0..m {
            total += self.weights[k];
            let mut sum = -0.5 * self.best_square;
            for (x, b) in self.points.row(k).iter().zip(&self.best) {
                sum += x * b;
            }
            product[k] = sum;
            let rest = quarter - 0.5 * sum;
            let row = self.lagrange.row(k).to_vec();
            let v: Vec<f64> =
                self.points.row(k).iter().zip(&self.best).map(|(x, b)| sum * x + rest * b).collect();
            for i in 0..n {
                for j in 0..=i {
                    let old = self.lagrange[(m + i, j)];
                    self.lagrange[(m + i, j)] = old + row[i] * v[j] + v[i] * row[j];
                }
            }
        }
        for column in 0..self.rank() {
            self.shift_column(column, quarter, &product);
        }
        for j in 0..n {
            let mut sum = -0.5 * total * self.best[j];
            for k in 0..m {
                sum += self.weights[k] * self.points[(k, j)];
                self.points[(k, j)] -= self.best[j];
            }
            product[j] = sum;
            for i in 0..=j {
                let old = self.explicit[packed(i, j)];
                self.explicit[packed(i, j)] = old + product[i] * self.best[j] + self.best[i] * product[j];
                self.lagrange[(m + i, j)] = self.lagrange[(m + j, i)];
            }
        }
        for i in 0..n {
            let shift = std::mem::take(&mut self.best[i]);
            self.base[i] += shift;
            position[i] -= shift;
            self.lower[i] -= shift;
            self.upper[i] -= shift;
        }
        self.best_square = 0.0;
    }

    fn shift_column(&mut self, column: usize, quarter: f64, product: &[f64]) {
        let (n, m) = (self.n, self.m);
        let (mut sum_z, mut sum_w) = (0.0, 0.0);
        let mut v = vec![0.0; m];
        for k in 0..m {
            sum_z += self.factor[(k, column)];
            v[k] = product[k] * self.factor[(k, column)];
            sum_w += v[k];
        }
        let mut w = vec![0.0; n];
        for j in 0..n {
            let mut sum = (quarter * sum_z - 0.5 * sum_w) * self.best[j];
            for k in 0..m {
                sum += v[k] * self.points[(k, j)];
            }
            w[j] = sum;
            for k in 0..m {
                self.lagrange[(k, j)] += sum * self.factor[(k, column)];
            }
        }
        for i in 0..n {
            for j in 0..=i {
                self.lagrange[(m + i, j)] += w[i] * w[j];
            }
        }
    }

    /// The diagonal of H at point `k`.
    pub fn diagonal(&self, k: usize) -> f64 {
        (0..self.rank()).map(|j| square(self.factor[(k, j)])).sum()
    }

    /// Squared distance of point `k` from `position`.
    pub fn distance(&self, k: usize, position: &[f64]) -> f64 {
        self.points.row(k).iter().zip(position).map(|(x, p)| square(x - p)).sum()
    }

    /// Replaces the model by the interpolant whose second derivatives are smallest when that has had the
    /// smaller gradient three times in a row (section 5 of Powell 2009).
    pub fn reconsider(&mut self, streak: &mut usize) {
        let (n, m) = (self.n, self.m);
        let difference: Vec<f64> = self.values.iter().map(|v| v - self.values[self.best_index]).collect();
        let mut weights = vec![0.0; m];
        for j in 0..self.rank() {
            let sum: f64 = (0..m).map(|k| self.factor[(k, j)] * difference[k]).sum();
            for k in 0..m {
                weights[k] += sum * self.factor[(k, j)];
            }
        }
        let scaled: Vec<f64> = (0..m)
            .map(|k| {
                let inner: f64 = self.points.row(k).iter().zip(&self.best).map(|(x, b)| x * b).sum();
                inner * weights[k]
            })
            .collect();
        let (mut current, mut alternative) = (0.0, 0.0);
        let mut gradient = vec![0.0; n];
        for i in 0..n {
            let mut sum = 0.0;
            for k in 0..m {
                sum = sum + self.lagrange[(k, i)] * difference[k] + self.points[(k, i)] * scaled[k];
            }
            gradient[i] = sum;
            let feasible = |g: f64| {
                if self.best[i] == self.lower[i] {
                    g.min(0.0)
                } else if self.best[i] == self.upper[i] {
                    g.max(0.0)
                } else {
                    g
                }
            };
            current += square(feasible(self.gradient[i]));
            alternative += square(feasible(sum));
        }
        *streak += 1;
        if current < 10.0 * alternative {
            *streak = 0;
        }
        if *streak >= 3 {
            self.gradient = gradient;
            self.weights = weights;
            self.explicit.fill(0.0);
            *streak = 0;
        }
    }
}
