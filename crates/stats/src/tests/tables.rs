//! Chi-squared tests of tables and of given probabilities.

use crate::distributions::chi_squared;
use crate::random::Generator;
use crate::special::extended::Extended;
use crate::summary::{quantile::sorted, sum};

/// The result of a chi-squared test; the tables are by columns.
#[derive(Clone, Debug, PartialEq)]
pub struct ChiSquaredTest {
    /// X-squared.
    pub statistic: f64,
    /// Its degrees of freedom; `NaN` when the p-value is simulated.
    pub df: f64,
    /// The p-value.
    pub p_value: f64,
    /// The expected counts.
    pub expected: Vec<f64>,
    /// Pearson's residuals.
    pub residuals: Vec<f64>,
    /// Standardised residuals.
    pub standardized: Vec<f64>,
    /// Whether a continuity correction was made.
    pub is_corrected: bool,
}

/// A two-way table of counts, by columns.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// The counts.
    pub counts: &'a [f64],
    /// The number of rows.
    pub rows: usize,
}

impl Table<'_> {
    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.counts.len() / self.rows
    }

    /// The sums of the rows.
    pub fn row_sums(&self) -> Vec<f64> {
        (0..self.rows).map(|i| self.counts.iter().skip(i).step_by(self.rows).sum()).collect()
    }

    /// The sums of the columns.
    pub fn column_sums(&self) -> Vec<f64> {
        self.counts.chunks(self.rows).map(|column| column.iter().sum()).collect()
    }
}

/// How many simulated statistics reach the observed one, with the easing of ties that R has.
fn simulated_p_value(statistic: f64, simulated: impl Iterator<Item = f64>, replicates: usize) -> f64 {
    let target = (1.0 - 64.0 * f64::EPSILON) * statistic;
    let count = simulated.filter(|s| *s >= target).count();
    (1.0 + count as f64) / (replicates as f64 + 1.0)
}

/// The test of independence in a table; `simulate` gives a generator and a number of random tables with
/// the same margins.
pub fn independence(
    table: Table,
    correct: bool,
    simulate: Option<(&mut Generator, usize)>,
) -> ChiSquaredTest {
    let (rows, columns) = (table.row_sums(), table.column_sums());
    let n = sum(table.counts);
    let cell = |f: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
        columns.iter().flat_map(|&c| rows.iter().map(move |&r| f(r, c))).collect()
    };
    let expected = cell(&|r, c| r * c / n);
    let spread = cell(&|r, c| c * r * (n - r) * (n - c) / (n * n * n));
    let differences: Vec<f64> = table.counts.iter().zip(&expected).map(|(x, e)| x - e).collect();
    let (statistic, df, p_value, is_corrected);
    if let Some((generator, replicates)) = simulate {
        let parts: Vec<f64> = differences.iter().zip(&expected).map(|(d, e)| d * d / e).collect();
        statistic = sorted(&parts).iter().rev().copied().collect::<Extended>().value();
        df = f64::NAN;
        let simulated = simulated_tables(&rows, &columns, &expected, generator, replicates);
        p_value = simulated_p_value(statistic, simulated.into_iter(), replicates);
        is_corrected = false;
    } else {
        is_corrected = correct && rows.len() == 2 && columns.len() == 2;
        let yates = if is_corrected { differences.iter().fold(0.5, |y: f64, d| y.min(d.abs())) } else { 0.0 };
        let parts = differences.iter().zip(&expected).map(|(d, e)| (d.abs() - yates).powi(2) / e);
        statistic = parts.collect::<Extended>().value();
        df = (rows.len() as f64 - 1.0) * (columns.len() as f64 - 1.0);
        p_value = chi_squared::cumulative(statistic, df, false, false);
    }
    let residuals = differences.iter().zip(&expected).map(|(d, e)| d / e.sqrt()).collect();
    let standardized = differences.iter().zip(&spread).map(|(d, v)| d / v.sqrt()).collect();
    ChiSquaredTest { statistic, df, p_value, expected, residuals, standardized, is_corrected }
}

fn simulated_tables(
    rows: &[f64],
    columns: &[f64],
    expected: &[f64],
    generator: &mut Generator,
    replicates: usize,
) -> Vec<f64> {
    let whole = |x: &[f64]| x.iter().map(|x| *x as usize).collect::<Vec<_>>();
    let (rows, columns) = (whole(rows), whole(columns));
    let factorials = ln_factorials(rows.iter().sum());
    (0..replicates)
        .map(|_| {
            let table = generator.contingency_table_from(&rows, &columns, &factorials);
            table.iter().zip(expected).fold(0.0, |sum, (&x, e)| sum + (x as f64 - e) * (x as f64 - e) / e)
        })
        .collect()
}

/// `ln i!` for `0..=n`.
pub(super) fn ln_factorials(n: usize) -> Vec<f64> {
    let mut table = vec![0.0; n + 1];
    for i in 2..=n {
        table[i] = table[i - 1] + (i as f64).ln();
    }
    table
}

/// The test that counts have the given probabilities, which sum to one.
pub fn goodness_of_fit(
    counts: &[f64],
    prob: &[f64],
    simulate: Option<(&mut Generator, usize)>,
) -> ChiSquaredTest {
    let n = sum(counts);
    let expected: Vec<f64> = prob.iter().map(|p| n * p).collect();
    let differences: Vec<f64> = counts.iter().zip(&expected).map(|(x, e)| x - e).collect();
    let parts = differences.iter().zip(&expected).map(|(d, e)| d * d / e);
    let statistic = parts.collect::<Extended>().value();
    let (df, p_value);
    if let Some((generator, replicates)) = simulate {
        df = f64::NAN;
        let weights = crate::random::normalized(prob);
        let drawn = generator.sample_weighted_replace(&weights, replicates * n as usize);
        let simulated = drawn.chunks((n as usize).max(1)).map(|sample| {
            let mut counts = vec![0.0; expected.len()];
            for &i in sample {
                counts[i] += 1.0;
            }
            let parts = counts.iter().zip(&expected).map(|(x, e)| (x - e) * (x - e) / e);
            parts.collect::<Extended>().value()
        });
        p_value = simulated_p_value(statistic, simulated, replicates);
    } else {
        df = counts.len() as f64 - 1.0;
        p_value = chi_squared::cumulative(statistic, df, false, false);
    }
    let residuals = differences.iter().zip(&expected).map(|(d, e)| d / e.sqrt()).collect();
    let spread = |p: f64| (n * p * (1.0 - p)).sqrt();
    let standardized = differences.iter().zip(prob).map(|(d, &p)| d / spread(p)).collect();
    ChiSquaredTest { statistic, df, p_value, expected, residuals, standardized, is_corrected: false }
}
