//! Fisher's exact test.

use super::tables::{Table, ln_factorials};
use super::{Alternative, Failure};
use crate::distributions::hypergeometric;
use crate::optimize::brent::{Extend, TOLERANCE, zero};
use crate::random::Generator;
use std::collections::BTreeMap;

/// The result for a two by two table.
#[derive(Clone, Debug, PartialEq)]
pub struct FisherTest {
    /// The p-value.
    pub p_value: f64,
    /// The conditional maximum likelihood estimate of the odds ratio.
    pub estimate: f64,
    /// Its confidence interval.
    pub interval: [f64; 2],
}

/// The conditional distribution of the first cell given the margins.
struct Conditional {
    white: f64,
    black: f64,
    drawn: f64,
    low: f64,
    high: f64,
    ln_density: Vec<f64>,
}

impl Conditional {
    fn new(counts: &[f64]) -> Self {
        let (white, black, drawn) = (counts[0] + counts[1], counts[2] + counts[3], counts[0] + counts[2]);
        let (low, high) = ((drawn - black).max(0.0), drawn.min(white));
        let ln_density = (0..=(high - low) as usize)
            .map(|i| hypergeometric::density(low + i as f64, white, black, drawn, true))
            .collect();
        Self { white, black, drawn, low, high, ln_density }
    }

    /// The probabilities at an odds ratio.
    fn density(&self, odds: f64) -> Vec<f64> {
        let ln: Vec<f64> =
            (0..).zip(&self.ln_density).map(|(i, d)| d + odds.ln() * (self.low + f64::from(i))).collect();
        let top = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let raw: Vec<f64> = ln.iter().map(|d| (d - top).exp()).collect();
        let total = crate::summary::sum(&raw);
        raw.iter().map(|d| d / total).collect()
    }

    fn mean(&self, odds: f64) -> f64 {
        if odds == 0.0 {
            return self.low;
        }
        if odds == f64::INFINITY {
            return self.high;
        }
        let terms: Vec<f64> =
            (0..).zip(self.density(odds)).map(|(i, d)| (self.low + f64::from(i)) * d).collect();
        crate::summary::sum(&terms)
    }

    /// The probability of at most or at least `x`.
    fn tail(&self, x: f64, odds: f64, upper: bool) -> f64 {
        let indicator = |is: bool| if is { 1.0 } else { 0.0 };
        if odds == 1.0 {
            let q = if upper { x - 1.0 } else { x };
            return hypergeometric::cumulative(q, self.white, self.black, self.drawn, !upper, false);
        }
        if odds == 0.0 {
            return indicator(if upper { x <= self.low } else { x >= self.low });
        }
        if odds == f64::INFINITY {
            return indicator(if upper { x <= self.high } else { x >= self.high });
        }
        let density = self.density(odds);
        let at = (x - self.low) as usize;
        crate::summary::sum(if upper { &density[at..] } else { &density[..=at] })
    }

    fn p_value(&self, x: f64, odds: f64, alternative: Alternative) -> f64 {
        match alternative {
            Alternative::Less => self.tail(x, odds, false),
            Alternative::Greater => self.tail(x, odds, true),
            Alternative::TwoSided if odds == 0.0 => f64::from(u8::from(x == self.low)),
            Alternative::TwoSided if odds == f64::INFINITY => f64::from(u8::from(x == self.high)),
            Alternative::TwoSided => {
                let density = self.density(odds);
                let limit = density[(x - self.low) as usize] * (1.0 + 1e-7);
                let kept: Vec<f64> = density.into_iter().filter(|d| *d <= limit).collect();
                crate::summary::sum(&kept)
            }
        }
    }

    /// The odds ratio at which the increasing function `f` is zero, sought in (0, 1) or beyond through its
    /// inverse, with the tolerance of R's searches.
    fn solve(&self, at_one: f64, f: impl Fn(f64) -> f64) -> Result<f64, Failure> {
        if at_one == 0.0 {
            return Ok(1.0);
        }
        let increasing = at_one > 0.0;
        let found = if increasing {
            zero(0.0, 1.0, Extend::No, TOLERANCE, 1000, f).map(|z| z.root)
        } else {
            zero(f64::EPSILON, 1.0, Extend::No, TOLERANCE, 1000, |t| f(1.0 / t)).map(|z| 1.0 / z.root)
        };
        found.ok_or(Failure::NoZero)
    }

    fn estimate(&self, x: f64) -> Result<f64, Failure> {
        if x == self.low {
            return Ok(0.0);
        }
        if x == self.high {
            return Ok(f64::INFINITY);
        }
        self.solve(self.mean(1.0) - x, |t| self.mean(t) - x)
    }

    fn upper_limit(&self, x: f64, alpha: f64) -> Result<f64, Failure> {
        if x == self.high {
            return Ok(f64::INFINITY);
        }
        // The lower tail falls as the odds ratio grows.
        self.solve(alpha - self.tail(x, 1.0, false), |t| self.tail(x, t, false) - alpha)
    }

    fn lower_limit(&self, x: f64, alpha: f64) -> Result<f64, Failure> {
        if x == self.low {
            return Ok(0.0);
        }
        self.solve(self.tail(x, 1.0, true) - alpha, |t| self.tail(x, t, true) - alpha)
    }
}

/// The test of a two by two table, given by columns.
pub fn two_by_two(
    counts: &[f64; 4],
    odds_ratio: f64,
    alternative: Alternative,
    level: f64,
) -> Result<FisherTest, Failure> {
    let conditional = Conditional::new(counts);
    let x = counts[0];
    let alpha = 1.0 - level;
    let interval = match alternative {
        Alternative::Less => [0.0, conditional.upper_limit(x, alpha)?],
        Alternative::Greater => [conditional.lower_limit(x, alpha)?, f64::INFINITY],
        Alternative::TwoSided => {
            [conditional.lower_limit(x, alpha / 2.0)?, conditional.upper_limit(x, alpha / 2.0)?]
        }
    };
    let p_value = conditional.p_value(x, odds_ratio, alternative).clamp(0.0, 1.0);
    Ok(FisherTest { p_value, estimate: conditional.estimate(x)?, interval })
}

/// The p-value of a larger table: the mass of all tables with its margins that are no more likely.
pub fn exact_p_value(table: Table) -> Result<f64, Failure> {
    let mut rows: Vec<usize> = table.row_sums().iter().map(|x| *x as usize).filter(|x| *x > 0).collect();
    let mut columns: Vec<usize> =
        table.column_sums().iter().map(|x| *x as usize).filter(|x| *x > 0).collect();
    if rows.len() > columns.len() {
        std::mem::swap(&mut rows, &mut columns);
    }
    rows.sort_unstable();
    columns.sort_unstable();
    let f = ln_factorials(rows.iter().sum());
    let observed: f64 = table.counts.iter().map(|x| -f[*x as usize]).sum();
    let network = Network { f: &f, columns: &columns };
    let everything = network.ends(&rows, 0, &mut BTreeMap::new())?.total;
    // Ties within 1e-7 count as no more likely.
    network.mass_up_to(&rows, observed + 1e-7, everything).map(|mass| mass.min(1.0))
}

/// The tables with given margins as paths, one column a step; the state is what is left of the rows.
struct Network<'a> {
    f: &'a [f64],
    columns: &'a [usize],
}

/// The logarithms of the total, the largest and the smallest weight of the paths from a state.
#[derive(Clone, Copy)]
struct Ends {
    total: f64,
    largest: f64,
    smallest: f64,
}

/// One way to fill a column: the sorted rest of the rows, the weight, and how many ways are alike.
struct Step {
    rest: Vec<usize>,
    weight: f64,
    ways: f64,
}

/// The distinct weights of the paths to a state, by their rounded value, and how many paths have each.
type Pasts = BTreeMap<i64, (f64, f64)>;

/// How many states and weights may be kept.
const STATE_LIMIT: usize = 5_000_000;

/// Weights that agree to nine decimals are one.
fn rounded(weight: f64) -> i64 {
    (weight * 1e9).round() as i64
}

impl Network<'_> {
    fn steps(&self, rows: &[usize], column: usize) -> Vec<Step> {
        let mut merged: BTreeMap<(Vec<usize>, i64), (f64, f64)> = BTreeMap::new();
        let mut rest = rows.to_vec();
        self.fill(&mut rest, 0, self.columns[column], 0.0, &mut merged);
        merged.into_iter().map(|((rest, _), (weight, ways))| Step { rest, weight, ways }).collect()
    }

    fn fill(
        &self,
        rest: &mut Vec<usize>,
        row: usize,
        left: usize,
        weight: f64,
        merged: &mut BTreeMap<(Vec<usize>, i64), (f64, f64)>,
    ) {
        let last = row + 1 == rest.len();
        let least = if last { left } else { 0 };
        for x in least..=left.min(rest[row]) {
            let weight = weight - self.f[x];
            rest[row] -= x;
            if last {
                let mut key = rest.clone();
                key.sort_unstable();
                merged.entry((key, rounded(weight))).or_insert((weight, 0.0)).1 += 1.0;
            } else {
                self.fill(rest, row + 1, left - x, weight, merged);
            }
            rest[row] += x;
        }
    }

    fn ends(
        &self,
        rows: &[usize],
        column: usize,
        memory: &mut BTreeMap<(usize, Vec<usize>), Ends>,
    ) -> Result<Ends, Failure> {
        if column + 1 == self.columns.len() {
            let weight: f64 = rows.iter().map(|&x| -self.f[x]).sum();
            return Ok(Ends { total: weight, largest: weight, smallest: weight });
        }
        let key = (column, rows.to_vec());
        if let Some(known) = memory.get(&key) {
            return Ok(*known);
        }
        if memory.len() > STATE_LIMIT {
            return Err(Failure::TooLarge);
        }
        let mut parts = Vec::new();
        let (mut largest, mut smallest) = (f64::NEG_INFINITY, f64::INFINITY);
        for step in self.steps(rows, column) {
            let beyond = self.ends(&step.rest, column + 1, memory)?;
            parts.push(step.weight + step.ways.ln() + beyond.total);
            largest = largest.max(step.weight + beyond.largest);
            smallest = smallest.min(step.weight + beyond.smallest);
        }
        let ends = Ends { total: log_sum(&parts), largest, smallest };
        memory.insert(key, ends);
        Ok(ends)
    }

    /// The mass of all paths whose weight is at most `limit`, over `exp(scale)`.
    fn mass_up_to(&self, rows: &[usize], limit: f64, scale: f64) -> Result<f64, Failure> {
        let mut memory = BTreeMap::new();
        let mut counted = 0.0;
        let mut states: BTreeMap<Vec<usize>, Pasts> = BTreeMap::new();
        states.insert(rows.to_vec(), Pasts::from([(0, (0.0, 1.0))]));
        for column in 0..self.columns.len() - 1 {
            let mut next: BTreeMap<Vec<usize>, Pasts> = BTreeMap::new();
            let mut kept = 0;
            for (rows, pasts) in states {
                for step in self.steps(&rows, column) {
                    let ends = self.ends(&step.rest, column + 1, &mut memory)?;
                    let mut ahead = Vec::new();
                    for &(past, ways) in pasts.values() {
                        let (weight, ways) = (past + step.weight, ways * step.ways);
                        if weight + ends.largest <= limit {
                            // Every completion is unlikely enough.
                            counted += ways * (weight + ends.total - scale).exp();
                        } else if weight + ends.smallest <= limit {
                            ahead.push((weight, ways));
                        }
                    }
                    kept += ahead.len();
                    if !ahead.is_empty() {
                        let pasts = next.entry(step.rest).or_default();
                        for (weight, ways) in ahead {
                            pasts.entry(rounded(weight)).or_insert((weight, 0.0)).1 += ways;
                        }
                    }
                }
                if kept > 20 * STATE_LIMIT {
                    return Err(Failure::TooLarge);
                }
            }
            states = next;
        }
        Ok(counted)
    }
}

fn log_sum(parts: &[f64]) -> f64 {
    let top = parts.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return top;
    }
    top + parts.iter().map(|p| (p - top).exp()).sum::<f64>().ln()
}

/// The p-value of a larger table by random tables with its margins.
pub fn simulated_p_value(table: Table, generator: &mut Generator, replicates: usize) -> f64 {
    let whole = |x: Vec<f64>| x.into_iter().map(|x| x as usize).collect::<Vec<_>>();
    let (rows, columns) = (whole(table.row_sums()), whole(table.column_sums()));
    let f = ln_factorials(rows.iter().sum());
    let observed = -table.counts.iter().map(|x| f[*x as usize]).sum::<f64>();
    let limit = observed / (1.0 + 64.0 * f64::EPSILON);
    let count = (0..replicates)
        .filter(|_| {
            let drawn = generator.contingency_table_from(&rows, &columns, &f);
            drawn.iter().fold(0.0, |sum, &x| sum - f[x]) <= limit
        })
        .count();
    (1.0 + count as f64) / (replicates as f64 + 1.0)
}
