//! Steps on the calendar: `seq`, `trunc`, `round` and `cut` of dates and times.

use super::calendar::{DAY, Moment, days};
use super::parts::{amounts, dates, days_of, in_parts, seconds_of, times, zone_name, zone_shown};
use super::zone::Zone;
use crate::base::factors;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Text, Value, as_double, known};

const TWO_OF_THREE: &str = "exactly two of 'to', 'by' and 'length.out' / 'along.with' must be specified";

/// A step on the calendar.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    /// So many seconds.
    Seconds(f64),
    /// So many days by the clock, however long they are.
    Days(f64),
    /// So many months.
    Months(f64),
}

/// `"2 weeks"` as a number and a unit without its s.
fn spoken(text: &str) -> Option<(f64, &str)> {
    let (number, unit) = match text.split_once(' ') {
        Some((number, unit)) => (number.trim().parse::<i32>().ok()?, unit),
        None => (1, text),
    };
    Some((f64::from(number), unit.strip_suffix('s').unwrap_or(unit)))
}

impl Step {
    fn of_unit(number: f64, unit: &str) -> Option<Self> {
        Some(match unit {
            "sec" => Self::Seconds(number),
            "min" => Self::Seconds(60.0 * number),
            "hour" => Self::Seconds(3600.0 * number),
            "day" => Self::Seconds(DAY * number),
            "week" => Self::Seconds(7.0 * DAY * number),
            "DSTday" => Self::Days(number),
            "month" => Self::Months(number),
            "quarter" => Self::Months(3.0 * number),
            "year" => Self::Months(12.0 * number),
            _ => return None,
        })
    }

    /// The argument `by`; a plain number counts in `unit` seconds.
    fn of(args: &mut Args, unit: f64) -> Eval<Self> {
        let by = args.value("by")?;
        if by.len() != 1 {
            return fail("'by' must be of length 1");
        }
        if let Value::Character(text) = &by {
            let found = text.data.get(0).and_then(spoken).and_then(|(n, u)| Self::of_unit(n, u));
            return found.map_or_else(|| fail("invalid string for 'by'"), Ok);
        }
        let size = if by.has_class("difftime") { amounts(&by, 1.0)?[0] } else { args.number("by")? * unit };
        if size.is_nan() {
            return fail("'by' is NA");
        }
        Ok(Self::Seconds(size))
    }

    fn size(self) -> f64 {
        match self {
            Self::Seconds(n) | Self::Days(n) | Self::Months(n) => n,
        }
    }

    /// The moment `k` steps on.
    fn from(self, start: f64, k: f64, zone: &Zone) -> f64 {
        if let Self::Seconds(size) = self {
            return start + k * size;
        }
        let Some((mut moment, _)) = zone.moment(start) else { return f64::NAN };
        match self {
            Self::Days(n) => moment.day += (n * k) as i64,
            Self::Months(n) => moment.month += (n * k) as i64,
            Self::Seconds(_) => {}
        }
        zone.universal_time(moment.seconds())
    }
}

/// What a sequence runs between, in seconds.
struct Run {
    from: Option<f64>,
    to: Option<f64>,
    length: Option<usize>,
}

fn single(values: Vec<f64>, name: &str) -> Eval<f64> {
    match values.as_slice() {
        [one] if one.is_finite() => Ok(*one),
        [_] => fail(format!("'{name}' must be a finite number")),
        _ => fail(format!("'{name}' must be of length 1")),
    }
}

fn run(args: &mut Args, read: &mut dyn FnMut(&mut Args, &Value) -> Eval<Vec<f64>>) -> Eval<Run> {
    let mut ends = [None, None];
    for (slot, name) in ends.iter_mut().zip(["from", "to"]) {
        if !args.is_missing(name) {
            let value = args.value(name)?;
            *slot = Some(single(read(args, &value)?, name)?);
        }
    }
    let length = if let Some(along) = args.optional("along.with")? {
        Some(along.len())
    } else if args.optional("length.out")?.is_some() {
        Some(args.number("length.out")?.ceil().max(0.0) as usize)
    } else {
        None
    };
    Ok(Run { from: ends[0], to: ends[1], length })
}

impl Run {
    fn moments(&self, args: &mut Args, unit: f64, zone: &Zone) -> Eval<Vec<f64>> {
        let by = args.optional("by")?.is_some();
        match (self.from, self.to, self.length) {
            (Some(from), Some(to), Some(n)) if !by => {
                let step = if n > 1 { (to - from) / (n - 1) as f64 } else { 0.0 };
                Ok((0..n).map(|k| if k + 1 == n && n > 1 { to } else { from + k as f64 * step }).collect())
            }
            (Some(_), Some(_), Some(_)) => fail(TWO_OF_THREE),
            (Some(from), Some(to), None) => {
                let step = if by { Step::of(args, unit)? } else { Step::Seconds(DAY) };
                until(args, step, from, to, zone)
            }
            (Some(from), None, Some(n)) if by => {
                let step = Step::of(args, unit)?;
                args.session.check_length(n as f64, 8.0)?;
                Ok((0..n).map(|k| step.from(from, k as f64, zone)).collect())
            }
            (None, Some(to), Some(n)) if by => {
                let step = Step::of(args, unit)?;
                args.session.check_length(n as f64, 8.0)?;
                Ok((0..n).rev().map(|k| step.from(to, -(k as f64), zone)).collect())
            }
            (None, None, _) => fail("'from' must be specified"),
            _ => fail(TWO_OF_THREE),
        }
    }
}

/// Steps until the end is passed.
fn until(args: &Args, step: Step, from: f64, to: f64, zone: &Zone) -> Eval<Vec<f64>> {
    let size = step.size();
    if size == 0.0 && from != to || size != 0.0 && (to - from) / size < 0.0 {
        return fail("wrong sign in 'by' argument");
    }
    if size == 0.0 || from == to {
        return Ok(vec![from]);
    }
    let unit = match step {
        Step::Seconds(_) => 1.0,
        Step::Days(_) => DAY,
        Step::Months(_) => 28.0 * DAY,
    };
    let most = ((to - from) / (size * unit)).abs() + 2.0;
    args.session.check_length(most, 8.0)?;
    // Rounding must not lose the last step.
    let slack = 1e-10 * (to - from).abs();
    let within = |m: &f64| if size > 0.0 { *m <= to + slack } else { *m >= to - slack };
    Ok((0..most as usize).map(|k| step.from(from, k as f64, zone)).take_while(within).collect())
}

fn utc() -> Zone {
    Zone::universal("UTC", "UTC")
}

pub(super) fn of_dates(args: &mut Args) -> Eval {
    let run = run(args, &mut |args, x| Ok(days_of(args, x)?.into_iter().map(|d| d * DAY).collect()))?;
    let moments = run.moments(args, DAY, &utc())?;
    Ok(dates(moments.into_iter().map(|s| s / DAY).collect(), None))
}

pub(super) fn of_times(args: &mut Args) -> Eval {
    let end = if args.is_missing("from") { "to" } else { "from" };
    let shown = if args.is_missing(end) { None } else { zone_name(&args.value(end)?) };
    let zone = zone_shown(args, shown.as_deref().unwrap_or(""));
    let run = run(args, &mut |args, x| seconds_of(args, x, None))?;
    let moments = run.moments(args, 1.0, &zone)?;
    Ok(times(moments, shown.map(|z| Value::string(&z))))
}

/// A time on the clock without what is smaller than a unit.
fn truncated(mut m: Moment, unit: &str) -> Moment {
    let depth =
        ["secs", "mins", "hours", "days", "months", "quarters", "years"].iter().position(|u| *u == unit);
    let depth = depth.unwrap_or(0);
    m.second = m.second.floor();
    if depth >= 1 {
        m.second = 0.0;
    }
    if depth >= 2 {
        m.minute = 0;
    }
    if depth >= 3 {
        m.hour = 0;
    }
    if depth >= 4 {
        m.day = 1;
    }
    if depth == 5 {
        m.month -= m.month % 3;
    }
    if depth >= 6 {
        m.month = 0;
    }
    m
}

pub(super) fn trunc_date(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let unit = args.choice("units")?;
    let one = |d: &f64| match Moment::at(d.floor() * DAY) {
        Some(m) if matches!(unit.as_str(), "months" | "years") => {
            let m = truncated(m, &unit);
            days(m.year, m.month, m.day) as f64
        }
        _ => d.trunc(),
    };
    let numbers = as_double(&x.clone().stripped(), &mut Vec::new())?.iter().map(one).collect();
    Ok(dates(numbers, x.attributes().get(known::NAMES).cloned()))
}

pub(super) fn round_date(args: &mut Args) -> Eval {
    args.refuse_dots()?;
    let x = args.value("x")?;
    let numbers = as_double(&x.stripped(), &mut Vec::new())?.iter().map(|d| d.round_ties_even()).collect();
    Ok(dates(numbers, None))
}

/// `trunc` of times, or `round` to the nearer of the two units around.
pub(super) fn to_unit(args: &mut Args, nearest: bool) -> Eval {
    let x = args.value("x")?;
    let name = if nearest { "digits" } else { "units" };
    let unit = match args.value(name)? {
        Value::Character(_) => args.choice(name)?,
        _ if nearest && args.number(name)? == 0.0 => "secs".into(),
        _ => return fail(format!("invalid '{name}' argument")),
    };
    let shown = zone_name(&x).unwrap_or_default();
    let zone = zone_shown(args, &shown);
    let step = Step::of_unit(1.0, unit.strip_suffix('s').unwrap_or(&unit)).unwrap_or(Step::Seconds(1.0));
    let step = if unit == "days" { Step::Days(1.0) } else { step };
    let one = |s: &f64| {
        let Some((moment, _)) = zone.moment(*s) else { return *s };
        let below = zone.universal_time(truncated(moment, &unit).seconds());
        let above = step.from(below, 1.0, &zone);
        if nearest && s - below >= above - s { above } else { below }
    };
    let seconds: Vec<f64> = seconds_of(args, &x, None)?.iter().map(one).collect();
    Ok(in_parts(&seconds, &zone, true, None))
}

/// Where the intervals begin: the unit in which the least moment lies, and steps until the greatest is passed.
fn starts(args: &mut Args, text: &str, range: (f64, f64), zone: &Zone, dated: bool) -> Eval<Vec<f64>> {
    let Some((number, unit)) = spoken(text) else { return fail("invalid specification of 'breaks'") };
    let (Some(step), Some((moment, _))) = (Step::of_unit(number, unit), zone.moment(range.0)) else {
        return fail("invalid specification of 'breaks'");
    };
    if dated && matches!(unit, "sec" | "min" | "hour") || number < 1.0 {
        return fail("invalid specification of 'breaks'");
    }
    let mut first = match unit {
        "sec" => truncated(moment, "secs"),
        "min" => truncated(moment, "mins"),
        "hour" => truncated(moment, "hours"),
        "month" => truncated(moment, "months"),
        "quarter" => truncated(moment, "quarters"),
        "year" => truncated(moment, "years"),
        _ => truncated(moment, "days"),
    };
    if unit == "week" {
        let monday = args.flag("start.on.monday")?;
        first.day -= if monday { (moment.weekday + 6) % 7 } else { moment.weekday };
    }
    let start = zone.universal_time(first.seconds());
    let span = (range.1 - start) / step.size().max(1.0);
    args.session.check_length(span, 8.0)?;
    let mut out = vec![start];
    while out[out.len() - 1] <= range.1 {
        out.push(step.from(start, out.len() as f64, zone));
    }
    Ok(out)
}

/// Intervals of dates or times, called by where they begin.
pub(super) fn cut(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let dated = x.has_class("Date");
    let shown = zone_name(&x).unwrap_or_default();
    let zone = if dated { utc() } else { zone_shown(args, &shown) };
    let scale = if dated { DAY } else { 1.0 };
    let read = |args: &mut Args, v: &Value| -> Eval<Vec<f64>> {
        Ok(if dated {
            days_of(args, v)?.iter().map(|d| d * DAY).collect()
        } else {
            seconds_of(args, v, Some(&shown))?
        })
    };
    let moments = read(args, &x)?;
    let given = args.value("breaks")?;
    let known = || moments.iter().copied().filter(|s| !s.is_nan());
    let range = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    let breaks = match &given {
        Value::Character(text) if text.data.len() == 1 => {
            let text = text.data.get(0).unwrap_or("").to_string();
            starts(args, &text, range, &zone, dated)?
        }
        _ if given.len() == 1 && !given.is_object() => return equal_width(args, &x, &moments, scale),
        _ => {
            let mut breaks = read(args, &given)?;
            breaks.sort_by(f64::total_cmp);
            breaks
        }
    };
    let right = args.flag("right")?;
    let lowest = args.flag("include.lowest")?;
    let last = breaks.len() - 1;
    let place = |s: &f64| {
        if lowest && (*s == breaks[0] && right || *s == breaks[last] && !right) {
            return Some(if right { 0 } else { last - 1 });
        }
        let below = breaks.partition_point(|b| if right { b < s } else { b <= s });
        below.checked_sub(1).filter(|&k| k < last && !s.is_nan())
    };
    let codes: Vec<Option<usize>> = moments.iter().map(place).collect();
    let begins: Vec<f64> = breaks[..last].iter().map(|s| s / scale).collect();
    let begins = if dated { dates(begins, None) } else { times(begins, Some(Value::string(&shown))) };
    labelled(args, codes, last, begins)
}

/// The factor of intervals: with labels as given, or those of where they begin.
fn labelled(args: &mut Args, codes: Vec<Option<usize>>, n: usize, begins: Value) -> Eval {
    let labels = match args.value("labels")? {
        Value::Null => args.apply_named("format", vec![Argument::new(begins)])?,
        Value::Logical(v) if v.data.len() == 1 && v.data[0] == Some(false) => {
            let one = |c: Option<usize>| c.map_or(raglan_engine::value::NA_INTEGER, |c| c as i32 + 1);
            return Ok(Value::integers(codes.into_iter().map(one).collect::<Vec<_>>()));
        }
        labels if labels.len() != n => return fail("number of intervals and length of 'labels' differ"),
        labels => labels,
    };
    let labels = raglan_engine::value::as_character(&labels)?;
    let levels: Vec<Text> = (0..labels.len()).map(|i| labels.text(i)).collect();
    Ok(factors::make(codes, levels, false, None))
}

/// A number of intervals of one length, called by the first element found in each.
fn equal_width(args: &mut Args, x: &Value, moments: &[f64], scale: f64) -> Eval {
    let mut arguments =
        vec![Argument::new(Value::doubles(moments.iter().map(|s| s / scale).collect::<Vec<_>>()))];
    for name in ["breaks", "labels", "right", "include.lowest"] {
        arguments.push(Argument::named(name, args.value(name)?));
    }
    let found = args.apply_named("cut", arguments)?;
    if !matches!(args.value("labels")?, Value::Null) {
        return Ok(found);
    }
    let Value::Integer(codes) = &found else { return Ok(found) };
    let mut seen = Vec::new();
    let mut first = Vec::new();
    for (i, code) in codes.data.iter().enumerate() {
        if !seen.contains(code) {
            seen.push(*code);
            first.push(i as i32 + 1);
        }
    }
    let levels = found.attribute(known::LEVELS).map_or(0, |l| l.len());
    if levels > first.len() {
        return fail("number of levels differs");
    }
    let picked =
        args.apply_named("[", vec![Argument::new(x.clone()), Argument::new(Value::integers(first))])?;
    let text = args.apply_named("as.character", vec![Argument::new(picked)])?;
    Ok(found.with_attribute(known::LEVELS, text))
}
