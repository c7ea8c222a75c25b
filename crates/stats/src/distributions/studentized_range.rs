//! The studentized range distribution (Tukey).
//!
//! Copenhaver and Holland (1988), "Computation of the distribution of the maximum studentized range
//! statistic with application to multiple significance testing of simple effects": Gauss-Legendre rules of
//! fixed order on fixed panels, and quantiles by a secant search that stops at 1e-4. The tolerances are part
//! of what R prints, so they are kept.

use super::level::{Level, from_lower, left, right};
use crate::special::ln_gamma;
use crate::special::normal::{INV_SQRT_TAU, cumulative as normal};
use std::f64::consts::LN_2;

/// Nodes and weights of the 12-point rule, positive half from the outside in.
const NODES_12: [(f64, f64); 6] = [
    (0.981560634246719250690549090149, 0.047175336386511827194615961485),
    (0.904117256370474856678465866119, 0.106939325995318430960254718194),
    (0.769902674194304687036893833213, 0.160078328543346226334652529543),
    (0.587317954286617447296702418941, 0.203167426723065921749064455810),
    (0.367831498998180193752691536644, 0.233492536538354808760849898925),
    (0.125233408511468915472441369464, 0.249147045813402785000562436043),
];

/// Nodes and weights of the 16-point rule, positive half from the outside in.
const NODES_16: [(f64, f64); 8] = [
    (0.989400934991649932596154173450, 0.271524594117540948517805724560e-1),
    (0.944575023073232576077988415535, 0.622535239386478928628438369944e-1),
    (0.865631202387831743880467897712, 0.951585116824927848099251076022e-1),
    (0.755404408355003033895101194847, 0.124628971255533872052476282192),
    (0.617876244402643748446671764049, 0.149595988816576732081501730547),
    (0.458016777657227386342419442984, 0.169156519395002538189312079030),
    (0.281603550779258913230460501460, 0.182603415044923588866763667969),
    (0.950125098376374401853193354250e-1, 0.189450610455068496285396723208),
];

/// The probability that the range of `means` normal variables stays below `w`, to the power `ranges`.
fn range_probability(w: f64, ranges: f64, means: f64) -> f64 {
    const FAR: f64 = 8.0;
    let half = w * 0.5;
    if half >= FAR {
        return 1.0;
    }
    let center = 2.0 * normal(half, true, false) - 1.0;
    let mut probability = if center >= (-50.0 / means).exp() { center.powf(means) } else { 0.0 };
    let panels = if w > 3.0 { 2.0 } else { 3.0 };
    let width = (FAR - half) / panels;
    let (mut low, mut high) = (half, half + width);
    let mut integral = 0.0;
    let mut panel = 1.0;
    while panel <= panels {
        let (a, b) = (0.5 * (high + low), 0.5 * (high - low));
        let mut sum = 0.0;
        // From the lowest node to the highest, leaving off where the integrand vanishes.
        let nodes = NODES_12.iter().map(|&(x, v)| (-x, v));
        for (x, weight) in nodes.chain(NODES_12.iter().rev().copied()) {
            let at = a + b * x;
            let square = at * at;
            if square > 60.0 {
                break;
            }
            let between = normal(at, true, false) - normal(at - w, true, false);
            if between >= (-30.0 / (means - 1.0)).exp() {
                sum += weight * (-(0.5 * square)).exp() * between.powf(means - 1.0);
            }
        }
        integral += sum * ((2.0 * b) * means * INV_SQRT_TAU);
        low = high;
        high += width;
        panel += 1.0;
    }
    probability += integral;
    if probability <= (-30.0 / ranges).exp() {
        return 0.0;
    }
    probability.powf(ranges).min(1.0)
}

/// The lower tail at `q > 0`.
fn lower_tail(q: f64, ranges: f64, means: f64, df: f64) -> f64 {
    if df > 25000.0 {
        return range_probability(q, ranges, means);
    }
    let half = df * 0.5;
    let panel = match df {
        d if d <= 100.0 => 1.0,
        d if d <= 800.0 => 0.5,
        d if d <= 5000.0 => 0.25,
        _ => 0.125,
    };
    let constant = half * df.ln() - df * LN_2 - ln_gamma(half) + f64::ln(panel);
    let (power, quarter) = (half - 1.0, df * 0.25);
    let mut answer = 0.0;
    for i in 1..=50 {
        let middle = f64::from(2 * i - 1) * panel;
        let mut sum = 0.0;
        let nodes = NODES_16.iter().map(|&(x, v)| (-x, v));
        for (x, weight) in nodes.chain(NODES_16.iter().copied()) {
            let at = middle + x * panel;
            let exponent = constant + power * at.ln() - at * quarter;
            if exponent >= -30.0 {
                let scaled = q * (at * 0.5).sqrt();
                sum += range_probability(scaled, ranges, means) * weight * exponent.exp();
            }
        }
        if f64::from(i) * panel >= 1.0 && sum <= 1e-14 {
            break;
        }
        answer += sum;
    }
    answer.min(1.0)
}

/// The probability below or above `q` for ranges of `means` means on `df` degrees of freedom; `ranges` is
/// the number of groups whose largest range is taken.
pub fn cumulative(q: f64, ranges: f64, means: f64, df: f64, lower: bool, log: bool) -> f64 {
    if q.is_nan() || ranges.is_nan() || means.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    if q <= 0.0 {
        return left(lower, log);
    }
    if df < 2.0 || ranges < 1.0 || means < 2.0 {
        return f64::NAN;
    }
    if q.is_infinite() {
        return right(lower, log);
    }
    from_lower(lower_tail(q, ranges, means, df), lower, log)
}

/// The starting value of the search: algorithm AS 70 for the normal quantile, corrected for the range.
fn start(p: f64, means: f64, df: f64) -> f64 {
    let tail = 0.5 - 0.5 * p;
    let y = (1.0 / (tail * tail)).ln().sqrt();
    let num =
        (((y * -0.453642210148e-04 - 0.204231210125) * y - 0.342242088547) * y - 1.0) * y + 0.322232421088;
    let den = (((y * 0.38560700634e-02 + 0.103537752850) * y + 0.531103462366) * y + 0.588581570495) * y
        + 0.993484626060e-01;
    let mut t = y + num / den;
    if df < 120.0 {
        t += (t * t * t + t) / df / 4.0;
    }
    let mut q = 0.8832 - 0.2368 * t;
    if df < 120.0 {
        q = q - 1.214 / df + 1.208 * t / df;
    }
    t * (q * (means - 1.0).ln() + 1.4142)
}

/// The quantile of `p`, to the four digits or so at which the search stops.
pub fn quantile(p: f64, ranges: f64, means: f64, df: f64, lower: bool, log: bool) -> f64 {
    if p.is_nan() || ranges.is_nan() || means.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    if df < 2.0 || ranges < 1.0 || means < 2.0 {
        return f64::NAN;
    }
    let Some(level) = Level::new(p, lower, log) else { return f64::NAN };
    if let Some(end) = level.end(0.0, f64::INFINITY) {
        return end;
    }
    let p = level.tail(true);
    let excess = |x: f64| cumulative(x, ranges, means, df, true, false) - p;
    let mut x0 = start(p, means, df);
    let mut at0 = excess(x0);
    let mut x1 = if at0 > 0.0 && x0 > 1.0 { (x0 - 1.0).max(0.0) } else { x0 + 1.0 };
    let mut at1 = excess(x1);
    for _ in 1..50 {
        let secant = x1 - at1 * (x1 - x0) / (at1 - at0);
        let x = if secant < 0.0 { 0.0 } else { secant };
        at0 = at1;
        x0 = x1;
        at1 = excess(x);
        x1 = x;
        if (x1 - x0).abs() < 0.0001 {
            return x;
        }
    }
    x1
}
