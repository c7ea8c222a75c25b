//! Tests of paired and of stratified tables: McNemar, Cochran and Mantel and Haenszel.

use super::variances::ChiSquaredResult;
use super::{Alternative, deviate_of, tables::Table};
use crate::distributions::{chi_squared, normal};

/// McNemar's test of the symmetry of a square table; the flag says whether it was corrected.
pub fn mcnemar(table: Table, correct: bool) -> (ChiSquaredResult, bool) {
    let r = table.rows;
    let at = |i: usize, j: usize| table.counts[i + j * r];
    let pairs: Vec<(f64, f64)> =
        (0..r).flat_map(|j| (0..j).map(move |i| (i, j))).map(|(i, j)| (at(i, j), at(j, i))).collect();
    let is_corrected = correct && r == 2 && pairs.iter().any(|(a, b)| a != b);
    let yates = if is_corrected { 1.0 } else { 0.0 };
    let statistic = pairs.iter().map(|(a, b)| ((a - b).abs() - yates).powi(2) / (a + b)).sum();
    (ChiSquaredResult::new(statistic, pairs.len() as f64), is_corrected)
}

/// The result of Cochran, Mantel and Haenszel's test of two by two tables.
#[derive(Clone, Debug, PartialEq)]
pub struct MantelHaenszelTest {
    /// The chi-squared statistic on one degree of freedom.
    pub statistic: f64,
    /// The p-value.
    pub p_value: f64,
    /// The interval of the common odds ratio.
    pub interval: [f64; 2],
    /// Mantel and Haenszel's common odds ratio.
    pub estimate: f64,
    /// Whether a continuity correction was made.
    pub is_corrected: bool,
}

/// The test that strata of two by two tables, each by columns, have no association.
pub fn mantel_haenszel(
    strata: &[[f64; 4]],
    alternative: Alternative,
    correct: bool,
    level: f64,
) -> MantelHaenszelTest {
    let (mut delta, mut spread) = (0.0, 0.0);
    let (mut diagonal, mut off) = (0.0, 0.0);
    for &[a, c, b, d] in strata {
        // The table is (a b; c d).
        let (row1, row2, column1, column2) = (a + b, c + d, a + c, b + d);
        let n = row1 + row2;
        delta += a - row1 * column1 / n;
        spread += row1 * row2 * column1 * column2 / (n * n * (n - 1.0));
        diagonal += a * d / n;
        off += b * c / n;
    }
    let yates = if correct && delta.abs() >= 0.5 { 0.5 } else { 0.0 };
    let statistic = (delta.abs() - yates).powi(2) / spread;
    let p_value = if alternative == Alternative::TwoSided {
        chi_squared::cumulative(statistic, 1.0, false, false)
    } else {
        let z = if delta == 0.0 { 0.0 } else { delta.signum() * statistic.sqrt() };
        normal::cumulative(z, 0.0, 1.0, alternative == Alternative::Less, false)
    };
    let estimate = diagonal / off;
    let sd = common_odds_sd(strata, diagonal, off);
    let width = deviate_of(level, alternative) * sd;
    let interval = match alternative {
        Alternative::TwoSided => [estimate * (-width).exp(), estimate * width.exp()],
        Alternative::Less => [0.0, estimate * width.exp()],
        Alternative::Greater => [estimate * (-width).exp(), f64::INFINITY],
    };
    MantelHaenszelTest { statistic, p_value, interval, estimate, is_corrected: yates > 0.0 }
}

/// The standard deviation of the logarithm of the common odds ratio (Robins, Breslow and Greenland 1986).
fn common_odds_sd(strata: &[[f64; 4]], diagonal: f64, off: f64) -> f64 {
    let (mut first, mut mixed, mut last) = (0.0, 0.0, 0.0);
    for &[a, c, b, d] in strata {
        let n = a + b + c + d;
        first += (a + d) * a * d / (n * n);
        mixed += ((a + d) * b * c + (b + c) * a * d) / (n * n);
        last += (b + c) * b * c / (n * n);
    }
    (first / (2.0 * diagonal * diagonal) + mixed / (2.0 * diagonal * off) + last / (2.0 * off * off)).sqrt()
}
