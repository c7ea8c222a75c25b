//! Newton's method over log smoothing parameters for criteria whose every evaluation is a fit of its own
//! (Wood 2011, section 6).
//!
//! Summaries show where the search stops, so step limits, the treatment of flat directions and the
//! convergence test are those that mgcv documents.

use super::criterion::{Evaluation, Outer, OuterCriterion};
use super::inner::InnerError;
use crate::linear::symmetric_eigen;
use crate::matrix::{dot, norm};

/// How the search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Gradient and change of the criterion are small.
    Full,
    /// No step lowers the criterion.
    StepFailed,
    /// Too many iterations.
    IterationLimit,
}

/// The end of a search.
#[derive(Clone, Debug)]
pub struct NewtonFit {
    /// The free parameters.
    pub theta: Vec<f64>,
    /// The criterion and fit there.
    pub evaluation: Evaluation,
    /// Iterations.
    pub iterations: usize,
    /// How it ended.
    pub ending: Ending,
    /// The criterion after each iteration.
    pub history: Vec<f64>,
}

/// Relative size of a gradient or change that counts as zero.
const TOLERANCE: f64 = 1e-6;
/// Largest change of a parameter in a Newton step.
const NEWTON_STEP: f64 = 5.0;
/// Largest length of a step of steepest descent.
const DESCENT_STEP: f64 = 2.0;
const MOST_HALVINGS: usize = 30;
/// Before this iteration, three halvings turn the search to the steepest descent.
const EARLY: usize = 10;
/// Most halvings of a step of steepest descent beside a doubtful Newton step.
const MOST_DESCENTS: usize = 40;
const MOST_ITERATIONS: usize = 200;
/// A step is trusted when the quadratic model predicts the change of the criterion this well.
const PREDICTION: f64 = 0.8;

/// A direction with what is known of it.
struct Direction {
    newton: Vec<f64>,
    descent: Vec<f64>,
    /// Whether all curvature is positive and none was bounded.
    definite: bool,
    /// Whether some curvature is negative beyond rounding: then the search has not converged.
    indefinite: bool,
}

/// Minimises the criterion from `start`.
pub fn minimise(outer: &Outer, start: &[f64]) -> Result<NewtonFit, InnerError> {
    let mut theta = start.to_vec();
    let mut at = outer.evaluate(&theta, None)?;
    let mut history = Vec::new();
    let mut scale = score_scale(outer, &at);
    let mut active: Vec<bool> = at.gradient.iter().map(|g| g.abs() > scale * TOLERANCE).collect();
    let mut iterations = 0;
    let mut ending = Ending::IterationLimit;
    if theta.is_empty() {
        return Ok(NewtonFit { theta, evaluation: at, iterations, ending: Ending::Full, history });
    }
    while iterations < MOST_ITERATIONS {
        iterations += 1;
        let direction = direction(&at, &active, scale)?;
        let before = at.score;
        let (next, failed) = search(outer, &theta, &at, &direction, scale, iterations)?;
        if let Some((point, evaluation)) = next {
            theta = point;
            at = evaluation;
        }
        history.push(at.score);
        scale = score_scale(outer, &at);
        let small = scale * TOLERANCE;
        for (i, flag) in active.iter_mut().enumerate() {
            *flag = at.gradient[i].abs() > small * 0.1 || at.hessian[(i, i)].abs() > small * 0.1;
        }
        let mut converged = !direction.indefinite && at.gradient.iter().all(|g| g.abs() <= small * 5.0);
        if (before - at.score).abs() > small {
            if converged {
                active.fill(true);
            }
            converged = false;
        }
        if failed {
            ending = Ending::StepFailed;
            break;
        }
        if converged {
            ending = Ending::Full;
            break;
        }
    }
    Ok(NewtonFit { theta, evaluation: at, iterations, ending, history })
}

/// The size that the criterion's changes are compared with.
fn score_scale(outer: &Outer, at: &Evaluation) -> f64 {
    let part = match outer.criterion {
        OuterCriterion::Reml | OuterCriterion::Ml => at.scale_estimate.ln().abs(),
        OuterCriterion::Gcv | OuterCriterion::Ubre => at.scale_estimate.abs(),
    };
    part + at.score.abs()
}

/// Newton's direction over the parameters that still move, with negative curvature turned positive and tiny
/// curvature bounded below.
fn direction(at: &Evaluation, active: &[bool], scale: f64) -> Result<Direction, InnerError> {
    let m = active.len();
    let steepest = at.gradient.iter().fold(0.0_f64, |a, g| a.max(g.abs()));
    let mut chosen: Vec<usize> = (0..m).filter(|&i| active[i]).collect();
    if chosen.is_empty() {
        chosen = (0..m).filter(|&i| active[i]).collect();
    }
    if chosen.is_empty() {
        chosen = (0..m).filter(|&i| at.gradient[i].abs() == steepest).collect();
    }
    let hessian = at.hessian.select_columns(&chosen).select_rows(&chosen);
    let gradient: Vec<f64> = chosen.iter().map(|&i| at.gradient[i]).collect();
    let eigen = symmetric_eigen(&hessian)?;
    let rounding = f64::EPSILON.sqrt();
    let indefinite = match eigen.values[..] {
        [only] => only < -scale * rounding,
        _ => eigen.values.iter().any(|&v| -v > eigen.values[0].abs() * rounding),
    };
    let mut definite = true;
    let mut curvature: Vec<f64> = eigen
        .values
        .iter()
        .map(|&v| {
            definite &= v >= 0.0;
            v.abs()
        })
        .collect();
    let floor = curvature.iter().fold(0.0_f64, |a, &v| a.max(v)) * f64::EPSILON.powf(0.7);
    for v in &mut curvature {
        if *v < floor {
            definite = false;
            *v = floor;
        }
    }
    let turned = eigen.vectors.transpose_multiply_vector(&gradient);
    let scaled: Vec<f64> = turned.iter().zip(&curvature).map(|(t, v)| -t / v).collect();
    let mut newton = vec![0.0; m];
    for (&i, step) in chosen.iter().zip(eigen.vectors.multiply_vector(&scaled)) {
        newton[i] = step;
    }
    let largest = newton.iter().fold(0.0_f64, |a, s| a.max(s.abs()));
    if largest > NEWTON_STEP {
        newton.iter_mut().for_each(|s| *s *= NEWTON_STEP / largest);
    }
    let descent = at.gradient.iter().map(|g| -g / steepest).collect();
    Ok(Direction { newton, descent, definite, indefinite })
}

type Found = Option<(Vec<f64>, Evaluation)>;

/// Looks along Newton's direction, halving the step until the criterion falls as predicted, and along the
/// steepest descent where Newton's direction is doubtful. Returns the point found, and whether none was.
fn search(
    outer: &Outer,
    theta: &[f64],
    at: &Evaluation,
    direction: &Direction,
    scale: f64,
    iteration: usize,
) -> Result<(Found, bool), InnerError> {
    let from = at.inner.beta.as_slice();
    let mut trial = Trial { outer, theta, at, from, scale };
    let mut step = direction.newton.clone();
    let mut best = trial.take(&step);
    if let Some((_, _, trusted)) = &best
        && *trusted
        && direction.definite
    {
        return Ok((best.map(|(p, e, _)| (p, e)), false));
    }
    let mut halvings = 0;
    let mut descent_used = false;
    while halvings < MOST_HALVINGS && !best.as_ref().is_some_and(|b| b.2) {
        if halvings == 3 && iteration < EARLY {
            // Newton's direction does not work: turn to steepest descent.
            let length = norm(&step).min(DESCENT_STEP);
            let size = norm(&direction.descent);
            step = direction.descent.iter().map(|s| s * length / size).collect();
            descent_used = true;
        } else {
            step.iter_mut().for_each(|s| *s /= 2.0);
        }
        best = trial.take(&step);
        halvings += 1;
    }
    if !direction.definite && !descent_used && halvings < MOST_HALVINGS {
        let found = best.filter(|b| b.2).map(|(p, e, _)| (p, e));
        return Ok((trial.compare_descent(found, &direction.descent), false));
    }
    let failed = halvings == MOST_HALVINGS;
    Ok((best.filter(|b| b.2).map(|(p, e, _)| (p, e)), failed))
}

/// Steps from one point.
struct Trial<'a, 'b> {
    outer: &'a Outer<'b>,
    theta: &'a [f64],
    at: &'a Evaluation,
    from: &'a [f64],
    scale: f64,
}

impl Trial<'_, '_> {
    /// The point a step leads to, its evaluation, and whether the criterion falls about as predicted.
    fn take(&mut self, step: &[f64]) -> Option<(Vec<f64>, Evaluation, bool)> {
        let point: Vec<f64> = self.theta.iter().zip(step).map(|(t, s)| t + s).collect();
        let evaluation = self.outer.evaluate(&point, Some(self.from)).ok()?;
        if !evaluation.score.is_finite() {
            return None;
        }
        let change = evaluation.score - self.at.score;
        let predicted =
            dot(&self.at.gradient, step) + 0.5 * dot(step, &self.at.hessian.multiply_vector(step));
        let error = (predicted - change).abs() / (predicted.abs().max(change.abs()) + self.scale * TOLERANCE);
        let trusted = change < 0.0 && error < PREDICTION;
        Some((point, evaluation, trusted))
    }

    /// Steps along the steepest descent, halved until a shorter one is worse, against the point found so
    /// far.
    fn compare_descent(&mut self, found: Found, descent: &[f64]) -> Found {
        let mut best = found;
        let mut step = descent.to_vec();
        let mut last = f64::NAN;
        for _ in 0..MOST_DESCENTS {
            let trial = self.take(&step);
            let score = trial.as_ref().map_or(f64::NAN, |t| t.1.score);
            if let Some((point, evaluation, _)) = trial
                && score < self.at.score
                && best.as_ref().is_none_or(|b| score < b.1.score)
            {
                best = Some((point, evaluation));
            }
            if last < self.at.score && score > last {
                break;
            }
            last = score;
            step.iter_mut().for_each(|s| *s /= 2.0);
        }
        best
    }
}
