//! The trust region step of BOBYQA: a truncated conjugate gradient search within the bounds, continued on
//! the boundary of the region in planes spanned by the step and the gradient (Powell 2009, section 3).

use super::model::{Model, square};

/// A step and what was learned on the way.
pub(super) struct TrustRegionStep {
    /// The new position, within the bounds exactly.
    pub position: Vec<f64>,
    /// Its difference from the best point.
    pub step: Vec<f64>,
    /// Gradient of the model there.
    pub gradient: Vec<f64>,
    /// Squared length of the step.
    pub length_square: f64,
    /// Least curvature met by unrestricted searches; 0 on the boundary, −1 when all were restricted.
    pub least_curvature: f64,
}

/// Why the conjugate gradient phase ended.
enum Phase {
    Done,
    Boundary,
}

struct Search<'a> {
    model: &'a Model,
    d: Vec<f64>,
    g: Vec<f64>,
    /// −1 or 1 for variables held at their lower or upper bound, 0 for free ones.
    held: Vec<f64>,
    active: usize,
    radius_square: f64,
    reduction: f64,
    iterations: usize,
    least_curvature: f64,
}

/// Seeks a small value of the model within `radius` of the best point.
pub(super) fn trust_region_step(model: &Model, radius: f64) -> TrustRegionStep {
    let mut search = Search {
        model,
        d: vec![0.0; model.n],
        g: model.gradient.clone(),
        held: vec![0.0; model.n],
        active: 0,
        radius_square: radius * radius,
        reduction: 0.0,
        iterations: 0,
        least_curvature: -1.0,
    };
    for i in 0..model.n {
        if model.best[i] <= model.lower[i] {
            if model.gradient[i] >= 0.0 {
                search.held[i] = -1.0;
            }
        } else if model.best[i] >= model.upper[i] && model.gradient[i] <= 0.0 {
            search.held[i] = 1.0;
        }
        if search.held[i] != 0.0 {
            search.active += 1;
        }
    }
    if let Phase::Boundary = search.conjugate_gradients() {
        search.least_curvature = 0.0;
        search.follow_boundary();
    }
    search.finish()
}

impl Search<'_> {
    fn conjugate_gradients(&mut self) -> Phase {
        let n = self.model.n;
        let mut s = vec![0.0; n];
        let (mut beta, mut gradient_square, mut last) = (0.0, 0.0, 0);
        loop {
            let mut step_square = 0.0;
            for i in 0..n {
                s[i] = if self.held[i] != 0.0 {
                    0.0
                } else if beta == 0.0 {
                    -self.g[i]
                } else {
                    beta * s[i] - self.g[i]
                };
                step_square += square(s[i]);
            }
            if step_square == 0.0 {
                return Phase::Done;
            }
            if beta == 0.0 {
                gradient_square = step_square;
                last = self.iterations + n - self.active;
            }
            if gradient_square * self.radius_square <= self.reduction * 1e-4 * self.reduction {
                return Phase::Done;
            }
            let hs = self.model.curvature_times(&s);
            let Some((curvature, to_boundary)) = self.reach(&s, &hs, step_square) else {
                return Phase::Boundary;
            };
            let mut length = to_boundary;
            if curvature > 0.0 {
                length = length.min(gradient_square / curvature);
            }
            let stopped_by = self.stop_at_bounds(&s, &mut length);
            let before = gradient_square;
            let mut decrease = 0.0;
            if length > 0.0 {
                self.note_curvature(stopped_by, curvature / step_square);
                gradient_square = self.advance(&s, &hs, length);
                decrease = (length * (before - 0.5 * length * curvature)).max(0.0);
                self.reduction += decrease;
            }
            if let Some(i) = stopped_by {
                self.active += 1;
                self.held[i] = if s[i] < 0.0 { -1.0 } else { 1.0 };
                self.radius_square -= square(self.d[i]);
                if self.radius_square <= 0.0 {
                    return Phase::Boundary;
                }
                beta = 0.0;
                continue;
            }
            if length >= to_boundary {
                return Phase::Boundary;
            }
            if self.iterations == last || decrease <= self.reduction * 0.01 {
                return Phase::Done;
            }
            beta = gradient_square / before;
        }
    }

    /// Curvature along `s` and the length of step that reaches the boundary; nothing when already there.
    fn reach(&self, s: &[f64], hs: &[f64], step_square: f64) -> Option<(f64, f64)> {
        let (mut left, mut inner, mut curvature) = (self.radius_square, 0.0, 0.0);
        for i in (0..s.len()).filter(|&i| self.held[i] == 0.0) {
            left -= square(self.d[i]);
            inner += s[i] * self.d[i];
            curvature += s[i] * hs[i];
        }
        if left <= 0.0 {
            return None;
        }
        let root = (step_square * left + inner * inner).sqrt();
        let length = if inner < 0.0 { (root - inner) / step_square } else { left / (root + inner) };
        Some((curvature, length))
    }

    fn stop_at_bounds(&self, s: &[f64], length: &mut f64) -> Option<usize> {
        let mut stopped_by = None;
        for i in (0..s.len()).filter(|&i| s[i] != 0.0) {
            let here = self.model.best[i] + self.d[i];
            let bound = if s[i] > 0.0 { self.model.upper[i] } else { self.model.lower[i] };
            let limit = (bound - here) / s[i];
            if limit < *length {
                *length = limit;
                stopped_by = Some(i);
            }
        }
        stopped_by
    }

    fn note_curvature(&mut self, stopped_by: Option<usize>, curvature: f64) {
        self.iterations += 1;
        if stopped_by.is_none() && curvature > 0.0 {
            self.least_curvature = self.least_curvature.min(curvature);
            if self.least_curvature == -1.0 {
                self.least_curvature = curvature;
            }
        }
    }

    /// Moves along `s` and returns the squared gradient of the free variables.
    fn advance(&mut self, s: &[f64], hs: &[f64], length: f64) -> f64 {
        let mut gradient_square = 0.0;
        for i in 0..s.len() {
            self.g[i] += length * hs[i];
            if self.held[i] == 0.0 {
                gradient_square += square(self.g[i]);
            }
            self.d[i] += length * s[i];
        }
        gradient_square
    }

    /// Turns the step on the boundary of the region as long as that pays.
    fn follow_boundary(&mut self) {
        let n = self.model.n;
        // The last variable left free cannot turn.
        'reduce: while self.active + 1 < n {
            let (mut d_square, mut d_gradient, mut gradient_square) = (0.0, 0.0, 0.0);
            let mut reduced = vec![0.0; n];
            for i in (0..n).filter(|&i| self.held[i] == 0.0) {
                d_square += square(self.d[i]);
                d_gradient += self.d[i] * self.g[i];
                gradient_square += square(self.g[i]);
                reduced[i] = self.d[i];
            }
            let mut h_reduced = self.model.curvature_times(&reduced);
            loop {
                self.iterations += 1;
                let determinant = gradient_square * d_square - d_gradient * d_gradient;
                if determinant <= self.reduction * 1e-4 * self.reduction {
                    return;
                }
                let root = determinant.sqrt();
                let s: Vec<f64> = (0..n)
                    .map(|i| match self.held[i] == 0.0 {
                        true => (d_gradient * self.d[i] - d_square * self.g[i]) / root,
                        false => 0.0,
                    })
                    .collect();
                let Some((limit, stop)) = self.angle_limit(&s) else { continue 'reduce };
                let hs = self.model.curvature_times(&s);
                let plane = self.plane(&s, &hs, &h_reduced, d_gradient, -root);
                let Some((angle, at_limit)) = plane.best_angle(limit) else { return };
                let (cosine, sine) = ((1.0 - angle * angle) / (1.0 + angle * angle), plane.sine(angle));
                let decrease = plane.decrease(angle);
                if decrease <= 0.0 {
                    return;
                }
                (d_gradient, gradient_square) = (0.0, 0.0);
                for i in 0..n {
                    self.g[i] = self.g[i] + (cosine - 1.0) * h_reduced[i] + sine * hs[i];
                    if self.held[i] == 0.0 {
                        self.d[i] = cosine * self.d[i] + sine * s[i];
                        d_gradient += self.d[i] * self.g[i];
                        gradient_square += square(self.g[i]);
                    }
                    h_reduced[i] = cosine * h_reduced[i] + sine * hs[i];
                }
                self.reduction += decrease;
                if let (Some((i, side)), true) = (stop, at_limit) {
                    self.active += 1;
                    self.held[i] = side;
                    continue 'reduce;
                }
                if decrease <= self.reduction * 0.01 {
                    return;
                }
            }
        }
    }

    /// The largest tangent of half the angle that the bounds allow, and the bound that sets it. Nothing when
    /// a free variable stands on a bound: it has been fixed there.
    fn angle_limit(&mut self, s: &[f64]) -> Option<(f64, Option<(usize, f64)>)> {
        let (mut limit, mut stop) = (1.0, None);
        for i in 0..s.len() {
            if self.held[i] != 0.0 {
                continue;
            }
            let (best, lower, upper) = (self.model.best[i], self.model.lower[i], self.model.upper[i]);
            let below = best + self.d[i] - lower;
            let above = upper - best - self.d[i];
            if below <= 0.0 || above <= 0.0 {
                self.active += 1;
                self.held[i] = if below <= 0.0 { -1.0 } else { 1.0 };
                return None;
            }
            let radius = square(self.d[i]) + square(s[i]);
            let excess = radius - square(best - lower);
            if excess > 0.0 {
                let reach = excess.sqrt() - s[i];
                if limit * reach > below {
                    limit = below / reach;
                    stop = Some((i, -1.0));
                }
            }
            let excess = radius - square(upper - best);
            if excess > 0.0 {
                let reach = excess.sqrt() + s[i];
                if limit * reach > above {
                    limit = above / reach;
                    stop = Some((i, 1.0));
                }
            }
        }
        Some((limit, stop))
    }

    fn plane(&self, s: &[f64], hs: &[f64], h_reduced: &[f64], d_gradient: f64, s_gradient: f64) -> Plane {
        let (mut shs, mut dhs, mut dhd) = (0.0, 0.0, 0.0);
        for i in (0..s.len()).filter(|&i| self.held[i] == 0.0) {
            shs += s[i] * hs[i];
            dhs += self.d[i] * hs[i];
            dhd += self.d[i] * h_reduced[i];
        }
        Plane { shs, dhs, dhd, d_gradient, s_gradient }
    }

    fn finish(self) -> TrustRegionStep {
        let model = self.model;
        let n = model.n;
        let mut position = vec![0.0; n];
        let mut step = self.d;
        let mut length_square = 0.0;
        for i in 0..n {
            position[i] = (model.best[i] + step[i]).min(model.upper[i]).max(model.lower[i]);
            if self.held[i] == -1.0 {
                position[i] = model.lower[i];
            }
            if self.held[i] == 1.0 {
                position[i] = model.upper[i];
            }
            step[i] = position[i] - model.best[i];
            length_square += square(step[i]);
        }
        TrustRegionStep {
            position,
            step,
            gradient: self.g,
            length_square,
            least_curvature: self.least_curvature,
        }
    }
}

/// The model in the plane of the step and the search direction, by half the angle's tangent.
struct Plane {
    shs: f64,
    dhs: f64,
    dhd: f64,
    d_gradient: f64,
    s_gradient: f64,
}

impl Plane {
    fn sine(&self, angle: f64) -> f64 {
        (angle + angle) / (1.0 + angle * angle)
    }

    fn decrease(&self, angle: f64) -> f64 {
        let sine = self.sine(angle);
        let curvature = self.shs + angle * (angle * self.dhd - self.dhs - self.dhs);
        sine * (angle * self.d_gradient - self.s_gradient - 0.5 * sine * curvature)
    }

    /// The best of equally spaced angles up to the limit, refined by a parabola, and whether it is the limit.
    fn best_angle(&self, limit: f64) -> Option<(f64, bool)> {
        let count = (limit * 17.0 + 3.1) as usize;
        let (mut best, mut place, mut last) = (0.0, 0, 0.0);
        let (mut before, mut after) = (0.0, 0.0);
        for i in 1..=count {
            let value = self.decrease(limit * i as f64 / count as f64);
            if value > best {
                best = value;
                place = i;
                before = last;
            } else if i == place + 1 {
                after = value;
            }
            last = value;
        }
        if place == 0 {
            return None;
        }
        if place == count {
            return Some((limit * count as f64 / count as f64, true));
        }
        let shift = (after - before) / (best + best - before - after);
        Some((limit * (place as f64 + 0.5 * shift) / count as f64, false))
    }
}
