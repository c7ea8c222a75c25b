//! The distribution of a weighted sum of independent chi-squared variables, by numerical inversion of the
//! characteristic function (Davies 1973, 1980; Applied Statistics algorithm AS 155).
//!
//! The p-values of smooths are printed to more digits than the accuracy asked for, so the bounds that decide
//! step and number of terms are those of the published algorithm.

use std::f64::consts::PI;

/// log(2)/8 as the published algorithm rounds it.
const EIGHTH_OF_LOG_2: f64 = 0.0866;

/// A sum Σ λ_j χ²(n_j) whose distribution is wanted.
#[derive(Clone, Debug)]
struct Mixture<'a> {
    weights: &'a [f64],
    degrees: &'a [u32],
    /// Variance of a normal convergence factor added to the sum.
    normal: f64,
    largest: f64,
    smallest: f64,
    mean: f64,
}

/// P(Σ λ_j χ²(n_j) > q) to the given absolute accuracy; nothing when that cannot be reached.
pub fn chi_squared_mixture_upper(
    q: f64,
    weights: &[f64],
    degrees: &[u32],
    accuracy: f64,
    most_terms: usize,
) -> Option<f64> {
    lower_probability(q, weights, degrees, accuracy, most_terms as f64).map(|p| 1.0 - p)
}

fn lower_probability(q: f64, weights: &[f64], degrees: &[u32], accuracy: f64, limit: f64) -> Option<f64> {
    let each = || weights.iter().zip(degrees).map(|(&l, &n)| (l, f64::from(n)));
    let variance: f64 = each().map(|(l, n)| 2.0 * l * l * n).sum();
    if variance == 0.0 {
        return Some(if q > 0.0 { 1.0 } else { 0.0 });
    }
    let mut sum = Mixture {
        weights,
        degrees,
        normal: 0.0,
        largest: weights.iter().fold(0.0, |m, &l| m.max(l)),
        smallest: weights.iter().fold(0.0, |m, &l| m.min(l)),
        mean: each().map(|(l, n)| l * n).sum(),
    };
    let sd = variance.sqrt();
    let extreme = sum.largest.max(-sum.smallest);
    let (mut upper, mut lower) = (4.5 / sd, -4.5 / sd);
    let mut allowed = accuracy;
    let mut end = sum.truncation_point(16.0 / sd, 0.5 * allowed);
    if q != 0.0
        && extreme > 0.07 * sd
        && let Some(factor) = sum.convergence_coefficient(q)
    {
        let tau = 0.25 * allowed / factor;
        if sum.truncation_error(end, tau) < 0.2 * allowed {
            sum.normal += tau;
            end = sum.truncation_point(end, 0.25 * allowed);
        }
    }
    allowed *= 0.5;
    let (mut integral, mut bound, mut left) = (0.0, 0.0, limit);
    loop {
        let above = sum.cutoff(allowed, &mut upper) - q;
        if above < 0.0 {
            return Some(1.0);
        }
        let below = q - sum.cutoff(allowed, &mut lower);
        if below < 0.0 {
            return Some(0.0);
        }
        let interval = 2.0 * PI / above.max(below);
        let terms = end / interval;
        let auxiliary = 3.0 / allowed.sqrt();
        if terms > auxiliary * 1.5 {
            if auxiliary > left {
                return None;
            }
            let count = (auxiliary + 0.5).floor();
            let step = end / count;
            let reach = 2.0 * PI / step;
            let factors = (reach > q.abs()).then(|| {
                Some(sum.convergence_coefficient(q - reach)? + sum.convergence_coefficient(q + reach)?)
            });
            if let Some(Some(factors)) = factors {
                let tau = 0.33 * allowed / (1.1 * factors);
                allowed *= 0.67;
                sum.integrate(q, count as usize, step, Some(tau), &mut integral, &mut bound);
                left -= auxiliary;
                sum.normal += tau;
                end = sum.truncation_point(end, 0.25 * allowed);
                allowed *= 0.75;
                continue;
            }
        }
        if terms > left {
            return None;
        }
        let count = (terms + 0.5).floor() as usize;
        sum.integrate(q, count, interval, None, &mut integral, &mut bound);
        // Rounding matters when the accuracy is lost beside the size of the terms.
        let with = bound + accuracy / 10.0;
        let lost = [1.0, 2.0, 4.0, 8.0].iter().any(|r| r * with == r * bound);
        return (!lost).then_some(0.5 - integral);
    }
}

impl Mixture<'_> {
    fn parts(&self) -> impl DoubleEndedIterator<Item = (f64, f64)> {
        self.weights.iter().zip(self.degrees).map(|(&l, &n)| (l, f64::from(n)))
    }

    /// A bound on a tail probability by the moment generating function at u, and the cut-off it is for.
    fn tail_bound(&self, u: f64) -> (f64, f64) {
        let mut cutoff = u * self.normal;
        let mut exponent = u * cutoff;
        let u = 2.0 * u;
        for (l, n) in self.parts().rev() {
            let x = u * l;
            let y = 1.0 - x;
            cutoff += l * n / y;
            exponent += n * (x * x / y + log1p_less(-x));
        }
        (exp_or_zero(-0.5 * exponent), cutoff)
    }

    /// A point beyond which less than `accuracy` lies, above for a positive `start`, below for a negative.
    fn cutoff(&self, accuracy: f64, start: &mut f64) -> f64 {
        let (mut u1, mut u2) = (0.0, *start);
        let mut c1 = self.mean;
        let limit = 2.0 * if u2 > 0.0 { self.largest } else { self.smallest };
        let at = |u: f64| self.tail_bound(u / (1.0 + u * limit));
        let (mut error, mut c2) = at(u2);
        while error > accuracy {
            (u1, c1) = (u2, c2);
            u2 *= 2.0;
            (error, c2) = at(u2);
        }
        while (c1 - self.mean) / (c2 - self.mean) < 0.9 {
            let u = (u1 + u2) / 2.0;
            let (error, c) = at(u);
            if error > accuracy {
                (u1, c1) = (u, c);
            } else {
                (u2, c2) = (u, c);
            }
        }
        *start = u2;
        c2
    }

    /// A bound on the error of stopping the integral at u, with a convergence factor of variance `tau`.
    fn truncation_error(&self, u: f64, tau: f64) -> f64 {
        let gaussian = (self.normal + tau) * u * u;
        let mut common = 2.0 * gaussian;
        let (mut logs, mut logs1, mut count) = (0.0, 0.0, 0.0);
        let u = 2.0 * u;
        for (l, n) in self.parts() {
            let x = (u * l) * (u * l);
            if x > 1.0 {
                logs += n * x.ln();
                logs1 += n * log1p(x);
                count += n;
            } else {
                common += n * log1p(x);
            }
        }
        logs += common;
        logs1 += common;
        let x = exp_or_zero(-0.25 * logs) / PI;
        let y = exp_or_zero(-0.25 * logs1) / PI;
        let first = if count == 0.0 { 1.0 } else { x * 2.0 / count };
        let second = if logs1 > 1.0 { 2.5 * y } else { 1.0 };
        let smaller = f64::min(first, second);
        let half = 0.5 * gaussian;
        let third = if half <= y { 1.0 } else { y / half };
        smaller.min(third)
    }

    /// Where the integral may stop: the error is below `accuracy` there and not much before.
    fn truncation_point(&self, start: f64, accuracy: f64) -> f64 {
        let mut end = start;
        let mut u = end / 4.0;
        if self.truncation_error(u, 0.0) > accuracy {
            u = end;
            while self.truncation_error(u, 0.0) > accuracy {
                end *= 4.0;
                u = end;
            }
        } else {
            end = u;
            u /= 4.0;
            while self.truncation_error(u, 0.0) <= accuracy {
                end = u;
                u /= 4.0;
            }
        }
        for divisor in [2.0, 1.4, 1.2, 1.1] {
            let u = end / divisor;
            if self.truncation_error(u, 0.0) <= accuracy {
                end = u;
            }
        }
        end
    }

    /// Adds the terms of the integral at `step`/2, 3 `step`/2, …; with `tau`, only what a convergence factor
    /// of that variance takes away.
    fn integrate(
        &self,
        q: f64,
        count: usize,
        step: f64,
        tau: Option<f64>,
        integral: &mut f64,
        bound: &mut f64,
    ) {
        let scale = step / PI;
        for k in (0..=count).rev() {
            let u = (k as f64 + 0.5) * step;
            let mut angle = -2.0 * u * q;
            let mut size = angle.abs();
            let mut exponent = -0.5 * self.normal * u * u;
            for (l, n) in self.parts().rev() {
                let x = 2.0 * l * u;
                exponent -= 0.25 * n * log1p(x * x);
                let z = n * x.atan();
                angle += z;
                size += z.abs();
            }
            let mut x = scale * exp_or_zero(exponent) / u;
            if let Some(tau) = tau {
                x *= 1.0 - exp_or_zero(-0.5 * tau * u * u);
            }
            *integral += (0.5 * angle).sin() * x;
            *bound += 0.5 * size * x;
        }
    }

    /// How much the convergence factor's variance costs at x; nothing when the bound is useless.
    fn convergence_coefficient(&self, x: f64) -> Option<f64> {
        let mut order: Vec<usize> = (0..self.weights.len()).collect();
        order.sort_by(|&i, &j| self.weights[j].abs().total_cmp(&self.weights[i].abs()));
        let sign = if x > 0.0 {
            1.0
        } else if x < 0.0 {
            -1.0
        } else {
            0.0
        };
        let mut distance = x.abs();
        let mut power = 0.0;
        for (position, &t) in order.iter().enumerate().rev() {
            if self.weights[t] * sign <= 0.0 {
                continue;
            }
            let l = self.weights[t].abs();
            let without = distance - l * f64::from(self.degrees[t]);
            let least = l / EIGHTH_OF_LOG_2;
            if without > least {
                distance = without;
            } else {
                distance = distance.min(least);
                power = (distance - without) / l;
                power += order[..position].iter().map(|&j| f64::from(self.degrees[j])).sum::<f64>();
                break;
            }
        }
        (power <= 100.0).then(|| 2.0_f64.powf(power / 4.0) / (PI * distance * distance))
    }
}

fn exp_or_zero(x: f64) -> f64 {
    if x < -50.0 { 0.0 } else { x.exp() }
}

/// log(1 + x) by the series of the published algorithm near 0.
fn log1p(x: f64) -> f64 {
    if x.abs() > 0.1 { (1.0 + x).ln() } else { log_series(x, 2.0) }
}

/// log(1 + x) − x.
fn log1p_less(x: f64) -> f64 {
    if x.abs() > 0.1 { (1.0 + x).ln() - x } else { log_series(x, -x) }
}

fn log_series(x: f64, first: f64) -> f64 {
    let mut y = x / (2.0 + x);
    let mut term = 2.0 * y.powi(3);
    let mut k = 3.0;
    let mut sum = first * y;
    y *= y;
    loop {
        let next = sum + term / k;
        if next == sum {
            return sum;
        }
        k += 2.0;
        term *= y;
        sum = next;
    }
}
