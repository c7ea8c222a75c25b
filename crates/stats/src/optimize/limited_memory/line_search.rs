//! A line search for a point of sufficient decrease and small slope (Moré and Thuente 1994).

const DECREASE: f64 = 1e-3;
const SLOPE: f64 = 0.9;
const WIDTH: f64 = 0.1;

/// What a search says of a point.
pub(super) enum Verdict {
    /// It will do, or no better one can be had.
    Accept,
    /// Try the next step.
    Continue,
}

/// A point on the line: step, function and slope.
#[derive(Clone, Copy)]
struct Point {
    step: f64,
    value: f64,
    slope: f64,
}

/// The state of a search.
pub(super) struct LineSearch {
    start: Point,
    /// Best point so far, and the other end of the interval.
    best: Point,
    other: Point,
    bracketed: bool,
    first_stage: bool,
    step: f64,
    least: f64,
    most: f64,
    largest: f64,
    width: f64,
    earlier_width: f64,
}

impl LineSearch {
    /// A search from a point of given value and slope, with a first step and a largest one.
    pub fn new(value: f64, slope: f64, step: f64, largest: f64) -> LineSearch {
        let start = Point { step: 0.0, value, slope };
        LineSearch {
            start,
            best: start,
            other: start,
            bracketed: false,
            first_stage: true,
            step,
            least: 0.0,
            most: step + 4.0 * step,
            largest,
            width: largest,
            earlier_width: 2.0 * largest,
        }
    }

    /// The step to try.
    pub fn step(&self) -> f64 {
        self.step
    }

    /// Judges the point at the step and chooses the next one.
    pub fn judge(&mut self, value: f64, slope: f64) -> Verdict {
        let steepness = DECREASE * self.start.slope;
        let allowed = self.start.value + self.step * steepness;
        if self.first_stage && value <= allowed && slope >= DECREASE.min(SLOPE) * self.start.slope {
            self.first_stage = false;
        }
        let stuck = self.bracketed
            && (self.step <= self.least
                || self.step >= self.most
                || self.most - self.least <= WIDTH * self.most);
        let at_most = self.step == self.largest && value <= allowed && slope <= steepness;
        let at_least = self.step == 0.0 && (value > allowed || slope >= steepness);
        if stuck || at_most || at_least || (value <= allowed && slope.abs() <= SLOPE * -self.start.slope) {
            return Verdict::Accept;
        }
        let here = Point { step: self.step, value, slope };
        if self.first_stage && value <= self.best.value && value > allowed {
            // The function less the allowed decrease is used as long as its minimum is not known to exist.
            let lift = |p: Point, sign: f64| Point {
                value: p.value + sign * p.step * steepness,
                slope: p.slope + sign * steepness,
                ..p
            };
            (self.best, self.other) = (lift(self.best, -1.0), lift(self.other, -1.0));
            self.advance(lift(here, -1.0));
            (self.best, self.other) = (lift(self.best, 1.0), lift(self.other, 1.0));
        } else {
            self.advance(here);
        }
        self.update_interval();
        Verdict::Continue
    }

    fn update_interval(&mut self) {
        if self.bracketed {
            let span = (self.other.step - self.best.step).abs();
            if span >= 0.66 * self.earlier_width {
                self.step = self.best.step + 0.5 * (self.other.step - self.best.step);
            }
            self.earlier_width = self.width;
            self.width = span;
            self.least = self.best.step.min(self.other.step);
            self.most = self.best.step.max(self.other.step);
        } else {
            self.least = self.best.step;
            self.most = self.step + 4.0 * (self.step - self.best.step);
        }
        self.step = self.step.max(0.0).min(self.largest);
        let stuck =
            self.step <= self.least || self.step >= self.most || self.most - self.least <= WIDTH * self.most;
        if self.bracketed && stuck {
            self.step = self.best.step;
        }
    }

    /// Updates the interval with a new point and interpolates the next step.
    fn advance(&mut self, here: Point) {
        let best = self.best;
        let opposite = here.slope * (best.slope / best.slope.abs()) < 0.0;
        let next;
        if here.value > best.value {
            let (cubic, quadratic) = (cubic_step(best, here), quadratic_step(best, here));
            next = if (cubic - best.step).abs() < (quadratic - best.step).abs() {
                cubic
            } else {
                cubic + (quadratic - cubic) / 2.0
            };
            self.bracketed = true;
        } else if opposite {
            let (cubic, secant) = (cubic_step(here, best), secant_step(best, here));
            next = if (cubic - here.step).abs() > (secant - here.step).abs() { cubic } else { secant };
            self.bracketed = true;
        } else if here.slope.abs() < best.slope.abs() {
            next = self.extrapolate(here);
        } else if self.bracketed {
            next = cubic_step(here, self.other);
        } else {
            next = if here.step > best.step { self.most } else { self.least };
        }
        if here.value > best.value {
            self.other = here;
        } else {
            if opposite {
                self.other = best;
            }
            self.best = here;
        }
        self.step = next;
    }

    /// The next step when value and slope both decrease in the same direction.
    fn extrapolate(&self, here: Point) -> f64 {
        let best = self.best;
        let secant = secant_step(best, here);
        let cubic =
            cubic_beyond(best, here).unwrap_or(if here.step > best.step { self.most } else { self.least });
        let (to_cubic, to_secant) = ((cubic - here.step).abs(), (secant - here.step).abs());
        if self.bracketed {
            let chosen = if to_cubic < to_secant { cubic } else { secant };
            let limit = here.step + 0.66 * (self.other.step - here.step);
            if here.step > best.step { chosen.min(limit) } else { chosen.max(limit) }
        } else {
            let chosen = if to_cubic > to_secant { cubic } else { secant };
            chosen.min(self.most).max(self.least)
        }
    }
}

/// The scaled parameters of the cubic through two points: theta, and the root of its discriminant.
fn cubic_parameters(a: Point, b: Point) -> (f64, f64) {
    let theta = 3.0 * (a.value - b.value) / (b.step - a.step) + a.slope + b.slope;
    let scale = theta.abs().max(a.slope.abs()).max(b.slope.abs());
    let ratio = theta / scale;
    (theta, scale * (ratio * ratio - a.slope / scale * (b.slope / scale)).max(0.0).sqrt())
}

/// The minimum of the cubic through two points, as a step from the first.
fn cubic_step(a: Point, b: Point) -> f64 {
    let (theta, mut gamma) = cubic_parameters(a, b);
    if b.step < a.step {
        gamma = -gamma;
    }
    let p = gamma - a.slope + theta;
    let q = gamma - a.slope + gamma + b.slope;
    a.step + p / q * (b.step - a.step)
}

/// The minimum of the cubic beyond the second point, when there is one.
fn cubic_beyond(best: Point, here: Point) -> Option<f64> {
    let (theta, mut gamma) = cubic_parameters(best, here);
    if here.step > best.step {
        gamma = -gamma;
    }
    let p = gamma - here.slope + theta;
    let q = gamma + (best.slope - here.slope) + gamma;
    let r = p / q;
    (r < 0.0 && gamma != 0.0).then_some(here.step + r * (best.step - here.step))
}

/// The minimum of the parabola through two values and the first slope.
fn quadratic_step(a: Point, b: Point) -> f64 {
    let span = b.step - a.step;
    a.step + a.slope / ((a.value - b.value) / span + a.slope) / 2.0 * span
}

/// The minimum of the parabola through two slopes.
fn secant_step(best: Point, here: Point) -> f64 {
    here.step + here.slope / (here.slope - best.slope) * (best.step - here.step)
}
