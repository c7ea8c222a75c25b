//! Rebuilding H after rounding has spoilt it (Powell 2009, section 5): provisional points along the coordinate
//! directions make a well-conditioned start, and the old points take their places back as far as that does no
//! harm.

use super::model::{Model, Prediction, packed, square};

/// A provisional point: steps along up to two coordinate directions.
#[derive(Clone, Copy)]
struct Provisional {
    /// A step of the first length along this direction.
    first: Option<usize>,
    /// A step along this one: of the first length when there is another, else of the second.
    second: Option<usize>,
}

struct Rescue<'a> {
    model: &'a mut Model,
    /// Two step lengths for each direction.
    lengths: Vec<[f64; 2]>,
    provisional: Vec<Option<Provisional>>,
    /// Squared distance of the old points yet to be taken back; negative ones have been tried.
    distance: Vec<f64>,
    increment: f64,
}

/// Rebuilds H and replaces points where needed. `evaluate` gives the function at a point relative to the
/// origin, or nothing when no evaluation is left; the result says whether all went through.
pub(super) fn rescue(
    model: &mut Model,
    radius: f64,
    evaluate: &mut dyn FnMut(&Model, &[f64]) -> Option<f64>,
) -> bool {
    let (m, n) = (model.m, model.n);
    let mut rescue = Rescue {
        model,
        lengths: vec![[0.0; 2]; n],
        provisional: vec![None; m],
        distance: vec![0.0; m],
        increment: 0.0,
    };
    rescue.shift();
    rescue.set_lengths(radius);
    rescue.start();
    if rescue.take_back() {
        return true;
    }
    rescue.replace(evaluate)
}

impl Rescue<'_> {
    fn shift(&mut self) {
        let model = &mut *self.model;
        let n = model.n;
        let mut total = 0.0;
        for k in 0..model.m {
            let mut distance = 0.0;
            for j in 0..n {
                model.points[(k, j)] -= model.best[j];
                distance += square(model.points[(k, j)]);
            }
            total += model.weights[k];
            self.distance[k] = distance;
            self.increment = distance.max(self.increment);
        }
        let mut w = vec![0.0; n];
        for j in 0..n {
            w[j] = 0.5 * total * model.best[j];
            for k in 0..model.m {
                w[j] += model.weights[k] * model.points[(k, j)];
            }
            for i in 0..=j {
                let old = model.explicit[packed(i, j)];
                model.explicit[packed(i, j)] = old + w[i] * model.best[j] + w[j] * model.best[i];
            }
        }
        for j in 0..n {
            let step = std::mem::take(&mut model.best[j]);
            model.base[j] += step;
            model.lower[j] -= step;
            model.upper[j] -= step;
        }
        model.factor.fill(0.0);
        model.lagrange.fill(0.0);
    }

    fn set_lengths(&mut self, radius: f64) {
        for (j, pair) in self.lengths.iter_mut().enumerate() {
            *pair = [radius.min(self.model.upper[j]), (-radius).max(self.model.lower[j])];
            if pair[0] + pair[1] < 0.0 {
                pair.swap(0, 1);
            }
            if pair[1].abs() < 0.5 * pair[0].abs() {
                pair[1] = 0.5 * pair[0];
            }
        }
    }

    /// H of the provisional points.
    fn start(&mut self) {
        let model = &mut *self.model;
        let (n, m) = (model.n, model.m);
        self.provisional[0] = Some(Provisional { first: None, second: None });
        for (j, &[one, two]) in self.lengths.iter().enumerate() {
            let (near, far) = (j + 1, j + 1 + n);
            self.provisional[near] = Some(Provisional { first: Some(j), second: None });
            if far < m {
                self.provisional[far] = Some(Provisional { first: None, second: Some(j) });
                let inverse = 1.0 / (one - two);
                model.lagrange[(near, j)] = -inverse + 1.0 / one;
                model.lagrange[(far, j)] = inverse + 1.0 / two;
                model.lagrange[(0, j)] = -model.lagrange[(near, j)] - model.lagrange[(far, j)];
                let head = 2.0_f64.sqrt() / (one * two).abs();
                model.factor[(0, j)] = head;
                model.factor[(near, j)] = head * two * inverse;
                model.factor[(far, j)] = -head * one * inverse;
            } else {
                model.lagrange[(0, j)] = -1.0 / one;
                model.lagrange[(near, j)] = 1.0 / one;
                model.lagrange[(j + m, j)] = -0.5 * square(one);
            }
        }
        for k in 2 * n + 1..m {
            let (p, q) = pair_of_directions(k, n);
            self.provisional[k] = Some(Provisional { first: Some(p), second: Some(q) });
            let value = 1.0 / (self.lengths[p][0] * self.lengths[q][0]);
            let column = k - n - 1;
            model.factor[(0, column)] = value;
            model.factor[(p + 1, column)] = -value;
            model.factor[(q + 1, column)] = -value;
            model.factor[(k, column)] = value;
        }
    }

    /// Lets the old points take the places of provisional ones; true when all have.
    fn take_back(&mut self) -> bool {
        let mut left = self.model.m;
        let (mut old, mut new) = (0, self.model.best_index);
        let mut prediction: Option<(Prediction, f64)> = None;
        loop {
            self.model.lagrange.swap_rows(old, new);
            self.model.factor.swap_rows(old, new);
            self.provisional[old] = self.provisional[new];
            self.provisional[new] = None;
            self.distance[new] = 0.0;
            left -= 1;
            if let Some((mut prediction, denominator)) = prediction.take() {
                prediction.lagrange.swap(old, new);
                self.model.update_inverse(&mut prediction, denominator, new);
                if left == 0 {
                    return true;
                }
                self.distance.iter_mut().for_each(|d| *d = d.abs());
            }
            loop {
                let Some(candidate) = self.nearest() else { return false };
                let tried = self.predict(candidate);
                let (place, denominator, largest) = self.best_place(&tried);
                if denominator > 0.01 * largest {
                    (old, new) = (place, candidate);
                    prediction = Some((tried, denominator));
                    break;
                }
                self.distance[candidate] = -self.distance[candidate] - self.increment;
            }
        }
    }

    fn nearest(&self) -> Option<usize> {
        let mut best: Option<usize> = None;
        for (k, &d) in self.distance.iter().enumerate() {
            if d > 0.0 && best.is_none_or(|b| d < self.distance[b]) {
                best = Some(k);
            }
        }
        best
    }

    /// Product of a vector with point `k`, provisional or not.
    fn inner(&self, k: usize, x: &[f64]) -> f64 {
        let Some(place) = self.provisional[k] else {
            return self.model.points.row(k).iter().zip(x).map(|(p, x)| x * p).sum();
        };
        self.steps(place).iter().flatten().map(|&(j, length)| x[j] * length).sum()
    }

    /// The steps of a provisional point as (direction, length).
    fn steps(&self, place: Provisional) -> [Option<(usize, f64)>; 2] {
        let which = if place.first.is_none() { 1 } else { 0 };
        [place.first.map(|p| (p, self.lengths[p][0])), place.second.map(|q| (q, self.lengths[q][which]))]
    }

    fn predict(&self, candidate: usize) -> Prediction {
        let model = &*self.model;
        let (n, m) = (model.n, model.m);
        let x = model.points.row(candidate);
        let w: Vec<f64> = (0..m)
            .map(|k| {
                let sum = if k == model.best_index { 0.0 } else { self.inner(k, x) };
                0.5 * sum * sum
            })
            .collect();
        let mut lagrange: Vec<f64> =
            (0..m).map(|k| model.lagrange.row(k).iter().zip(x).map(|(b, x)| b * x).sum()).collect();
        lagrange.resize(m + n, 0.0);
        let mut beta = 0.0;
        for j in 0..model.rank() {
            let sum: f64 = (0..m).map(|k| model.factor[(k, j)] * w[k]).sum();
            beta -= sum * sum;
            for k in 0..m {
                lagrange[k] += sum * model.factor[(k, j)];
            }
        }
        let (mut both, mut distance) = (0.0, 0.0);
        for j in 0..n {
            let mut sum: f64 = (0..m).map(|k| model.lagrange[(k, j)] * w[k]).sum();
            both += sum * x[j];
            for i in 0..n {
                sum += model.lagrange[(m + i, j)] * x[i];
            }
            both += sum * x[j];
            lagrange[m + j] = sum;
            distance += square(x[j]);
        }
        beta = 0.5 * distance * distance + beta - both;
        lagrange[model.best_index] += 1.0;
        Prediction { lagrange, beta, inner: Vec::new() }
    }

    /// The provisional point to give up, its denominator, and the largest squared Lagrange value.
    fn best_place(&self, prediction: &Prediction) -> (usize, f64, f64) {
        let (mut place, mut denominator, mut largest) = (0, 0.0, 0.0_f64);
        for k in 0..self.model.m {
            let value = square(prediction.lagrange[k]);
            if self.provisional[k].is_some() {
                let candidate = prediction.beta * self.model.diagonal(k) + value;
                if candidate > denominator {
                    (place, denominator) = (k, candidate);
                }
            }
            largest = largest.max(value);
        }
        (place, denominator, largest)
    }

    /// Evaluates the function at the provisional points that remain and updates the model.
    fn replace(&mut self, evaluate: &mut dyn FnMut(&Model, &[f64]) -> Option<f64>) -> bool {
        let base_value = self.model.values[self.model.best_index];
        for k in 0..self.model.m {
            let Some(place) = self.provisional[k] else { continue };
            let steps = self.steps(place);
            self.drop_point(k);
            for (j, length) in steps.iter().flatten() {
                self.model.points[(k, *j)] = *length;
            }
            let predicted = base_value + self.model_at(&steps);
            let position = self.model.points.row(k).to_vec();
            let Some(value) = evaluate(self.model, &position) else { return false };
            self.model.values[k] = value;
            if value < self.model.values[self.model.best_index] {
                self.model.best_index = k;
            }
            self.absorb(k, value - predicted);
            self.provisional[k] = None;
        }
        true
    }

    fn drop_point(&mut self, k: usize) {
        let model = &mut *self.model;
        let point = model.points.row(k).to_vec();
        model.points.row_mut(k).fill(0.0);
        let weight = std::mem::take(&mut model.weights[k]);
        for j in 0..model.n {
            let scale = weight * point[j];
            for i in 0..=j {
                model.explicit[packed(i, j)] += scale * point[i];
            }
        }
    }

    fn model_at(&self, steps: &[Option<(usize, f64)>; 2]) -> f64 {
        let model = &*self.model;
        let mut value = 0.0;
        for &(j, length) in steps.iter().flatten() {
            value += length * (model.gradient[j] + 0.5 * length * model.explicit[packed(j, j)]);
        }
        if let [Some((p, one)), Some((q, two))] = *steps {
            value += one * two * model.explicit[packed(p.min(q), p.max(q))];
        }
        for k in 0..model.m {
            let inner: f64 = steps.iter().flatten().map(|&(j, length)| length * model.points[(k, j)]).sum();
            value += 0.5 * model.weights[k] * inner * inner;
        }
        value
    }

    fn absorb(&mut self, new: usize, error: f64) {
        for i in 0..self.model.n {
            self.model.gradient[i] += error * self.model.lagrange[(new, i)];
        }
        for k in 0..self.model.m {
            let sum: f64 =
                (0..self.model.rank()).map(|j| self.model.factor[(k, j)] * self.model.factor[(new, j)]).sum();
            let scale = error * sum;
            let Some(place) = self.provisional[k] else {
                self.model.weights[k] += scale;
                continue;
            };
            let steps = self.steps(place);
            for &(j, length) in steps.iter().flatten() {
                self.model.explicit[packed(j, j)] += scale * square(length);
            }
            if let [Some((p, one)), Some((q, two))] = steps {
                self.model.explicit[packed(p.min(q), p.max(q))] += scale * one * two;
            }
        }
    }
}

/// The two directions of initial point `k` (from 0, beyond the first 2n + 1).
pub(super) fn pair_of_directions(k: usize, n: usize) -> (usize, usize) {
    let offset = k - n;
    let round = (offset - 1) / n;
    let p = offset - round * n;
    let q = if p + round > n { p + round - n } else { p + round };
    (p - 1, q - 1)
}
