//! Whether basis dimensions suffice: residuals of neighbours are compared with residuals at random.

use super::gam::Gam;
use super::model::ModelMatrix;
use super::term::{By, SmoothTerm};
use crate::random::Generator;

/// The check of one smooth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DimensionCheck {
    /// Number of coefficients.
    pub dimension: usize,
    /// Effective degrees of freedom.
    pub edf: f64,
    /// Variance of neighbouring residuals beside that of all; low where a pattern is left. NaN for factors.
    pub index: f64,
    /// How often a random order gives a lower one. NaN for factors.
    pub p_value: f64,
}

/// How the check is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckControl {
    /// Above this many observations a sample of them is used.
    pub subsample: usize,
    /// Number of random orders.
    pub repeats: usize,
}

impl Default for CheckControl {
    fn default() -> Self {
        CheckControl { subsample: 5000, repeats: 400 }
    }
}

/// Neighbours compared, of smooths of several covariates.
const NEIGHBOURS: usize = 3;

impl Gam {
    /// Checks every smooth; `covariates` holds the columns of each, empty where they are factors.
    pub fn dimension_checks(
        &self,
        model: &ModelMatrix,
        terms: &[SmoothTerm],
        covariates: &[Vec<&[f64]>],
        control: CheckControl,
        generator: &mut Generator,
    ) -> Vec<DimensionCheck> {
        let mut residuals = self.deviance_residuals();
        let n = residuals.len();
        let rows: Option<Vec<usize>> =
            (n > control.subsample).then(|| generator.sample_without(n, control.subsample));
        if let Some(rows) = &rows {
            residuals = rows.iter().map(|&i| residuals[i]).collect();
        }
        let mut checks = Vec::with_capacity(terms.len());
        for (k, term) in terms.iter().enumerate() {
            let (first, end) = model.spans[k];
            let columns: Vec<Vec<f64>> = covariates[k]
                .iter()
                .map(|x| rows.as_ref().map_or_else(|| x.to_vec(), |r| r.iter().map(|&i| x[i]).collect()))
                .collect();
            let mut check = DimensionCheck {
                dimension: end - first,
                edf: self.edf[first..end].iter().sum(),
                index: f64::NAN,
                p_value: f64::NAN,
            };
            if !columns.is_empty() {
                let pairs = if columns.len() == 1 {
                    Pairs::Order(order(&columns[0]))
                } else {
                    Pairs::Nearest(nearest(&self.scaled(term, &columns, &self.coefficients[first..end])))
                };
                (check.index, check.p_value) = compare(&residuals, &pairs, control.repeats, generator);
            }
            checks.push(check);
        }
        checks
    }

    /// Covariates of a tensor product on scales on which the smooth changes alike.
    fn scaled(&self, term: &SmoothTerm, columns: &[Vec<f64>], beta: &[f64]) -> Vec<Vec<f64>> {
        if !term.basis.is_tensor() {
            return columns.to_vec();
        }
        let evaluate = |x: &[Vec<f64>]| {
            let x: Vec<&[f64]> = x.iter().map(Vec::as_slice).collect();
            term.predict(&x, By::None).multiply_vector(beta)
        };
        let base = evaluate(columns);
        let range =
            |x: &[f64]| x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| (a.min(v), b.max(v)));
        (0..columns.len())
            .map(|i| {
                let (low, high) = range(&columns[i]);
                let step = (high - low) / 1000.0;
                let mut moved = columns.to_vec();
                moved[i].iter_mut().for_each(|v| *v -= step);
                let changed = evaluate(&moved);
                let total: f64 = changed.iter().zip(&base).map(|(a, b)| (a - b).abs()).sum();
                let slope = total / base.len() as f64 / step;
                columns[i].iter().map(|v| slope * (v - low) / (high - low)).collect()
            })
            .collect()
    }

    /// Signed roots of the contributions to the deviance.
    pub fn deviance_residuals(&self) -> Vec<f64> {
        let unit = |i: usize| {
            let part = self.family.unit_deviance(self.y[i], self.fitted[i], self.prior_weights[i]);
            let root = part.max(0.0).sqrt();
            if self.y[i] > self.fitted[i] { root } else { -root }
        };
        (0..self.y.len()).map(unit).collect()
    }
}

/// Which residuals are compared.
enum Pairs {
    /// Successive ones in this order.
    Order(Vec<usize>),
    /// Each with its nearest others.
    Nearest(Vec<[usize; NEIGHBOURS]>),
}

fn compare(residuals: &[f64], pairs: &Pairs, repeats: usize, generator: &mut Generator) -> (f64, f64) {
    let n = residuals.len();
    let observed = match pairs {
        Pairs::Order(order) => half_mean_square(&order.iter().map(|&i| residuals[i]).collect::<Vec<_>>()),
        Pairs::Nearest(near) => half_neighbour_square(residuals, near),
    };
    let mut lower = 0;
    for _ in 0..repeats {
        let shuffled: Vec<f64> = generator.sample_without(n, n).into_iter().map(|i| residuals[i]).collect();
        let value = match pairs {
            Pairs::Order(_) => half_mean_square(&shuffled),
            Pairs::Nearest(near) => half_neighbour_square(&shuffled, near),
        };
        lower += usize::from(value < observed);
    }
    let whole = residuals.iter().map(|r| r * r).sum::<f64>() / n as f64;
    (observed / whole, lower as f64 / repeats as f64)
}

fn half_mean_square(ordered: &[f64]) -> f64 {
    let count = ordered.len() - 1;
    ordered.windows(2).map(|w| (w[1] - w[0]) * (w[1] - w[0])).sum::<f64>() / count as f64 / 2.0
}

fn half_neighbour_square(residuals: &[f64], near: &[[usize; NEIGHBOURS]]) -> f64 {
    let mut sum = 0.0;
    for j in 0..NEIGHBOURS {
        sum += near
            .iter()
            .zip(residuals)
            .map(|(others, r)| (r - residuals[others[j]]) * (r - residuals[others[j]]))
            .sum::<f64>();
    }
    sum / (near.len() * NEIGHBOURS) as f64 / 2.0
}

fn order(x: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&i, &j| x[i].total_cmp(&x[j]));
    order
}

/// The nearest other points of each point.
fn nearest(columns: &[Vec<f64>]) -> Vec<[usize; NEIGHBOURS]> {
    let n = columns[0].len();
    let mut result = Vec::with_capacity(n);
    for i in 0..n {
        let mut found = [(f64::INFINITY, usize::MAX); NEIGHBOURS];
        for j in (0..n).filter(|&j| j != i) {
            let distance: f64 = columns.iter().map(|x| (x[i] - x[j]) * (x[i] - x[j])).sum();
            let mut candidate = (distance, j);
            for slot in &mut found {
                if candidate.0 < slot.0 {
                    std::mem::swap(slot, &mut candidate);
                }
            }
        }
        result.push(found.map(|(_, j)| if j == usize::MAX { i } else { j }));
    }
    result
}
