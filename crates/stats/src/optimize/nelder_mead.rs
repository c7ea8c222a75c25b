//! The simplex method of Nelder and Mead (1965) within bounds.
//!
//! [`bounded`] reflects the worst point through the centroid of the others; a new best point is tried twice as
//! far out. It differs from the textbook as lme4's optimiser does, in whose place it stands: an expansion is
//! kept when it beats the worst point, even where the reflection was better, and so is a reflection, so that
//! contractions are always towards the worst point. Points are pulled back to the bounds. It stops when the
//! values of best and worst point are close, or all points are close to their centroid.

use super::{Optimum, Status};

/// Steps and tolerances of a bounded search.
#[derive(Clone, Debug)]
pub struct SimplexControl {
    /// First step in every variable.
    pub steps: Vec<f64>,
    /// Absolute tolerance on each variable.
    pub x_absolute: Vec<f64>,
    /// Relative tolerance on the variables.
    pub x_relative: f64,
    /// Absolute tolerance on the function.
    pub f_absolute: f64,
    /// Relative tolerance on the function.
    pub f_relative: f64,
    /// Largest number of evaluations.
    pub evaluations: usize,
}

struct Simplex<F> {
    f: F,
    points: Vec<Vec<f64>>,
    values: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    evaluations: usize,
    limit: usize,
}

/// Minimises `f` from `start` between the bounds.
pub fn bounded<F: FnMut(&[f64]) -> f64>(
    f: F,
    start: &[f64],
    lower: &[f64],
    upper: &[f64],
    control: &SimplexControl,
) -> Optimum {
    let mut simplex = Simplex {
        f,
        points: vec![start.to_vec()],
        values: Vec::new(),
        lower: lower.to_vec(),
        upper: upper.to_vec(),
        evaluations: 0,
        limit: control.evaluations,
    };
    let outside = |i: usize| start[i] < lower[i] || start[i] > upper[i];
    if start.is_empty() || (0..start.len()).any(outside) {
        return Optimum {
            x: start.to_vec(),
            value: f64::NAN,
            evaluations: 0,
            status: Status::InvalidArguments,
        };
    }
    for i in 0..start.len() {
        let mut point = start.to_vec();
        point[i] = first_move(start[i], control.steps[i], lower[i], upper[i]);
        simplex.points.push(point);
    }
    for k in 0..simplex.points.len() {
        let point = simplex.points[k].clone();
        let value = simplex.evaluate(&point);
        simplex.values.push(value);
    }
    let status = simplex.search(control);
    let best = simplex.lowest();
    Optimum {
        x: simplex.points[best].clone(),
        value: simplex.values[best],
        evaluations: simplex.evaluations,
        status,
    }
}

/// A step from `x`, turned or shortened where a bound is in the way.
fn first_move(x: f64, step: f64, lower: f64, upper: f64) -> f64 {
    let mut moved = x + step;
    if moved > upper {
        moved = if upper - x > step.abs() * 0.1 { upper } else { x - step.abs() };
    }
    if moved < lower {
        if x - lower > step.abs() * 0.1 {
            moved = lower;
        } else {
            moved = x + step.abs();
            if moved > upper {
                moved = 0.5 * (if upper - x > x - lower { upper } else { lower } + x);
            }
        }
    }
    moved
}

impl<F: FnMut(&[f64]) -> f64> Simplex<F> {
    fn evaluate(&mut self, x: &[f64]) -> f64 {
        self.evaluations += 1;
        (self.f)(x)
    }

    fn lowest(&self) -> usize {
        let mut best = 0;
        for k in 1..self.values.len() {
            if self.values[k] < self.values[best] {
                best = k;
            }
        }
        best
    }

    fn highest(&self) -> usize {
        let mut worst = 0;
        for k in 1..self.values.len() {
            if self.values[k] >= self.values[worst] {
                worst = k;
            }
        }
        worst
    }

    fn search(&mut self, control: &SimplexControl) -> Status {
        loop {
            if self.evaluations >= self.limit {
                return Status::EvaluationsExhausted;
            }
            let (low, high) = (self.lowest(), self.highest());
            let (best, worst) = (self.values[low], self.values[high]);
            if close(worst, best, control.f_relative, control.f_absolute) {
                return Status::FConverged;
            }
            let center = self.centroid(high);
            if self.has_shrunk(&center, control) {
                return Status::XConverged;
            }
            let moved = self.improve(low, high, &center, best, worst);
            if !moved {
                return Status::XConverged;
            }
        }
    }

    /// Replaces the worst point, or shrinks the simplex. False when a point can no longer be moved.
    fn improve(&mut self, low: usize, high: usize, center: &[f64], best: f64, worst: f64) -> bool {
        let old = self.points[high].clone();
        let Some(reflected) = self.reflect(center, 1.0, &old) else { return false };
        let value = self.evaluate(&reflected);
        if value < best {
            let Some(expanded) = self.reflect(center, 2.0, &old) else { return false };
            let farther = self.evaluate(&expanded);
            self.replace(high, if farther >= worst { (reflected, value) } else { (expanded, farther) });
            return true;
        }
        if value < worst {
            self.replace(high, (reflected, value));
            return true;
        }
        let Some(contracted) = self.reflect(center, -0.5, &old) else { return false };
        let nearer = self.evaluate(&contracted);
        if nearer < worst {
            self.replace(high, (contracted, nearer));
            return true;
        }
        self.shrink(low)
    }

    fn replace(&mut self, k: usize, (point, value): (Vec<f64>, f64)) {
        self.points[k] = point;
        self.values[k] = value;
    }

    fn shrink(&mut self, low: usize) -> bool {
        let best = self.points[low].clone();
        for k in 0..self.points.len() {
            if k == low {
                continue;
            }
            let old = self.points[k].clone();
            let Some(point) = self.reflect(&best, -0.5, &old) else { return false };
            let value = self.evaluate(&point);
            self.replace(k, (point, value));
        }
        true
    }

    /// The mean of all points but one.
    fn centroid(&self, left_out: usize) -> Vec<f64> {
        let n = self.points.len() - 1;
        let mut center = vec![0.0; n];
        for (k, point) in self.points.iter().enumerate() {
            if k != left_out {
                for (c, x) in center.iter_mut().zip(point) {
                    *c += x;
                }
            }
        }
        center.iter_mut().for_each(|c| *c *= 1.0 / n as f64);
        center
    }

    fn has_shrunk(&self, center: &[f64], control: &SimplexControl) -> bool {
        (0..center.len()).all(|j| {
            let radius = self.points.iter().fold(0.0_f64, |r, point| r.max((point[j] - center[j]).abs()));
            close(center[j] + radius, center[j], control.x_relative, control.x_absolute[j])
        })
    }

    /// The point `scale` times as far from `center` as `old`, on the other side, pulled back to the bounds.
    /// Nothing when it falls on the centre or on the old point.
    fn reflect(&self, center: &[f64], scale: f64, old: &[f64]) -> Option<Vec<f64>> {
        let (mut on_center, mut on_old) = (true, true);
        let mut point = Vec::with_capacity(center.len());
        for i in 0..center.len() {
            let x = (center[i] + scale * (center[i] - old[i])).clamp(self.lower[i], self.upper[i]);
            on_center = on_center && same(x, center[i]);
            on_old = on_old && same(x, old[i]);
            point.push(x);
        }
        (!on_center && !on_old).then_some(point)
    }
}

/// Equal up to rounding.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-13 * (a.abs() + b.abs())
}

fn close(old: f64, new: f64, relative: f64, absolute: f64) -> bool {
    if old.is_infinite() {
        return false;
    }
    let change = (new - old).abs();
    change < absolute || change < relative * (new.abs() + old.abs()) * 0.5 || (relative > 0.0 && new == old)
}
