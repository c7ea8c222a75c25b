//! BOBYQA: minimisation within bounds without derivatives (Powell 2009, report NA06).
//!
//! A quadratic model interpolates the function at a few points and is trusted within a radius `delta`, whose
//! lower limit `rho` decreases from its first to its last value. [`powell`] follows the report; [`nlopt`]
//! takes the path of the NLopt library, which scales the variables to equal initial steps, derives the last
//! `rho` from tolerances on the variables, and also stops when a successful step gains too little.
//!
//! The path matters: printed digits of mixed models depend on where their optimiser stopped. All sums
//! therefore keep the order of the report.

mod geometry;
mod initial;
mod model;
mod rectangle;
mod rescue;
mod trust_region;

use super::{Optimum, Status};
use geometry::alternative_positions;
use model::{Model, Prediction, packed, square};
use trust_region::{TrustRegionStep, trust_region_step};

/// When the search ends, in NLopt's terms; zero switches a tolerance off.
#[derive(Clone, Copy, Debug)]
pub struct Tolerances {
    /// Relative tolerance on the variables.
    pub x_relative: f64,
    /// Absolute tolerance on the variables.
    pub x_absolute: f64,
    /// Relative tolerance on the function.
    pub f_relative: f64,
    /// Absolute tolerance on the function.
    pub f_absolute: f64,
    /// Largest number of evaluations.
    pub evaluations: usize,
}

/// Radii and sizes of a search in Powell's terms.
#[derive(Clone, Copy, Debug)]
pub struct Radii {
    /// Number of interpolation points, from n + 2 to (n + 1)(n + 2)/2.
    pub points: usize,
    /// First trust region radius.
    pub first: f64,
    /// Last trust region radius.
    pub last: f64,
    /// Largest number of evaluations.
    pub evaluations: usize,
}

/// Minimises `f` on NLopt's path, from `start` between `lower` and `upper` (infinite where there is no bound).
pub fn nlopt<F: FnMut(&[f64]) -> f64>(
    mut f: F,
    start: &[f64],
    lower: &[f64],
    upper: &[f64],
    tolerances: &Tolerances,
) -> Optimum {
    let n = start.len();
    let steps: Vec<f64> = (0..n).map(|i| initial_step(start[i], lower[i], upper[i])).collect();
    let equal = steps.iter().all(|s| *s == steps[0]);
    let scale: Vec<f64> = steps.iter().map(|s| if equal { 1.0 } else { s / steps[0] }).collect();
    let scaled = |x: &[f64]| -> Vec<f64> { x.iter().zip(&scale).map(|(x, s)| x / s).collect() };
    let first = (steps[0] / scale[0]).abs();
    let last = scale
        .iter()
        .map(|s| tolerances.x_absolute / s.abs())
        .fold(tolerances.x_relative * first, |last, candidate| last.max(candidate));
    let radii = Radii { points: 2 * n + 1, first, last, evaluations: tolerances.evaluations };
    let mut unscaled = vec![0.0; n];
    let objective = |x: &[f64]| {
        for (target, (x, s)) in unscaled.iter_mut().zip(x.iter().zip(&scale)) {
            *target = x * s;
        }
        f(&unscaled)
    };
    let bounds = Bounds { lower: scaled(lower), upper: scaled(upper) };
    let gain = Some((tolerances.f_relative, tolerances.f_absolute));
    let mut optimum = minimise(objective, scaled(start), bounds, &radii, gain);
    for (x, s) in optimum.x.iter_mut().zip(&scale) {
        *x *= s;
    }
    optimum
}

/// Minimises `f` on the path of Powell's report.
pub fn powell<F: FnMut(&[f64]) -> f64>(
    f: F,
    start: &[f64],
    lower: &[f64],
    upper: &[f64],
    radii: &Radii,
) -> Optimum {
    let bounds = Bounds { lower: lower.to_vec(), upper: upper.to_vec() };
    minimise(f, start.to_vec(), bounds, radii, None)
}

/// NLopt's first step for a variable: a share of the distance to its bounds, or its size.
fn initial_step(x: f64, lower: f64, upper: f64) -> f64 {
    let mut step = f64::INFINITY;
    if lower.is_finite() && upper.is_finite() && (upper - lower) * 0.25 < step && upper > lower {
        step = (upper - lower) * 0.25;
    }
    if upper.is_finite() && upper - x < step && upper > x {
        step = (upper - x) * 0.75;
    }
    if lower.is_finite() && x - lower < step && x > lower {
        step = (x - lower) * 0.75;
    }
    if step.is_infinite() {
        if upper.is_finite() && (upper - x).abs() < step {
            step = (upper - x) * 1.1;
        }
        if lower.is_finite() && (x - lower).abs() < step {
            step = (x - lower) * 1.1;
        }
    }
    let useless = |step: f64| step.is_infinite() || step.abs() < f64::MIN_POSITIVE;
    if useless(step) {
        step = x.abs();
    }
    if useless(step) { 1.0 } else { step }
}

struct Bounds {
    lower: Vec<f64>,
    upper: Vec<f64>,
}

impl Bounds {
    /// The variables at a position relative to the model's origin, on the bounds exactly where it is.
    fn variables(&self, model: &Model, position: &[f64]) -> Vec<f64> {
        (0..position.len())
            .map(|i| {
                if position[i] == model.upper[i] {
                    self.upper[i]
                } else if position[i] == model.lower[i] {
                    self.lower[i]
                } else {
                    self.lower[i].max(model.base[i] + position[i]).min(self.upper[i])
                }
            })
            .collect()
    }
}

/// What to do next. The stages follow the flow chart of the report (its figure 1).
enum Stage {
    /// Minimise the model in the trust region.
    TrustRegion,
    /// Shift the origin when it is far, then predict.
    Shift,
    /// Find a better place for the point to be moved.
    Alternative,
    /// Work out the Lagrange functions at the new place and choose the point to drop.
    Predict,
    /// Rebuild H.
    Rescue,
    /// Evaluate the function and update the model.
    Evaluate,
    /// Look for a point farther away than this squared distance.
    Farthest(f64),
    /// Reduce rho or end.
    Shrink,
    /// End.
    Finish(Status),
}

struct Search<F> {
    f: F,
    bounds: Bounds,
    model: Model,
    gain: Option<(f64, f64)>,
    limit: usize,
    evaluations: usize,
    rho: f64,
    last_rho: f64,
    delta: f64,
    /// Trust region steps since the last alternative one; −1 when a step was too short to take.
    steps: i64,
    /// Errors of the last three predictions, newest first.
    errors: [f64; 3],
    streak: usize,
    /// Evaluations when the last rescue, and the last long step, took place.
    rescued_at: usize,
    long_step_at: usize,
    position: Vec<f64>,
    step: Vec<f64>,
    step_length: f64,
    step_square: f64,
    ratio: f64,
    dropped: usize,
    adapted_delta: f64,
    alternative: Option<geometry::Alternative>,
    prediction: Prediction,
    denominator: f64,
    final_point: Option<(Vec<f64>, f64)>,
}

fn minimise<F: FnMut(&[f64]) -> f64>(
    f: F,
    mut start: Vec<f64>,
    bounds: Bounds,
    radii: &Radii,
    gain: Option<(f64, f64)>,
) -> Optimum {
    let n = start.len();
    let points = radii.points;
    let tight = (0..n).any(|i| bounds.upper[i] - bounds.lower[i] < 2.0 * radii.first);
    if n == 0 || points < n + 2 || points > (n + 1) * (n + 2) / 2 || tight {
        return Optimum { x: start, value: f64::NAN, evaluations: 0, status: Status::InvalidArguments };
    }
    let (lower, upper) = settle_start(&mut start, &bounds, radii.first);
    let mut search = Search {
        f,
        bounds,
        model: Model::new(&start, points, lower, upper),
        gain,
        limit: radii.evaluations,
        evaluations: 0,
        rho: radii.first,
        last_rho: radii.last,
        delta: radii.first,
        steps: 0,
        errors: [0.0; 3],
        streak: 0,
        rescued_at: 0,
        long_step_at: 0,
        position: start.clone(),
        step: vec![0.0; n],
        step_length: 0.0,
        step_square: 0.0,
        ratio: 0.0,
        dropped: 0,
        adapted_delta: 0.0,
        alternative: None,
        prediction: Prediction { lagrange: Vec::new(), beta: 0.0, inner: Vec::new() },
        denominator: 0.0,
        final_point: None,
    };
    let status = search.run(radii.first);
    search.optimum(status)
}

/// Moves the start away from bounds that are close but not reached; returns the bounds relative to it.
fn settle_start(start: &mut [f64], bounds: &Bounds, radius: f64) -> (Vec<f64>, Vec<f64>) {
    let (mut low, mut high) = (Vec::new(), Vec::new());
    for (i, x) in start.iter_mut().enumerate() {
        let (lower, upper) = (bounds.lower[i], bounds.upper[i]);
        let (mut below, mut above) = (lower - *x, upper - *x);
        if below >= -radius {
            if below >= 0.0 {
                *x = lower;
                (below, above) = (0.0, upper - lower);
            } else {
                *x = lower + radius;
                (below, above) = (-radius, (upper - *x).max(radius));
            }
        } else if above <= radius {
            if above <= 0.0 {
                *x = upper;
                (below, above) = (-(upper - lower), 0.0);
            } else {
                *x = upper - radius;
                (below, above) = ((lower - *x).min(-radius), radius);
            }
        }
        low.push(below);
        high.push(above);
    }
    (low, high)
}

impl<F: FnMut(&[f64]) -> f64> Search<F> {
    fn run(&mut self, radius: f64) -> Status {
        let (f, bounds) = (&mut self.f, &self.bounds);
        let (evaluations, limit) = (&mut self.evaluations, self.limit);
        let mut evaluate = |model: &Model, position: &[f64]| {
            *evaluations += 1;
            let value = f(&bounds.variables(model, position));
            (value, (*evaluations >= limit).then_some(Status::EvaluationsExhausted))
        };
        let stop = initial::initial_model(&mut self.model, radius, &mut evaluate);
        self.model.adopt_best();
        if let Some(status) = stop {
            return status;
        }
        self.rescued_at = self.evaluations;
        self.long_step_at = self.evaluations;
        if self.model.best_index != 0 {
            self.model.move_gradient(self.evaluations > self.model.m);
        }
        let mut stage = Stage::TrustRegion;
        loop {
            stage = match stage {
                Stage::TrustRegion => self.trust_region(),
                Stage::Shift => self.shift(),
                Stage::Alternative => self.find_alternative(),
                Stage::Predict => self.predict(),
                Stage::Rescue => self.rescue(),
                Stage::Evaluate => self.evaluate(),
                Stage::Farthest(distance) => self.farthest(distance),
                Stage::Shrink => self.shrink(),
                Stage::Finish(status) => return status,
            }
        }
    }

    fn trust_region(&mut self) -> Stage {
        let result = trust_region_step(&self.model, self.delta);
        self.position.clone_from(&result.position);
        self.step.clone_from(&result.step);
        self.step_square = result.length_square;
        self.step_length = self.delta.min(result.length_square.sqrt());
        if self.step_length >= 0.5 * self.rho {
            self.steps += 1;
            return Stage::Shift;
        }
        self.steps = -1;
        let distance = square(10.0 * self.rho);
        if self.evaluations <= self.long_step_at + 2 || !self.model_suffices(&result) {
            Stage::Farthest(distance)
        } else {
            Stage::Shrink
        }
    }

    /// Whether the errors of the model compare favourably with what it could still gain near the best point.
    fn model_suffices(&self, result: &TrustRegionStep) -> bool {
        let error = self.errors[0].max(self.errors[1]).max(self.errors[2]);
        let least = result.least_curvature;
        if least > 0.0 && error > self.rho * 0.125 * self.rho * least {
            return false;
        }
        let tolerance = error / self.rho;
        let model = &self.model;
        for j in 0..model.n {
            let mut slope = tolerance;
            if result.position[j] == model.lower[j] {
                slope = result.gradient[j];
            }
            if result.position[j] == model.upper[j] {
                slope = -result.gradient[j];
            }
            if slope < tolerance {
                let mut curvature = model.explicit[packed(j, j)];
                for k in 0..model.m {
                    curvature += model.weights[k] * square(model.points[(k, j)]);
                }
                if slope + 0.5 * curvature * self.rho < tolerance {
                    return false;
                }
            }
        }
        true
    }

    fn shift(&mut self) -> Stage {
        if self.step_square <= self.model.best_square * 0.001 {
            self.model.shift_origin(&mut self.position);
        }
        if self.steps == 0 { Stage::Alternative } else { Stage::Predict }
    }

    fn find_alternative(&mut self) -> Stage {
        let alternative = alternative_positions(&self.model, self.dropped, self.adapted_delta);
        self.move_to(alternative.position.clone());
        self.alternative = Some(alternative);
        Stage::Predict
    }

    fn move_to(&mut self, position: Vec<f64>) {
        self.step = position.iter().zip(&self.model.best).map(|(x, b)| x - b).collect();
        self.position = position;
    }

    fn predict(&mut self) -> Stage {
        self.prediction = self.model.predict(&self.step);
        let spoilt = if self.steps == 0 {
            let Some(alternative) = &mut self.alternative else {
                return Stage::Finish(Status::RoundoffLimited);
            };
            let own = square(self.prediction.lagrange[self.dropped]);
            self.denominator = own + alternative.alpha * self.prediction.beta;
            if self.denominator < alternative.cauchy && alternative.cauchy > 0.0 {
                alternative.cauchy = 0.0;
                let position = alternative.cauchy_position.clone();
                self.move_to(position);
                return Stage::Predict;
            }
            self.denominator <= 0.5 * own
        } else {
            let best = self.model.best.clone();
            !self.choose_dropped(&best, true)
        };
        if !spoilt {
            Stage::Evaluate
        } else if self.evaluations > self.rescued_at {
            Stage::Rescue
        } else {
            Stage::Finish(Status::RoundoffLimited)
        }
    }

    /// Chooses the point to drop for its distance from `center` and its denominator. False when rounding has
    /// spoilt the denominators.
    fn choose_dropped(&mut self, center: &[f64], keep_best: bool) -> bool {
        let delta_square = self.delta * self.delta;
        let (mut record, mut largest) = (0.0, 0.0_f64);
        for k in 0..self.model.m {
            if keep_best && k == self.model.best_index {
                continue;
            }
            let value = square(self.prediction.lagrange[k]);
            let denominator = self.prediction.beta * self.model.diagonal(k) + value;
            let weight = square(self.model.distance(k, center) / delta_square).max(1.0);
            if weight * denominator > record {
                record = weight * denominator;
                self.dropped = k;
                self.denominator = denominator;
            }
            largest = largest.max(weight * value);
        }
        record > 0.5 * largest
    }

    fn rescue(&mut self) -> Stage {
        self.long_step_at = self.evaluations;
        let before = self.model.best_index;
        let (f, bounds) = (&mut self.f, &self.bounds);
        let (evaluations, limit) = (&mut self.evaluations, self.limit);
        let mut evaluate = |model: &Model, position: &[f64]| {
            if *evaluations >= limit {
                return None;
            }
            *evaluations += 1;
            Some(f(&bounds.variables(model, position)))
        };
        let complete = rescue::rescue(&mut self.model, self.delta, &mut evaluate);
        self.model.best_square = 0.0;
        if self.model.best_index != before {
            self.model.adopt_best();
        }
        if !complete || self.evaluations >= self.limit {
            return Stage::Finish(Status::EvaluationsExhausted);
        }
        self.rescued_at = self.evaluations;
        if self.long_step_at < self.evaluations {
            self.long_step_at = self.evaluations;
            if self.model.best_index != before {
                self.model.move_gradient(true);
            }
            return Stage::TrustRegion;
        }
        if self.steps > 0 { Stage::TrustRegion } else { Stage::Alternative }
    }

    fn evaluate(&mut self) -> Stage {
        if self.evaluations >= self.limit {
            return Stage::Finish(Status::EvaluationsExhausted);
        }
        self.evaluations += 1;
        let x = self.bounds.variables(&self.model, &self.position);
        let value = (self.f)(&x);
        let before = self.model.values[self.model.best_index];
        if self.steps == -1 {
            if value < before {
                self.final_point = Some((x, value));
            }
            return Stage::Finish(Status::XConverged);
        }
        let change = self.model.change(&self.step, &self.prediction.inner);
        let error = value - before - change;
        self.errors = [error.abs(), self.errors[0], self.errors[1]];
        if self.step_length > self.rho {
            self.long_step_at = self.evaluations;
        }
        if self.steps > 0 {
            if change >= 0.0 {
                return Stage::Finish(Status::RoundoffLimited);
            }
            self.adapt_radius((value - before) / change);
            if value < before {
                let (dropped, denominator) = (self.dropped, self.denominator);
                let position = self.position.clone();
                if !self.choose_dropped(&position, false) {
                    (self.dropped, self.denominator) = (dropped, denominator);
                }
            }
        }
        self.model.update_inverse(&mut self.prediction, self.denominator, self.dropped);
        if !self.model.replace_point(self.dropped, &self.position, value, error) {
            return Stage::Finish(Status::RoundoffLimited);
        }
        if value < before {
            self.model.best_index = self.dropped;
            self.model.adopt_best();
            self.model.advance_gradient(&self.step, true);
            if self.gains_too_little(before, value) {
                return Stage::Finish(Status::FConverged);
            }
        }
        if self.steps > 0 {
            self.model.reconsider(&mut self.streak);
        }
        if self.steps == 0 || value <= before + 0.1 * change {
            return Stage::TrustRegion;
        }
        Stage::Farthest(square(2.0 * self.delta).max(square(10.0 * self.rho)))
    }

    fn adapt_radius(&mut self, ratio: f64) {
        self.ratio = ratio;
        let half = 0.5 * self.delta;
        self.delta = if ratio <= 0.1 {
            half.min(self.step_length)
        } else if ratio <= 0.7 {
            half.max(self.step_length)
        } else {
            half.max(self.step_length + self.step_length)
        };
        if self.delta <= self.rho * 1.5 {
            self.delta = self.rho;
        }
    }

    fn gains_too_little(&self, before: f64, value: f64) -> bool {
        let Some((relative, absolute)) = self.gain else { return false };
        let gain = (value - before).abs();
        before.is_finite()
            && (gain < absolute
                || gain < relative * (value.abs() + before.abs()) * 0.5
                || (relative > 0.0 && value == before))
    }

    fn farthest(&mut self, mut distance: f64) -> Stage {
        let mut far = None;
        for k in 0..self.model.m {
            let candidate = self.model.distance(k, &self.model.best);
            if candidate > distance {
                far = Some(k);
                distance = candidate;
            }
        }
        if let Some(k) = far {
            let length = distance.sqrt();
            if self.steps == -1 {
                self.delta = (0.1 * self.delta).min(0.5 * length);
                if self.delta <= self.rho * 1.5 {
                    self.delta = self.rho;
                }
            }
            self.dropped = k;
            self.steps = 0;
            self.adapted_delta = (0.1 * length).min(self.delta).max(self.rho);
            self.step_square = self.adapted_delta * self.adapted_delta;
            return Stage::Shift;
        }
        if self.steps != -1 && (self.ratio > 0.0 || self.delta.max(self.step_length) > self.rho) {
            return Stage::TrustRegion;
        }
        Stage::Shrink
    }

    fn shrink(&mut self) -> Stage {
        if self.rho > self.last_rho {
            self.delta = 0.5 * self.rho;
            let ratio = self.rho / self.last_rho;
            self.rho = if ratio <= 16.0 {
                self.last_rho
            } else if ratio <= 250.0 {
                ratio.sqrt() * self.last_rho
            } else {
                0.1 * self.rho
            };
            self.delta = self.delta.max(self.rho);
            self.steps = 0;
            self.long_step_at = self.evaluations;
            return Stage::TrustRegion;
        }
        // One more step may be too short to have been tried before.
        if self.steps == -1 { Stage::Evaluate } else { Stage::Finish(Status::Converged) }
    }

    fn optimum(self, status: Status) -> Optimum {
        let (x, value) = self.final_point.unwrap_or_else(|| {
            let x = self.bounds.variables(&self.model, &self.model.best);
            (x, self.model.values[self.model.best_index])
        });
        Optimum { x, value, evaluations: self.evaluations, status }
    }
}
