//! Breaks of axes of dates and times: round steps of the calendar, and how they are written.

use raglan_engine::eval::{Eval, fail};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// A step of the calendar.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Seconds(f64),
    Days(f64),
    Weeks(f64),
    HalfMonth,
    Months(i64),
}

/// Steps from fine to coarse with the formats of their labels.
const STEPS: &[(Step, &str)] = &[
    (Step::Seconds(1.0), "%S"),
    (Step::Seconds(2.0), "%S"),
    (Step::Seconds(5.0), "%S"),
    (Step::Seconds(10.0), "%S"),
    (Step::Seconds(15.0), "%S"),
    (Step::Seconds(30.0), "%H:%M:%S"),
    (Step::Seconds(60.0), "%H:%M"),
    (Step::Seconds(120.0), "%H:%M"),
    (Step::Seconds(300.0), "%H:%M"),
    (Step::Seconds(600.0), "%H:%M"),
    (Step::Seconds(900.0), "%H:%M"),
    (Step::Seconds(1800.0), "%H:%M"),
    (Step::Seconds(3600.0), "%H:%M"),
    (Step::Seconds(10_800.0), "%H:%M"),
    (Step::Seconds(21_600.0), "%b %d %H:%M"),
    (Step::Seconds(43_200.0), "%b %d %H:%M"),
    (Step::Days(1.0), "%b %d"),
    (Step::Days(2.0), "%b %d"),
    (Step::Weeks(1.0), "%b %d"),
    (Step::HalfMonth, "%b %d"),
    (Step::Months(1), "%b"),
    (Step::Months(3), "%b"),
    (Step::Months(6), "%Y-%m"),
    (Step::Months(12), "%Y"),
    (Step::Months(24), "%Y"),
    (Step::Months(60), "%Y"),
    (Step::Months(120), "%Y"),
    (Step::Months(240), "%Y"),
    (Step::Months(600), "%Y"),
    (Step::Months(1200), "%Y"),
    (Step::Months(2400), "%Y"),
    (Step::Months(6000), "%Y"),
];

/// Year, month from zero and day from one of a day since 1970.
fn civil(day: f64) -> (i64, i64, i64) {
    let z = day.floor() as i64 + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 2 } else { month - 10 };
    (year + era * 400 + i64::from(month <= 1), month, day)
}

/// The day since 1970 of a month counted from the year zero, and a day of it from one.
fn day_of(months: i64, day: i64) -> f64 {
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
    let year = if month <= 1 { year - 1 } else { year };
    let shifted = (month + 10) % 12;
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    let days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    (era * 146_097 + days - 719_468) as f64
}

/// Ticks of a step from the last at or before `low` to the first at or after `high`, in days; `aligned` to round
/// multiples of the step, else to the one it falls in.
fn ticks(low: f64, high: f64, step: Step, aligned: bool) -> Vec<f64> {
    let mut out = Vec::new();
    let regular = |start: f64, by: f64, out: &mut Vec<f64>| {
        let mut k = 0.0;
        loop {
            let at = start + k * by;
            out.push(at);
            if at >= high - 1e-9 || k > 10_000.0 {
                break;
            }
            k += 1.0;
        }
    };
    match step {
        Step::Seconds(s) => regular((low * DAY / s + 1e-9).floor() * s / DAY, s / DAY, &mut out),
        Step::Days(d) => regular(low.floor(), d, &mut out),
        // Weeks start on Mondays; the first of 1970 was a Thursday.
        Step::Weeks(w) => regular(low.floor() - (low.floor() + 3.0).rem_euclid(7.0), 7.0 * w, &mut out),
        Step::HalfMonth => {
            let (year, month, _) = civil(low);
            let mut k = (year * 12 + month) * 2;
            loop {
                let at = day_of(k.div_euclid(2), if k % 2 == 0 { 1 } else { 15 });
                out.push(at);
                if at >= high || out.len() > 10_000 {
                    break;
                }
                k += 1;
            }
            while out.len() > 1 && out[1] <= low {
                out.remove(0);
            }
        }
        Step::Months(m) => {
            let (year, month, _) = civil(low);
            let here = year * 12 + month;
            let mut k = match (aligned, m % 12 == 0) {
                (true, _) => here.div_euclid(m) * m,
                (false, true) => year * 12,
                (false, false) => here,
            };
            loop {
                let at = day_of(k, 1);
                out.push(at);
                if at >= high || out.len() > 10_000 {
                    break;
                }
                k += m;
            }
        }
    }
    out
}

/// About `n` round places of a range in days or, for times, seconds, and the format of their labels.
pub fn breaks(low: f64, high: f64, n: usize, times: bool) -> (Vec<f64>, &'static str) {
    let unit = if times { DAY } else { 1.0 };
    let (low, high) = (low / unit, high / unit);
    let fits = |step: &Step| times || !matches!(step, Step::Seconds(_));
    let mut best: Option<(usize, Vec<f64>, &'static str)> = None;
    for (step, format) in STEPS.iter().filter(|(s, _)| fits(s)) {
        // Steps far too fine are not tried.
        let size = match step {
            Step::Seconds(s) => s / DAY,
            Step::Days(d) => *d,
            Step::Weeks(w) => 7.0 * w,
            Step::HalfMonth => 15.0,
            Step::Months(m) => 30.0 * *m as f64,
        };
        if (high - low) / size > 20.0 * n as f64 {
            continue;
        }
        let all = ticks(low, high, *step, true);
        let far = (all.len() - 1).abs_diff(n);
        if best.as_ref().is_none_or(|(least, ..)| far < *least) {
            best = Some((far, all, format));
        }
    }
    let (_, all, format) = best.unwrap_or((0, vec![low, high], "%Y"));
    let format = if format == "%b" && high - low > 400.0 { "%b %Y" } else { format };
    (all.into_iter().map(|t| t * unit).collect(), format)
}

/// Places every so often, as in "2 weeks" or "10 years".
pub fn every(spec: &str, low: f64, high: f64, times: bool) -> Eval<Vec<f64>> {
    let unit = if times { DAY } else { 1.0 };
    let (count, name) = match spec.trim().split_once(' ') {
        Some((count, name)) => (count.parse::<f64>().unwrap_or(f64::NAN), name),
        None => (1.0, spec.trim()),
    };
    let step = match name.trim_end_matches('s') {
        "sec" | "second" => Step::Seconds(count),
        "min" | "minute" => Step::Seconds(60.0 * count),
        "hour" => Step::Seconds(3600.0 * count),
        "day" => Step::Days(count),
        "week" => Step::Weeks(count),
        "month" => Step::Months(count as i64),
        "quarter" => Step::Months(3 * count as i64),
        "year" => Step::Months(12 * count as i64),
        _ => return fail(format!("Invalid specification of a width of dates: \"{spec}\"")),
    };
    let valid = count > 0.0 && (times || !matches!(step, Step::Seconds(_)));
    if !valid {
        return fail(format!("Invalid specification of a width of dates: \"{spec}\""));
    }
    Ok(ticks(low / unit, high / unit, step, false).into_iter().map(|t| t * unit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        for day in [-800_000.0, -1.0, 0.0, 59.0, 11_016.0, 18_331.0, 20_000.0] {
            let (year, month, of_month) = civil(day);
            assert_eq!(day_of(year * 12 + month, of_month), day);
        }
        assert_eq!(civil(18_331.0), (2020, 2, 10));
    }

    #[test]
    fn steps_as_pretty_finds_them() {
        let start = 18_331.0;
        for (days, count, format) in [
            (6.0, 7, "%b %d"),
            (20.0, 4, "%b %d"),
            (50.0, 5, "%b %d"),
            (160.0, 7, "%b"),
            (300.0, 6, "%b"),
            (450.0, 7, "%b %Y"),
            (1200.0, 5, "%Y"),
            (25_000.0, 5, "%Y"),
        ] {
            let (all, shown) = breaks(start, start + days, 5, false);
            assert_eq!((all.len(), shown), (count, format), "{days}");
        }
    }
}
