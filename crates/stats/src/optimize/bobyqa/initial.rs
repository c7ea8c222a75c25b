//! The first interpolation points of BOBYQA and the model they give (Powell 2009, section 2).

use super::Status;
use super::model::{Model, packed};

/// Gives the function at a position relative to the origin, and why to stop after it.
pub(super) type Evaluate<'a> = dyn FnMut(&Model, &[f64]) -> (f64, Option<Status>) + 'a;

/// Evaluates the function at the first points, `radius` away from the start along the coordinate directions,
/// and builds the model.
pub(super) fn initial_model(model: &mut Model, radius: f64, evaluate: &mut Evaluate<'_>) -> Option<Status> {
    let n = model.n;
    let mut start_value = 0.0;
    for index in 0..model.m {
        let (mut one, mut two) = (0.0, 0.0);
        if (1..=n).contains(&index) {
            one = if model.upper[index - 1] == 0.0 { -radius } else { radius };
            model.points[(index, index - 1)] = one;
        } else if index > n && index <= 2 * n {
            let j = index - n - 1;
            one = model.points[(index - n, j)];
            two = second_step(model, j, radius);
            model.points[(index, j)] = two;
        } else if index > 2 * n {
            let (p, q) = directions(index, n);
            model.points[(index, p)] = model.points[(p + 1, p)];
            model.points[(index, q)] = model.points[(q + 1, q)];
        }
        let position = model.points.row(index).to_vec();
        let (value, stop) = evaluate(model, &position);
        model.values[index] = value;
        if index == 0 {
            start_value = value;
        } else if value < model.values[model.best_index] {
            model.best_index = index;
        }
        if (1..=n).contains(&index) {
            let j = index - 1;
            model.gradient[j] = (value - start_value) / one;
            if model.m <= index + n {
                model.lagrange[(0, j)] = -1.0 / one;
                model.lagrange[(index, j)] = 1.0 / one;
                model.lagrange[(model.m + j, j)] = -0.5 * radius * radius;
            }
        } else if index > n && index <= 2 * n {
            second_point(model, index, [one, two], value, start_value, radius);
        } else if index > 2 * n {
            mixed_point(model, index, value, start_value, radius);
        }
        if stop.is_some() {
            return stop;
        }
    }
    None
}

fn second_step(model: &Model, j: usize, radius: f64) -> f64 {
    if model.upper[j] == 0.0 {
        (-2.0 * radius).max(model.lower[j])
    } else if model.lower[j] == 0.0 {
        (2.0 * radius).min(model.upper[j])
    } else {
        -radius
    }
}

/// The second point along a direction gives the second derivative. The better of the two points takes the
/// place of the first.
fn second_point(model: &mut Model, index: usize, steps: [f64; 2], value: f64, start_value: f64, radius: f64) {
    let [one, two] = steps;
    let (first, j) = (index - model.n, index - model.n - 1);
    let slope = (value - start_value) / two;
    let difference = two - one;
    model.explicit[packed(j, j)] = 2.0 * (slope - model.gradient[j]) / difference;
    model.gradient[j] = (model.gradient[j] * two - slope * one) / difference;
    if one * two < 0.0 && value < model.values[first] {
        model.values[index] = model.values[first];
        model.values[first] = value;
        if model.best_index == index {
            model.best_index = first;
        }
        model.points[(first, j)] = two;
        model.points[(index, j)] = one;
    }
    model.lagrange[(0, j)] = -(one + two) / (one * two);
    model.lagrange[(index, j)] = -0.5 / model.points[(first, j)];
    model.lagrange[(first, j)] = -model.lagrange[(0, j)] - model.lagrange[(index, j)];
    model.factor[(0, j)] = 2.0_f64.sqrt() / (one * two);
    model.factor[(index, j)] = 0.5_f64.sqrt() / (radius * radius);
    model.factor[(first, j)] = -model.factor[(0, j)] - model.factor[(index, j)];
}

/// A point off the axes gives a mixed second derivative.
fn mixed_point(model: &mut Model, index: usize, value: f64, start_value: f64, radius: f64) {
    let (p, q) = directions(index, model.n);
    let column = index - model.n - 1;
    let reciprocal = 1.0 / (radius * radius);
    model.factor[(0, column)] = reciprocal;
    model.factor[(index, column)] = reciprocal;
    model.factor[(p + 1, column)] = -reciprocal;
    model.factor[(q + 1, column)] = -reciprocal;
    let product = model.points[(index, p)] * model.points[(index, q)];
    let mixed = (start_value - model.values[p + 1] - model.values[q + 1] + value) / product;
    model.explicit[packed(p.min(q), p.max(q))] = mixed;
}

/// The two directions of point `index`, which lies beyond the first 2n + 1.
fn directions(index: usize, n: usize) -> (usize, usize) {
    let round = (index - n - 1) / n;
    let q = index - round * n - n;
    let p = q + round;
    if p > n { (q - 1, p - n - 1) } else { (p - 1, q - 1) }
}
