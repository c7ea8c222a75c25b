//! Two numbers: how far apart they are, and whether a reader would conclude something else.

use super::change::{Change, Changes, Class, Kind, Place};

/// How far apart two numbers are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Difference {
    /// Every bit agrees, or both are missing.
    None,
    /// Within tolerance; the relative difference.
    Noise(f64),
    /// Beyond it; the relative difference, infinite when only one is a number.
    Material(f64),
}

impl Difference {
    pub fn of(old: Option<f64>, new: Option<f64>, tolerance: f64, absolute: f64) -> Self {
        match (old, new) {
            (None, None) => Self::None,
            (Some(a), Some(b)) if a == b || (a.is_nan() && b.is_nan()) => Self::None,
            (Some(a), Some(b)) if a.is_finite() && b.is_finite() => {
                let relative = (a - b).abs() / a.abs().max(b.abs());
                let tiny = a.abs() <= absolute && b.abs() <= absolute;
                if tiny || relative <= tolerance { Self::Noise(relative) } else { Self::Material(relative) }
            }
            _ => Self::Material(f64::INFINITY),
        }
    }

    pub fn class(self) -> Class {
        match self {
            Self::None => Class::Identical,
            Self::Noise(_) => Class::Noise,
            Self::Material(_) => Class::Material,
        }
    }

    pub fn relative(self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Noise(r) | Self::Material(r) => r,
        }
    }
}

/// A number as a reader wants it: seven significant digits.
pub(super) fn shown(x: Option<f64>) -> String {
    digits(x, 7)
}

/// Two numbers with as many digits as tell them apart.
pub(super) fn shown_apart(old: Option<f64>, new: Option<f64>) -> (String, String) {
    [7, 13, 17]
        .into_iter()
        .map(|n| (digits(old, n), digits(new, n)))
        .find(|(a, b)| a != b)
        .unwrap_or_else(|| (digits(old, 17), digits(new, 17)))
}

fn digits(x: Option<f64>, n: usize) -> String {
    let Some(x) = x else { return "NA".into() };
    if !x.is_finite() {
        return if x.is_nan() {
            "NaN".into()
        } else if x > 0.0 {
            "Inf".into()
        } else {
            "-Inf".into()
        };
    }
    if x == 0.0 {
        return "0".into();
    }
    let text = format!("{x:.*e}", n - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-5..15).contains(&exponent) {
        let decimals = usize::try_from(n as i32 - 1 - exponent).unwrap_or(0);
        trimmed(&format!("{x:.decimals$}"))
    } else {
        format!("{}e{exponent:+03}", trimmed(mantissa))
    }
}

fn trimmed(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    } else {
        text.to_string()
    }
}

/// Whether a column or part of this name holds p-values.
pub(super) fn is_p_value(name: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with("pr(>")
        || matches!(
            name.as_str(),
            "p.value"
                | "p-value"
                | "p value"
                | "pvalue"
                | "p_value"
                | "p"
                | "p.adj"
                | "adj.p.value"
                | "p(>|chi|)"
        )
}

/// Whether a part of this name counts observations or groups.
pub(super) fn is_count(name: &str) -> bool {
    matches!(name, "n" | "N" | "nobs" | "n.obs" | "ngrps" | "n_obs" | "Freq")
}

/// Names of lower and upper ends of intervals.
pub(super) const INTERVALS: &[(&str, &str)] = &[
    ("conf.low", "conf.high"),
    ("2.5 %", "97.5 %"),
    ("5 %", "95 %"),
    ("0.5 %", "99.5 %"),
    ("lower", "upper"),
    ("lwr", "upr"),
    ("lower.CL", "upper.CL"),
    ("asymp.LCL", "asymp.UCL"),
];

/// Compares two numbers at a place whose last step names the statistic.
pub(super) fn compare(
    statistic: &str,
    old: Option<f64>,
    new: Option<f64>,
    place: &Place,
    changes: &mut Changes,
) {
    if let Some(change) = change(statistic, old, new, place, changes) {
        changes.push(change);
    }
}

/// The change between two numbers, if there is one.
pub(super) fn change(
    statistic: &str,
    old: Option<f64>,
    new: Option<f64>,
    place: &Place,
    changes: &Changes,
) -> Option<Change> {
    let policy = changes.policy;
    let difference = Difference::of(old, new, policy.tolerance_at(place), policy.absolute);
    if difference == Difference::None {
        return None;
    }
    let (before, after) = shown_apart(old, new);
    let arrow = format!("{before} → {after}");
    let (class, kind, words) = match (old, new) {
        (Some(a), Some(b)) if difference.class() == Class::Material => {
            let crossed = policy.thresholds.iter().find(|t| (a < **t) != (b < **t));
            if let (true, Some(level)) = (is_p_value(statistic), crossed) {
                (Class::Qualitative, Kind::Significance, format!("crosses {level}: {arrow}"))
            } else if a * b < 0.0 {
                (Class::Qualitative, Kind::Sign, format!("changes its sign: {arrow}"))
            } else if is_count(statistic) {
                (Class::Qualitative, Kind::Count, arrow)
            } else {
                (Class::Material, Kind::Value, arrow)
            }
        }
        _ => (difference.class(), Kind::Value, arrow),
    };
    Some(Change::new(class, kind, place, words).between(&before, &after).by(difference.relative()))
}

#[cfg(test)]
mod tests {
    use super::{Difference, shown, shown_apart};

    #[test]
    fn numbers_within_tolerance_are_noise() {
        assert_eq!(Difference::of(Some(1.0), Some(1.0), 1e-8, 0.0), Difference::None);
        assert!(matches!(Difference::of(Some(1.0), Some(1.0 + 1e-12), 1e-8, 0.0), Difference::Noise(_)));
        assert!(matches!(Difference::of(Some(1.0), Some(1.001), 1e-8, 0.0), Difference::Material(_)));
        assert!(matches!(Difference::of(Some(1.0), None, 1e-8, 0.0), Difference::Material(_)));
        assert!(matches!(Difference::of(Some(1e-17), Some(-3e-18), 1e-8, 1e-14), Difference::Noise(_)));
    }

    #[test]
    fn digits_tell_numbers_apart() {
        assert_eq!(shown(Some(1234.5)), "1234.5");
        assert_eq!(shown(Some(1e-20)), "1e-20");
        assert_eq!(shown_apart(Some(0.1), Some(0.1 + 1e-10)), ("0.1".into(), "0.1000000001".into()));
    }
}
