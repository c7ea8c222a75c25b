//! The Gregorian calendar: days since 1970-01-01 to year, month and day, and back.

/// A moment in parts, as `POSIXlt` has them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moment {
    /// Seconds, with their fraction.
    pub second: f64,
    /// Minutes.
    pub minute: i64,
    /// Hours.
    pub hour: i64,
    /// Day of the month, from one.
    pub day: i64,
    /// Month, from zero.
    pub month: i64,
    /// Year.
    pub year: i64,
    /// Day of the week, Sunday being zero.
    pub weekday: i64,
    /// Day of the year, from zero.
    pub yearday: i64,
}

/// Seconds of a day.
pub const DAY: f64 = 86_400.0;

/// Days from 1970-01-01 to a date; the month counts from zero and may be out of range.
pub fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year + month.div_euclid(12);
    let month = month.rem_euclid(12);
    // Years begin in March, so that the leap day is the last.
    let (y, m) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * m + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month from zero and day from one of a day since 1970-01-01.
pub fn civil(day: i64) -> (i64, i64, i64) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let m = (5 * of_year + 2) / 153;
    let day = of_year - (153 * m + 2) / 5 + 1;
    let (month, carry) = if m < 10 { (m + 2, 0) } else { (m - 10, 1) };
    (era * 400 + year + carry, month, day)
}

/// Days of a month counted from zero.
pub fn month_length(year: i64, month: i64) -> i64 {
    days(year, month + 1, 1) - days(year, month, 1)
}

impl Moment {
    /// The moment some seconds after 1970-01-01 in UTC; `None` when the number is not finite.
    pub fn at(seconds: f64) -> Option<Self> {
        if !seconds.is_finite() || seconds.abs() > 1e17 {
            return None;
        }
        let day = (seconds / DAY).floor();
        let rest = seconds - day * DAY;
        let whole = rest.floor();
        let day = day as i64;
        let clock = whole as i64;
        let (year, month, mday) = civil(day);
        Some(Self {
            second: (clock % 60) as f64 + (rest - whole),
            minute: clock / 60 % 60,
            hour: clock / 3600,
            day: mday,
            month,
            year,
            weekday: (day + 4).rem_euclid(7),
            yearday: day - days(year, 0, 1),
        })
    }

    /// Seconds since 1970-01-01; parts out of their range carry over.
    pub fn seconds(&self) -> f64 {
        let day = days(self.year, self.month, self.day);
        day as f64 * DAY + (self.hour * 3600 + self.minute * 60) as f64 + self.second
    }

    /// The ISO 8601 year and week.
    pub fn iso_week(&self) -> (i64, i64) {
        let monday = (self.weekday + 6) % 7;
        let week = (self.yearday - monday + 10) / 7;
        let leap = |y: i64| days(y + 1, 0, 1) - days(y, 0, 1) == 366;
        let weeks = |y: i64| {
            let first = (days(y, 0, 1) + 3).rem_euclid(7);
            if first == 3 || (first == 2 && leap(y)) { 53 } else { 52 }
        };
        match week {
            w if w < 1 => (self.year - 1, weeks(self.year - 1)),
            w if w > weeks(self.year) => (self.year + 1, 1),
            w => (self.year, w),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, civil, days};

    #[test]
    fn days_and_dates_are_inverse() {
        for day in [-719_528, -1, 0, 59, 60, 11_016, 19_782, 20_000, 2_932_896] {
            let (y, m, d) = civil(day);
            assert_eq!(days(y, m, d), day);
        }
        assert_eq!(civil(19_782), (2024, 1, 29));
    }

    #[test]
    fn weeks_follow_iso() {
        let week =
            |y: i64, m: i64, d: i64| Moment::at(days(y, m - 1, d) as f64 * 86_400.0).map(|t| t.iso_week());
        assert_eq!(week(2024, 12, 30), Some((2025, 1)));
        assert_eq!(week(2021, 1, 1), Some((2020, 53)));
        assert_eq!(week(2024, 1, 15), Some((2024, 3)));
    }
}
