//! New positions for an interpolation point that lies too far away: the alternative step of BOBYQA
//! (Powell 2009, section 3).

use super::model::{Model, square};

/// Two candidates for the position of a point.
pub(super) struct Alternative {
    /// On a line through the best point and another one.
    pub position: Vec<f64>,
    /// A constrained Cauchy step of the point's Lagrange function.
    pub cauchy_position: Vec<f64>,
    /// The point's diagonal entry of H.
    pub alpha: f64,
    /// Square of the Lagrange function at the Cauchy position; 0 when there is none.
    pub cauchy: f64,
}

/// A place on a line through the best point, and the bound (variable, side) that sets it.
#[derive(Clone, Copy)]
struct OnLine {
    step: f64,
    value: f64,
    bound: Option<(usize, f64)>,
}

/// Finds positions for point `t` within `radius` of the best point where the update is well conditioned.
pub(super) fn alternative_positions(model: &Model, t: usize, radius: f64) -> Alternative {
    let mut column = vec![0.0; model.m];
    for j in 0..model.rank() {
        let scale = model.factor[(t, j)];
        for (k, c) in column.iter_mut().enumerate() {
            *c += scale * model.factor[(k, j)];
        }
    }
    let mut gradient = model.lagrange.row(t).to_vec();
    for (k, c) in column.iter().enumerate() {
        let inner: f64 = model.points.row(k).iter().zip(&model.best).map(|(x, b)| x * b).sum();
        let scale = c * inner;
        for (g, x) in gradient.iter_mut().zip(model.points.row(k)) {
            *g += scale * x;
        }
    }
    let alpha = column[t];
    let position = along_lines(model, t, radius, &gradient, alpha);
    let mut alternative = Alternative { position, cauchy_position: vec![0.0; model.n], alpha, cauchy: 0.0 };
    if let Some((first, value)) = cauchy_step(model, radius, &gradient, &column, 1.0) {
        (alternative.cauchy_position, alternative.cauchy) = (first, value);
        let downhill: Vec<f64> = gradient.iter().map(|g| -g).collect();
        match cauchy_step(model, radius, &downhill, &column, -1.0) {
            Some((second, value)) if alternative.cauchy <= value => {
                (alternative.cauchy_position, alternative.cauchy) = (second, value);
            }
            Some(_) => {}
            // Without a free variable on the way back the square counts as zero.
            None => alternative.cauchy = 0.0,
        }
    }
    alternative
}

/// The best predicted denominator on the lines through the best point and each other point.
fn along_lines(model: &Model, t: usize, radius: f64, gradient: &[f64], alpha: f64) -> Vec<f64> {
    let mut record = 0.0;
    let mut chosen: Option<(usize, OnLine)> = None;
    for k in (0..model.m).filter(|&k| k != model.best_index) {
        let (mut derivative, mut distance) = (0.0, 0.0);
        for i in 0..model.n {
            let difference = model.points[(k, i)] - model.best[i];
            derivative += gradient[i] * difference;
            distance += difference * difference;
        }
        let (low, high) = line_limits(model, k, radius / distance.sqrt());
        let place = if k == t { own_line(derivative, low, high) } else { other_line(derivative, low, high) };
        let spread = place.step * (1.0 - place.step) * distance;
        let value_square = place.value * place.value;
        let predicted = value_square * (value_square + 0.5 * alpha * spread * spread);
        if predicted > record {
            record = predicted;
            chosen = Some((k, place));
        }
    }
    let Some((k, place)) = chosen else { return model.best.clone() };
    let mut position: Vec<f64> = (0..model.n)
        .map(|i| {
            let value = model.best[i] + place.step * (model.points[(k, i)] - model.best[i]);
            value.min(model.upper[i]).max(model.lower[i])
        })
        .collect();
    if let Some((i, side)) = place.bound {
        position[i] = if side < 0.0 { model.lower[i] } else { model.upper[i] };
    }
    position
}

type Limit = (f64, Option<(usize, f64)>);

/// Lower and upper limits of the step towards point `k`, each with the bound that sets it.
fn line_limits(model: &Model, k: usize, reach: f64) -> (Limit, Limit) {
    let (mut low, mut high): (Limit, Limit) = ((-reach, None), (reach, None));
    let least = reach.min(1.0);
    for i in 0..model.n {
        let difference = model.points[(k, i)] - model.best[i];
        let (below, above) = (model.lower[i] - model.best[i], model.upper[i] - model.best[i]);
        if difference > 0.0 {
            if low.0 * difference < below {
                low = (below / difference, Some((i, -1.0)));
            }
            if high.0 * difference > above {
                high = (least.max(above / difference), Some((i, 1.0)));
            }
        } else if difference < 0.0 {
            if low.0 * difference > above {
                low = (above / difference, Some((i, 1.0)));
            }
            if high.0 * difference < below {
                high = (least.max(below / difference), Some((i, -1.0)));
            }
        }
    }
    (low, high)
}

/// The largest modulus of the Lagrange function on the line to its own point.
fn own_line(derivative: f64, low: Limit, high: Limit) -> OnLine {
    let curvature = derivative - 1.0;
    let mut place = OnLine { step: low.0, value: low.0 * (derivative - low.0 * curvature), bound: low.1 };
    let value = high.0 * (derivative - high.0 * curvature);
    if value.abs() > place.value.abs() {
        place = OnLine { step: high.0, value, bound: high.1 };
    }
    let half = 0.5 * derivative;
    if (half - curvature * low.0) * (half - curvature * high.0) < 0.0 {
        let value = half * half / curvature;
        if value.abs() > place.value.abs() {
            place = OnLine { step: half / curvature, value, bound: None };
        }
    }
    place
}

/// The largest modulus of the Lagrange function on the line to another point, where it vanishes.
fn other_line(derivative: f64, low: Limit, high: Limit) -> OnLine {
    let mut place = OnLine { step: low.0, value: low.0 * (1.0 - low.0), bound: low.1 };
    let value = high.0 * (1.0 - high.0);
    if value.abs() > place.value.abs() {
        place = OnLine { step: high.0, value, bound: high.1 };
    }
    if high.0 > 0.5 && place.value.abs() < 0.25 {
        place = OnLine { step: 0.5, value: 0.25, bound: None };
    }
    OnLine { value: place.value * derivative, ..place }
}

/// The steepest descent step of the Lagrange function within the bounds, scaled to its best length, with the
/// square of the function there. `sign` is that of the curvatures in `column`.
fn cauchy_step(model: &Model, radius: f64, g: &[f64], column: &[f64], sign: f64) -> Option<(Vec<f64>, f64)> {
    let n = model.n;
    let mut free = vec![false; n];
    let mut w = vec![0.0; n];
    let mut free_square = 0.0;
    for i in 0..n {
        let down = (model.best[i] - model.lower[i]).min(g[i]);
        let up = (model.best[i] - model.upper[i]).max(g[i]);
        if down > 0.0 || up < 0.0 {
            free[i] = true;
            free_square += square(g[i]);
        }
    }
    if free_square == 0.0 {
        return None;
    }
    let (mut fixed_square, mut length) = (0.0, 0.0);
    loop {
        let left = radius * radius - fixed_square;
        if left <= 0.0 {
            break;
        }
        let before = fixed_square;
        length = (left / free_square).sqrt();
        free_square = 0.0;
        for i in 0..n {
            if free[i] {
                let target = model.best[i] - length * g[i];
                if target <= model.lower[i] || target >= model.upper[i] {
                    let bound = if target <= model.lower[i] { model.lower[i] } else { model.upper[i] };
                    w[i] = bound - model.best[i];
                    free[i] = false;
                    fixed_square += square(w[i]);
                } else {
                    free_square += square(g[i]);
                }
            }
        }
        if fixed_square <= before || free_square <= 0.0 {
            break;
        }
    }
    let mut position = vec![0.0; n];
    let mut slope = 0.0;
    for i in 0..n {
        if free[i] {
            w[i] = -length * g[i];
            position[i] = (model.best[i] + w[i]).min(model.upper[i]).max(model.lower[i]);
        } else if w[i] == 0.0 {
            position[i] = model.best[i];
        } else {
            position[i] = if g[i] > 0.0 { model.lower[i] } else { model.upper[i] };
        }
        slope += g[i] * w[i];
    }
    let mut curvature = 0.0;
    for (k, c) in column.iter().enumerate() {
        let inner: f64 = model.points.row(k).iter().zip(&w).map(|(x, w)| x * w).sum();
        curvature += c * inner * inner;
    }
    curvature *= sign;
    if curvature > -slope && curvature < -(1.0 + 2.0_f64.sqrt()) * slope {
        let scale = -slope / curvature;
        for i in 0..n {
            position[i] = (model.best[i] + scale * w[i]).min(model.upper[i]).max(model.lower[i]);
        }
        Some((position, square(0.5 * slope * scale)))
    } else {
        Some((position, square(slope + 0.5 * curvature)))
    }
}
