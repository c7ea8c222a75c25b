//! The general-purpose minimisers of `optim`: Nash's simplex, variable metric and conjugate gradient
//! algorithms (Compact Numerical Methods for Computers, 1990, algorithms 19, 21 and 22).
//!
//! Functions may fail: the first error ends a search and is handed on.

/// Where a general-purpose search ended.
#[derive(Clone, Debug, PartialEq)]
pub struct General {
    /// The variables.
    pub x: Vec<f64>,
    /// The function there.
    pub value: f64,
    /// Evaluations of the function.
    pub evaluations: usize,
    /// Evaluations of the gradient.
    pub gradients: usize,
    /// Why the search ended.
    pub outcome: Outcome,
}

/// Why a general-purpose search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Converged.
    Converged,
    /// The limit on iterations or evaluations was reached.
    Exhausted,
    /// The simplex could not be shrunk.
    Degenerate,
}

/// Why a search could not be done.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchError<E> {
    /// The function is not finite at the start.
    NotFinite,
    /// The function failed.
    Function(E),
}

impl<E> From<E> for SearchError<E> {
    fn from(error: E) -> Self {
        SearchError::Function(error)
    }
}

/// A share by which a step is reduced, what decrease makes a point acceptable, and the offset by which equal
/// points are recognised.
const REDUCTION: f64 = 0.2;
const ACCEPTABLE: f64 = 1e-4;
const OFFSET: f64 = 10.0;
/// The value a function that is not finite counts as in the simplex.
const LARGE: f64 = 1e35;

/// How the simplex moves and stops.
#[derive(Clone, Copy, Debug)]
pub struct NelderMead {
    /// Reflection.
    pub alpha: f64,
    /// Contraction.
    pub beta: f64,
    /// Expansion.
    pub gamma: f64,
    /// Stop when the function is below this.
    pub absolute: f64,
    /// Relative tolerance.
    pub relative: f64,
    /// Largest number of evaluations.
    pub limit: usize,
}

/// Minimises `f` by the simplex method.
pub fn nelder_mead<E>(
    start: &[f64],
    control: &NelderMead,
    f: &mut dyn FnMut(&[f64]) -> Result<f64, E>,
) -> Result<General, SearchError<E>> {
    let n = start.len();
    let first = f(start)?;
    if !first.is_finite() {
        return Err(SearchError::NotFinite);
    }
    let mut finite = |x: &[f64]| f(x).map(|v| if v.is_finite() { v } else { LARGE });
    let tolerance = control.relative * (first.abs() + control.relative);
    let mut evaluations = 1;
    let (mut points, mut size) = first_simplex(start);
    let mut values = vec![first; n + 1];
    let mut outdated = true;
    let mut low = 0;
    let outcome = loop {
        if outdated {
            for k in (0..=n).filter(|&k| k != low) {
                values[k] = finite(&points[k])?;
                evaluations += 1;
            }
            outdated = false;
        }
        let mut high = low;
        let (mut lowest, mut highest) = (values[low], values[low]);
        for (k, &value) in values.iter().enumerate() {
            if value < lowest {
                (low, lowest) = (k, value);
            }
            if value > highest {
                (high, highest) = (k, value);
            }
        }
        if highest <= lowest + tolerance || lowest <= control.absolute {
            break Outcome::Converged;
        }
        let center: Vec<f64> =
            (0..n).map(|i| points.iter().fold(-points[high][i], |sum, p| sum + p[i]) / n as f64).collect();
        let mix = |a: f64, x: &[f64], b: f64, y: &[f64]| -> Vec<f64> {
            x.iter().zip(y).map(|(x, y)| a * x + b * y).collect()
        };
        let reflected = mix(1.0 + control.alpha, &center, -control.alpha, &points[high]);
        let value = finite(&reflected)?;
        evaluations += 1;
        if value < lowest {
            let expanded = mix(control.gamma, &reflected, 1.0 - control.gamma, &center);
            let farther = finite(&expanded)?;
            evaluations += 1;
            (points[high], values[high]) =
                if farther < value { (expanded, farther) } else { (reflected, value) };
        } else {
            if value < highest {
                (points[high], values[high]) = (reflected, value);
            }
            let contracted = mix(1.0 - control.beta, &points[high], control.beta, &center);
            let nearer = finite(&contracted)?;
            evaluations += 1;
            if nearer < values[high] {
                (points[high], values[high]) = (contracted, nearer);
            } else if value >= highest {
                outdated = true;
                let before = size;
                size = shrink(&mut points, low, control.beta);
                if size >= before {
                    break Outcome::Degenerate;
                }
            }
        }
        if evaluations > control.limit {
            break Outcome::Exhausted;
        }
    };
    Ok(General { x: points[low].clone(), value: values[low], evaluations, gradients: 0, outcome })
}

/// Points a tenth of the largest coordinate away along each axis, and the size of the simplex.
fn first_simplex(start: &[f64]) -> (Vec<Vec<f64>>, f64) {
    let largest = start.iter().fold(0.0_f64, |m, x| m.max(0.1 * x.abs()));
    let step = if largest == 0.0 { 0.1 } else { largest };
    let mut points = vec![start.to_vec()];
    let mut size = 0.0;
    for i in 0..start.len() {
        let mut point = start.to_vec();
        let mut trial = step;
        while point[i] == start[i] {
            point[i] = start[i] + trial;
            trial *= 10.0;
        }
        size += trial / 10.0;
        points.push(point);
    }
    (points, size)
}

fn shrink(points: &mut [Vec<f64>], low: usize, beta: f64) -> f64 {
    let best = points[low].clone();
    let mut size = 0.0;
    for (k, point) in points.iter_mut().enumerate() {
        if k != low {
            for (x, b) in point.iter_mut().zip(&best) {
                *x = beta * (*x - b) + b;
                size += (*x - b).abs();
            }
        }
    }
    size
}

/// When the gradient methods stop.
#[derive(Clone, Copy, Debug)]
pub struct Stopping {
    /// Stop when the function is below this.
    pub absolute: f64,
    /// Relative tolerance.
    pub relative: f64,
    /// Largest number of iterations (gradients).
    pub limit: usize,
}

type Function<'a, E, T> = &'a mut dyn FnMut(&[f64]) -> Result<T, E>;

/// A function and its gradient.
pub struct Differentiable<'a, E> {
    /// The function.
    pub value: Function<'a, E, f64>,
    /// Its gradient.
    pub gradient: Function<'a, E, Vec<f64>>,
}

/// Minimises a function by the variable metric method (BFGS).
pub fn bfgs<E>(
    start: &[f64],
    stopping: &Stopping,
    f: &mut Differentiable<'_, E>,
) -> Result<General, SearchError<E>> {
    let n = start.len();
    let mut b = start.to_vec();
    let mut best = (f.value)(&b)?;
    if !best.is_finite() {
        return Err(SearchError::NotFinite);
    }
    let (mut evaluations, mut gradients, mut iterations) = (1, 1, 1);
    let mut g = (f.gradient)(&b)?;
    let mut restarted_at = gradients;
    let mut metric = Metric::identity(n);
    loop {
        if restarted_at == gradients {
            metric = Metric::identity(n);
        }
        let (old, old_gradient) = (b.clone(), g.clone());
        let mut t: Vec<f64> = metric.times(&g).iter().map(|s| -s).collect();
        let slope: f64 = t.iter().zip(&g).map(|(t, g)| t * g).sum();
        let mut still;
        if slope < 0.0 {
            let mut step = 1.0;
            let (mut value, mut accepted) = (best, false);
            loop {
                still = move_along(&old, step, &t, &mut b);
                if still == n {
                    break;
                }
                value = (f.value)(&b)?;
                evaluations += 1;
                accepted = value.is_finite() && value <= best + slope * step * ACCEPTABLE;
                if accepted {
                    break;
                }
                step *= REDUCTION;
            }
            let gain = (value - best).abs();
            if !(value > stopping.absolute && gain > stopping.relative * (best.abs() + stopping.relative)) {
                still = n;
                // A step that was not accepted leaves the variables where they are, to rounding.
                best = if accepted { value } else { best.min(value) };
            }
            if still < n {
                best = value;
                g = (f.gradient)(&b)?;
                gradients += 1;
                iterations += 1;
                t.iter_mut().for_each(|t| *t *= step);
                let change: Vec<f64> = g.iter().zip(&old_gradient).map(|(g, c)| g - c).collect();
                if !metric.update(&t, &change) {
                    restarted_at = gradients;
                }
            } else if restarted_at < gradients {
                still = 0;
                restarted_at = gradients;
            }
        } else {
            still = if restarted_at == gradients { n } else { 0 };
            restarted_at = gradients;
        }
        if iterations >= stopping.limit {
            break;
        }
        if gradients - restarted_at > 2 * n {
            restarted_at = gradients;
        }
        if still == n && restarted_at == gradients {
            break;
        }
    }
    let outcome = if iterations < stopping.limit { Outcome::Converged } else { Outcome::Exhausted };
    Ok(General { x: b, value: best, evaluations, gradients, outcome })
}

/// Sets `b = x + step t` and counts the coordinates that do not move.
fn move_along(x: &[f64], step: f64, t: &[f64], b: &mut [f64]) -> usize {
    let mut still = 0;
    for i in 0..x.len() {
        b[i] = x[i] + step * t[i];
        if OFFSET + x[i] == OFFSET + b[i] {
            still += 1;
        }
    }
    still
}

/// The approximation of the inverse Hessian, lower triangle by row.
struct Metric {
    rows: Vec<Vec<f64>>,
}

impl Metric {
    fn identity(n: usize) -> Metric {
        let row = |i: usize| (0..=i).map(|j| if i == j { 1.0 } else { 0.0 }).collect();
        Metric { rows: (0..n).map(row).collect() }
    }

    fn times(&self, x: &[f64]) -> Vec<f64> {
        let n = x.len();
        (0..n)
            .map(|i| {
                let mut sum = 0.0;
                for j in 0..=i {
                    sum += self.rows[i][j] * x[j];
                }
                for j in i + 1..n {
                    sum += self.rows[j][i] * x[j];
                }
                sum
            })
            .collect()
    }

    /// Includes a step and the change of the gradient; false when the curvature is not positive.
    fn update(&mut self, t: &[f64], change: &[f64]) -> bool {
        let curvature: f64 = t.iter().zip(change).map(|(t, c)| t * c).sum();
        if curvature <= 0.0 {
            return false;
        }
        let product = self.times(change);
        let scale = 1.0 + product.iter().zip(change).map(|(s, c)| s * c).sum::<f64>() / curvature;
        for i in 0..t.len() {
            for j in 0..=i {
                self.rows[i][j] += (scale * t[i] * t[j] - t[i] * product[j] - product[i] * t[j]) / curvature;
            }
        }
        true
    }
}

/// The formula for the next conjugate direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conjugacy {
    /// Fletcher and Reeves.
    FletcherReeves,
    /// Polak and Ribière.
    PolakRibiere,
    /// Beale and Sorenson.
    BealeSorenson,
}

/// Minimises a function by conjugate gradients.
pub fn conjugate_gradient<E>(
    start: &[f64],
    formula: Conjugacy,
    stopping: &Stopping,
    f: &mut Differentiable<'_, E>,
) -> Result<General, SearchError<E>> {
    let n = start.len();
    let mut b = start.to_vec();
    let mut best = (f.value)(&b)?;
    if !best.is_finite() {
        return Err(SearchError::NotFinite);
    }
    let tolerance = stopping.relative * n as f64 * stopping.relative.sqrt();
    let (mut evaluations, mut gradients) = (1, 0);
    let mut c = vec![0.0; n];
    let mut before = b.clone();
    loop {
        let mut t = vec![0.0; n];
        c.fill(0.0);
        let (mut cycle, mut old_step) = (0, 1.0);
        let (mut still, mut steepness);
        loop {
            cycle += 1;
            gradients += 1;
            if gradients > stopping.limit {
                // Here `optim` returns the point before the last one, with the value of the last.
                return Ok(General {
                    x: before,
                    value: best,
                    evaluations,
                    gradients,
                    outcome: Outcome::Exhausted,
                });
            }
            let g = (f.gradient)(&b)?;
            let ratio = direction_ratio(formula, &g, &c, &t);
            steepness = ratio.0;
            let x = b.clone();
            before.clone_from(&x);
            c.copy_from_slice(&g);
            if steepness <= tolerance {
                still = n;
                old_step = 1.0;
            } else {
                let factor = if ratio.1 > 0.0 { steepness / ratio.1 } else { 1.0 };
                let mut slope = 0.0;
                for i in 0..n {
                    t[i] = t[i] * factor - g[i];
                    slope += t[i] * g[i];
                }
                let mut step = old_step;
                let mut value = best;
                loop {
                    still = move_along(&x, step, &t, &mut b);
                    if still == n {
                        break;
                    }
                    value = (f.value)(&b)?;
                    evaluations += 1;
                    if value.is_finite() && value <= best + slope * step * ACCEPTABLE {
                        break;
                    }
                    step *= REDUCTION;
                }
                if still < n {
                    // Nash compares with the value before the step; `optim` with the new one, by which the
                    // parabola through them always has its minimum halfway.
                    best = value;
                    let excess = -2.0 * slope * step;
                    if excess > 0.0 {
                        let parabolic = -(slope * step * step / excess);
                        move_along(&x, parabolic, &t, &mut b);
                        let refined = (f.value)(&b)?;
                        evaluations += 1;
                        if refined < best {
                            best = refined;
                        } else {
                            move_along(&x, step, &t, &mut b);
                        }
                    }
                }
                old_step = (1.7 * step).min(1.0);
            }
            if still == n || steepness <= tolerance || cycle == n {
                break;
            }
        }
        if cycle == 1 && (still == n || steepness <= tolerance || best <= stopping.absolute) {
            break;
        }
    }
    Ok(General { x: b, value: best, evaluations, gradients, outcome: Outcome::Converged })
}

/// Numerator and denominator of the factor of the last direction; `c` is the last gradient.
fn direction_ratio(formula: Conjugacy, g: &[f64], c: &[f64], t: &[f64]) -> (f64, f64) {
    let (mut numerator, mut denominator) = (0.0, 0.0);
    for i in 0..g.len() {
        match formula {
            Conjugacy::FletcherReeves => {
                numerator += g[i] * g[i];
                denominator += c[i] * c[i];
            }
            Conjugacy::PolakRibiere => {
                numerator += g[i] * (g[i] - c[i]);
                denominator += c[i] * c[i];
            }
            Conjugacy::BealeSorenson => {
                numerator += g[i] * (g[i] - c[i]);
                denominator += t[i] * (g[i] - c[i]);
            }
        }
    }
    (numerator, denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rosenbrock(x: &[f64]) -> Result<f64, ()> {
        Ok(100.0 * (x[1] - x[0] * x[0]).powi(2) + (1.0 - x[0]).powi(2))
    }

    fn slope(x: &[f64]) -> Result<Vec<f64>, ()> {
        let a = x[1] - x[0] * x[0];
        Ok(vec![-400.0 * x[0] * a - 2.0 * (1.0 - x[0]), 200.0 * a])
    }

    const STOPPING: Stopping =
        Stopping { absolute: f64::NEG_INFINITY, relative: 1.490116119384766e-8, limit: 100 };

    fn check(result: General, counts: (usize, usize), value: f64) {
        assert_eq!((result.evaluations, result.gradients), counts);
        assert!((result.value / value - 1.0).abs() < 1e-4, "{}", result.value);
    }

    // optim(c(-1.2, 1), fr, grr, method = ...), R 4.2.2: counts and value.
    #[test]
    fn counts_of_evaluations_are_those_of_optim() {
        let control = NelderMead {
            alpha: 1.0,
            beta: 0.5,
            gamma: 2.0,
            absolute: f64::NEG_INFINITY,
            relative: 1.490116119384766e-8,
            limit: 500,
        };
        let start = [-1.2, 1.0];
        check(nelder_mead(&start, &control, &mut rosenbrock).unwrap(), (195, 0), 8.82524109672275e-8);
        let mut f = Differentiable { value: &mut rosenbrock, gradient: &mut slope };
        check(bfgs(&start, &STOPPING, &mut f).unwrap(), (110, 43), 9.59495564376983e-18);
        for (formula, counts, value) in [
            (Conjugacy::FletcherReeves, (402, 101), 3.10657879649815),
            (Conjugacy::PolakRibiere, (385, 101), 3.12377726972522e-5),
            (Conjugacy::BealeSorenson, (355, 101), 0.0100447472705348),
        ] {
            let mut f = Differentiable { value: &mut rosenbrock, gradient: &mut slope };
            let result = conjugate_gradient(&start, formula, &STOPPING, &mut f).unwrap();
            assert_eq!(result.outcome, Outcome::Exhausted);
            check(result, counts, value);
        }
    }
}
