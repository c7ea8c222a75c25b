//! Times written and read by specifications like `%Y-%m-%d`.

use super::calendar::{DAY, Moment, days, month_length};
use super::zone::Local;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The time as the specification writes it; `zone` is what the clocks show.
pub fn write(time: &Moment, format: &str, zone: &Local) -> String {
    let mut out = String::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match chars.next() {
            None => out.push('%'),
            Some('O') => match chars.next() {
                Some('S') => {
                    let digits = chars.peek().and_then(|c| c.to_digit(10));
                    if digits.is_some() {
                        chars.next();
                    }
                    out.push_str(&seconds(time.second, digits.unwrap_or(0) as usize));
                }
                Some(other) => out.push_str(&one(time, other, zone)),
                None => out.push_str("%O"),
            },
            Some('E') => {
                if let Some(other) = chars.next() {
                    out.push_str(&one(time, other, zone));
                }
            }
            // Without padding.
            Some('-') => {
                let text = chars.next().map_or_else(String::new, |c| one(time, c, zone));
                let bare = text.trim_start_matches(['0', ' ']);
                out.push_str(if bare.is_empty() && !text.is_empty() { "0" } else { bare });
            }
            Some(other) => out.push_str(&one(time, other, zone)),
        }
    }
    out
}

/// Seconds with decimals, cut rather than rounded.
fn seconds(second: f64, digits: usize) -> String {
    if digits == 0 {
        return format!("{:02}", second.floor());
    }
    let scale = 10f64.powi(digits as i32);
    let cut = (second * scale + 1e-6).floor() / scale;
    format!("{cut:0width$.digits$}", width = digits + 3)
}

fn one(t: &Moment, conversion: char, zone: &Local) -> String {
    let hour12 = if t.hour % 12 == 0 { 12 } else { t.hour % 12 };
    let weekday = WEEKDAYS[t.weekday.rem_euclid(7) as usize];
    let month = MONTHS[t.month.rem_euclid(12) as usize];
    match conversion {
        'Y' => t.year.to_string(),
        'y' => format!("{:02}", t.year.rem_euclid(100)),
        'C' => format!("{:02}", t.year.div_euclid(100)),
        'm' => format!("{:02}", t.month + 1),
        'd' => format!("{:02}", t.day),
        'e' => format!("{:2}", t.day),
        'H' => format!("{:02}", t.hour),
        'k' => format!("{:2}", t.hour),
        'I' => format!("{hour12:02}"),
        'l' => format!("{hour12:2}"),
        'M' => format!("{:02}", t.minute),
        'S' => format!("{:02}", t.second.floor()),
        'p' => if t.hour < 12 { "AM" } else { "PM" }.to_string(),
        'P' => if t.hour < 12 { "am" } else { "pm" }.to_string(),
        'j' => format!("{:03}", t.yearday + 1),
        'a' => weekday[..3].to_string(),
        'A' => weekday.to_string(),
        'b' | 'h' => month[..3].to_string(),
        'B' => month.to_string(),
        'u' => if t.weekday == 0 { 7 } else { t.weekday }.to_string(),
        'w' => t.weekday.to_string(),
        'U' => format!("{:02}", (t.yearday + 7 - t.weekday) / 7),
        'W' => format!("{:02}", (t.yearday + 7 - (t.weekday + 6) % 7) / 7),
        'V' => format!("{:02}", t.iso_week().1),
        'G' => t.iso_week().0.to_string(),
        'g' => format!("{:02}", t.iso_week().0.rem_euclid(100)),
        'F' => write(t, "%Y-%m-%d", zone),
        'T' | 'X' => write(t, "%H:%M:%S", zone),
        'R' => write(t, "%H:%M", zone),
        'D' | 'x' => write(t, "%m/%d/%y", zone),
        'c' => write(t, "%a %b %e %H:%M:%S %Y", zone),
        'r' => write(t, "%I:%M:%S %p", zone),
        's' => format!("{}", (t.seconds() - zone.offset as f64).floor()),
        'z' => {
            let minutes = zone.offset.abs() / 60;
            let sign = if zone.offset < 0 { '-' } else { '+' };
            format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
        }
        'Z' => zone.name.clone(),
        'n' => "\n".to_string(),
        't' => "\t".to_string(),
        '%' => "%".to_string(),
        other => format!("%{other}"),
    }
}

/// What was read so far.
#[derive(Default)]
struct Parts {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    yearday: Option<i64>,
    hour: i64,
    minute: i64,
    second: f64,
    afternoon: Option<bool>,
    offset: i64,
    timed: bool,
    absolute: Option<f64>,
    fixed: bool,
}

/// Seconds since 1970-01-01 of a text read by a specification, as the clocks show them, and whether they are
/// those of UTC because the text told an offset; `None` when it does not fit.
///
/// What follows the part that was read is ignored. Without a date the day is `today`.
pub fn read(text: &str, format: &str, today: i64) -> Option<(f64, bool)> {
    let mut parts = Parts::default();
    let text: Vec<char> = text.chars().collect();
    scan(&text, 0, format, &mut parts)?;
    if let Some(seconds) = parts.absolute {
        return Some((seconds, true));
    }
    let day = date(&parts, today)?;
    if let Some(afternoon) = parts.afternoon {
        parts.hour = parts.hour % 12 + if afternoon { 12 } else { 0 };
    }
    let clock = (parts.hour * 3600 + parts.minute * 60 - parts.offset) as f64 + parts.second;
    Some((day as f64 * DAY + clock, parts.fixed))
}

/// The day the parts tell.
fn date(parts: &Parts, today: i64) -> Option<i64> {
    let now = super::calendar::civil(today);
    if let (Some(yearday), None) = (parts.yearday, parts.month) {
        let year = parts.year.unwrap_or(now.0);
        return Some(days(year, 0, 1) + yearday - 1);
    }
    match (parts.year, parts.month, parts.day) {
        (None, None, None) => Some(today),
        (year, Some(month), Some(day)) => {
            let year = year.unwrap_or(now.0);
            (day >= 1 && day <= month_length(year, month)).then(|| days(year, month, day))
        }
        // A year alone is today's day in it; a month needs a day.
        (Some(year), None, None) => Some(days(year, now.1, now.2)),
        (_, None, Some(day)) if parts.year.is_none() => Some(days(now.0, now.1, day)),
        _ => None,
    }
}

/// Reads from `at` on; gives where it ended.
fn scan(text: &[char], mut at: usize, format: &str, parts: &mut Parts) -> Option<usize> {
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            while text.get(at).is_some_and(|c| c.is_whitespace()) {
                at += 1;
            }
            continue;
        }
        if c != '%' {
            if text.get(at) != Some(&c) {
                return None;
            }
            at += 1;
            continue;
        }
        let mut conversion = chars.next()?;
        if conversion == 'O' && chars.peek() == Some(&'S') {
            chars.next();
            if chars.peek().is_some_and(char::is_ascii_digit) {
                chars.next();
            }
            let (value, next) = real(text, at)?;
            if value > 61.0 {
                return None;
            }
            parts.second = value;
            parts.timed = true;
            at = next;
            continue;
        }
        if matches!(conversion, 'O' | 'E') {
            conversion = chars.next()?;
        }
        at = field(text, at, conversion, parts)?;
    }
    Some(at)
}

/// One conversion.
fn field(text: &[char], at: usize, conversion: char, parts: &mut Parts) -> Option<usize> {
    let number = |digits: usize, least: i64, most: i64| -> Option<(i64, usize)> {
        let mut i = at;
        // Blanks may stand before numbers.
        while text.get(i).is_some_and(|c| c.is_whitespace()) {
            i += 1;
        }
        let start = i;
        let mut value = 0;
        while i - start < digits
            && let Some(d) = text.get(i).and_then(|c| c.to_digit(10))
        {
            value = value * 10 + i64::from(d);
            i += 1;
        }
        (i > start && (least..=most).contains(&value)).then_some((value, i))
    };
    let mut set = |slot: fn(&mut Parts, i64), read: Option<(i64, usize)>| -> Option<usize> {
        let (value, next) = read?;
        slot(parts, value);
        Some(next)
    };
    match conversion {
        'Y' => set(|p, v| p.year = Some(v), number(4, 0, 9999)),
        'y' => set(|p, v| p.year = Some(if v < 69 { 2000 + v } else { 1900 + v }), number(2, 0, 99)),
        'm' => set(|p, v| p.month = Some(v - 1), number(2, 1, 12)),
        'd' | 'e' => set(|p, v| p.day = Some(v), number(2, 1, 31)),
        'j' => set(|p, v| p.yearday = Some(v), number(3, 1, 366)),
        'H' | 'k' => set(|p, v| p.hour = v, number(2, 0, 24)),
        'I' | 'l' => set(|p, v| p.hour = v, number(2, 1, 12)),
        'M' => set(|p, v| p.minute = v, number(2, 0, 59)),
        'S' => set(|p, v| p.second = v as f64, number(2, 0, 61)),
        's' => set(|p, v| p.absolute = Some(v as f64), number(19, 0, i64::MAX)),
        'u' => set(|_, _| {}, number(1, 1, 7)),
        'w' => set(|_, _| {}, number(1, 0, 6)),
        'U' | 'W' | 'V' => set(|_, _| {}, number(2, 0, 53)),
        'b' | 'B' | 'h' => {
            let (index, next) = name(text, at, &MONTHS)?;
            parts.month = Some(index as i64);
            Some(next)
        }
        'a' | 'A' => name(text, at, &WEEKDAYS).map(|(_, next)| next),
        'p' => {
            let (index, next) = name(text, at, &["AM ", "PM "])?;
            parts.afternoon = Some(index == 1);
            Some(next)
        }
        'z' => offset(text, at, parts),
        'Z' => Some(at + text[at..].iter().take_while(|c| c.is_ascii_alphabetic()).count()),
        'n' | 't' => Some(at + text[at..].iter().take_while(|c| c.is_whitespace()).count()),
        '%' => (text.get(at) == Some(&'%')).then_some(at + 1),
        'F' => scan(text, at, "%Y-%m-%d", parts),
        'T' => scan(text, at, "%H:%M:%S", parts),
        'R' => scan(text, at, "%H:%M", parts),
        'D' => scan(text, at, "%m/%d/%y", parts),
        'r' => scan(text, at, "%I:%M:%S %p", parts),
        'c' => scan(text, at, "%a %b %e %H:%M:%S %Y", parts),
        _ => None,
    }
}

/// Seconds with a fraction.
fn real(text: &[char], at: usize) -> Option<(f64, usize)> {
    let mut end = at;
    let mut digits = 0;
    while text.get(end).is_some_and(char::is_ascii_digit) && digits < 2 {
        end += 1;
        digits += 1;
    }
    if digits == 0 {
        return None;
    }
    if matches!(text.get(end), Some('.' | ',')) && text.get(end + 1).is_some_and(char::is_ascii_digit) {
        end += 1;
        while text.get(end).is_some_and(char::is_ascii_digit) {
            end += 1;
        }
    }
    let written: String = text[at..end].iter().collect();
    Some((written.replace(',', ".").parse().ok()?, end))
}

/// A name, whole or its first three letters, in any case.
fn name(text: &[char], at: usize, names: &[&str]) -> Option<(usize, usize)> {
    let begins = |short: &str| {
        let short: Vec<char> = short.chars().collect();
        let there = text.get(at..at + short.len());
        there.is_some_and(|t| t.iter().zip(&short).all(|(a, b)| a.eq_ignore_ascii_case(b)))
    };
    for whole in [true, false] {
        for (i, full) in names.iter().enumerate() {
            let full = full.trim_end();
            let wanted = if whole { full } else { &full[..full.len().min(3)] };
            if begins(wanted) {
                return Some((i, at + wanted.len()));
            }
        }
    }
    None
}

/// `+hhmm`, `+hh:mm` or `Z`.
fn offset(text: &[char], at: usize, parts: &mut Parts) -> Option<usize> {
    parts.fixed = true;
    if text.get(at) == Some(&'Z') {
        return Some(at + 1);
    }
    let sign = match text.get(at)? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digit = |i: usize| text.get(i).and_then(|c| c.to_digit(10)).map(i64::from);
    let hours = digit(at + 1)? * 10 + digit(at + 2)?;
    let colon = usize::from(text.get(at + 3) == Some(&':'));
    let minutes = digit(at + 3 + colon)? * 10 + digit(at + 4 + colon)?;
    parts.offset = sign * (hours * 3600 + minutes * 60);
    Some(at + 5 + colon)
}
